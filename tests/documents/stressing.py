"""Contents whose every text field holds 5,000 characters."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any

LONG = ("草场承包经营权流转补偿款，" * 400)[:5000]


def with_long_text(contents: Any, most: int | None = None) -> Any:
    """A copy with every string replaced, however deep; of what is listed, in as many as `most` of each list."""
    if isinstance(contents, tuple):
        return (*(with_long_text(item, most) for item in contents[:most]), *contents[len(contents[:most]) :])
    if is_dataclass(contents) and not isinstance(contents, type):
        found = {f.name: with_long_text(getattr(contents, f.name), most) for f in fields(contents)}
        return replace(contents, **found)
    return LONG if type(contents) is str else contents
