"""What a run of the tests makes once although each test opens an installation of its own."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import create_engine
from werkzeug.routing import Rule

from mediation.adapters import database
from mediation.model import Table
from mediation.services import sign_in

FULL_HASHES = sign_in.hasher
LIGHT_HASHES = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class CompiledStatements(dict[tuple[Any, ...], Any]):
    """SQLAlchemy's cache of compiled statements, which tells engines apart; here, only kinds of database."""

    def get(self, key: tuple[Any, ...], default: Any = None) -> Any:
        return super().get((key[0].name, *key[1:]), default)

    def __setitem__(self, key: tuple[Any, ...], compiled: Any) -> None:
        super().__setitem__((key[0].name, *key[1:]), compiled)


class AddressBuilders:
    """What builds the addresses of a route, compiled for the first application and not for each test's own."""

    def __init__(self) -> None:
        self.compiled: dict[tuple[Any, ...], Any] = {}
        self.compile = Rule._compile_builder

    def of(self, rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        key = (rule.rule, *rule._trace, repr(rule.defaults), append_unknown)
        if key not in self.compiled:
            self.compiled[key] = self.compile(rule, append_unknown)
        builder: Callable[..., tuple[str, str]] = self.compiled[key]
        return builder


@contextmanager
def warm(folder: Path) -> Iterator[None]:
    """Statements, templates and addresses compiled once; passwords hashed with the least that argon2 allows."""
    compiled, builders = CompiledStatements(), AddressBuilders()
    with pytest.MonkeyPatch.context() as patch:
        options = {"compiled_cache": compiled}
        patch.setattr(database, "create_engine", partial(create_engine, execution_options=options))
        for mapper in Table.registry.mappers:  # what a flush inserts and updates has caches of its own
            patch.setitem(vars(mapper), "_compiled_cache", compiled)
        patch.setitem(Flask.jinja_options, "bytecode_cache", FileSystemBytecodeCache(str(folder)))
        patch.setattr(Rule, "_compile_builder", lambda rule, unknown=True: builders.of(rule, unknown))
        patch.setattr(sign_in, "hasher", LIGHT_HASHES)
        yield


def made_once(folders: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """This process's copy of a folder that the first of the run's processes to ask fills, while others wait."""
    shared = folders.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    first, done = shared / f"{name}-once", shared / f"{name}-once.done"
    with (shared / f"{name}-once.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            shutil.rmtree(first, ignore_errors=True)
            first.mkdir(mode=0o700)
            make(first)
            done.touch()
    return Path(shutil.copytree(first, folders.mktemp(name), dirs_exist_ok=True))
