"""Contents whose every text field holds 5,000 characters."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any

LONG = ("草场承包经营权流转补偿款，" * 400)[:5000]


def with_long_text(contents: Any, text: str = LONG) -> Any:
    """A copy with every string, however deep, replaced."""
    if isinstance(contents, tuple):
        return tuple(with_long_text(item, text) for item in contents)
    if is_dataclass(contents) and not isinstance(contents, type):
        found = {f.name: with_long_text(getattr(contents, f.name), text) for f in fields(contents)}
        return replace(contents, **found)
    return text if type(contents) is str else contents
