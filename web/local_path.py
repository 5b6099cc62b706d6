"""Addresses that people bring along: only a path of this site is followed."""

from __future__ import annotations


def is_local(text: str) -> bool:
    """Whether it is a path, and not the address of another host in one of the disguises that browsers accept."""
    return text.isprintable() and text.startswith("/") and text[1:2] not in ("/", "\\")
