"""A whole number that an administrator chose, or the usual one where none can be read."""

from __future__ import annotations

from datetime import date

from mediation.services.unit_of_work import UnitOfWork

MOST = 3650


def chosen_number(uow: UnitOfWork, setting: tuple[str, int], on: date) -> int:
    name, usual = setting
    return number_in(uow.setting(name, on), usual)


def number_in(chosen: str | None, usual: int) -> int:
    """What the value of a setting says."""
    text = chosen or ""
    return int(text) if text.isascii() and text.isdigit() and 1 <= int(text) <= MOST else usual
