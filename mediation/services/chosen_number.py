"""A whole number that an administrator chose, or the usual one where none can be read."""

from __future__ import annotations

from datetime import date

from mediation.services.unit_of_work import UnitOfWork

MOST = 3650


def chosen_number(uow: UnitOfWork, setting: tuple[str, int], on: date) -> int:
    name, usual = setting
    chosen = uow.setting(name, on) or ""
    return int(chosen) if chosen.isascii() and chosen.isdigit() and 1 <= int(chosen) <= MOST else usual
