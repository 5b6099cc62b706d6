"""The log: one line per happening, as JSON or for a console, with people's numbers masked in every line."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any, TextIO

import structlog
from structlog.typing import Processor

# Only digits bound a run: letters or Chinese may stand directly beside it. 11 is a mobile; 15 to 19 are
# identity papers and bank accounts. 12 stays: it is a region's code.
# People write them with blanks or hyphens too, and mobiles with 86 before them.
NUMBERS = re.compile(
    r"(?<!\d)(?:\d{17}[\dXxＸｘ]|\d{15,19}|1\d{10}"
    r"|\d{6}[ -]\d{4}[ -]?\d{4}[ -]?\d{3}[\dXxＸｘ]|\d{6}[ -]\d{8}[ -]\d{3}[\dXxＸｘ]"
    r"|\d{4}(?:[ -]\d{4}){3}(?:[ -]\d{1,3})?"
    r"|(?:[+＋]?[8８][6６][ -]?)?[1１]\d{2}(?:[ -]?\d{4}){2})(?!\d)"
)
TALKATIVE = ("weasyprint", "fontTools", "alembic", "transitions")
"""Libraries that report every stage of their work, or every step of a case twice."""
OURS = "mediation log"


def mask(value: Any) -> Any:
    """The value with long numbers starred, however deep they stand; what is not plain becomes its repr."""
    if value is None or isinstance(value, bool | float):
        return value
    if isinstance(value, str):
        return NUMBERS.sub(lambda found: "*" * len(found[0]), value)
    if isinstance(value, int):
        return mask(str(value)) if NUMBERS.search(str(value)) else value
    if isinstance(value, Mapping):
        return {mask(key): mask(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [mask(item) for item in value]
    return mask(str(value) if not isinstance(value, bytes) else repr(value))


def mask_line(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """The last processor before a line is written: exception texts are in it by now."""
    return {str(mask(key)): mask(value) for key, value in line.items()}


def set_up_log(*, style: str = "console", level: str = "INFO", stream: TextIO | None = None) -> None:
    """Send structlog and the standard library's loggers through one masked handler. Call again to change."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.set_name(OURS)
    handler.setFormatter(_formatter(style, shared))
    root = logging.getLogger()
    for old in [h for h in root.handlers if h.get_name() == OURS or type(h) is logging.StreamHandler]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level)
    for library in TALKATIVE:
        logging.getLogger(library).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared[:-1],
            structlog.stdlib.PositionalArgumentsFormatter(),
            shared[-1],
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def route_here(*names: str) -> None:
    """Take away the handlers that a server gave to its own loggers, so that their lines are masked too."""
    for name in names:
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True


def _formatter(style: str, shared: list[Processor]) -> logging.Formatter:
    renderer: Processor
    if style == "json":
        renderer = structlog.processors.JSONRenderer(ensure_ascii=False)
    else:
        # The pretty tracebacks print local variables, which is where the numbers are.
        renderer = structlog.dev.ConsoleRenderer(
            colors=False, exception_formatter=structlog.dev.plain_traceback
        )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            mask_line,
            renderer,
        ],
    )
