"""Texts in a workbook: what somebody typed is never a formula, nor a command to the printer."""

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""With these a cell would begin a formula, here or in what somebody makes of it."""


def harmless(text: str) -> str:
    """The same text, which no program takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def printed(text: str) -> str:
    """As the head of a printed page takes it: an ampersand begins a command there."""
    return text.replace("&", "&&")[:110]
