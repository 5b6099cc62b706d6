"""The declarative registry: naming rules for constraints, and the key every table has."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import MetaData, Uuid
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from mediation.model.types import new_id

CONSTRAINT_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Table(DeclarativeBase):
    """The declarative root of all tables."""

    metadata = MetaData(naming_convention=CONSTRAINT_NAMES)


class Identified:
    """A UUIDv7 primary key made by the application as soon as the object is built."""

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)

    def __init__(self, **values: object) -> None:
        values.setdefault("id", new_id())
        super().__init__(**values)
