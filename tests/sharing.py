"""What a run of the tests makes once although each test opens an installation of its own."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import CodeType
from typing import Any

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from argon2 import PasswordHasher
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import create_engine
from werkzeug.routing import Rule

from mediation.adapters import database
from mediation.model import Table
from mediation.services import sign_in

FULL_HASHES = sign_in.hasher
LIGHT_HASHES = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class CompiledStatements(dict[tuple[Any, ...], Any]):
    """SQLAlchemy's cache of compiled statements, which tells engines apart; here, only kinds of database.

    A statement that was built once brings the same tuple each time: it is known again without looking into it.
    """

    MOST = 10_000

    def __init__(self) -> None:
        super().__init__()
        self.seen: dict[tuple[Any, ...], tuple[Any, Any]] = {}

    def get(self, key: tuple[Any, ...], default: Any = None) -> Any:
        dialect, statement, *others = key
        shortly = (dialect.name, id(statement), *others)
        known = self.seen.get(shortly)
        if known is not None:
            return known[1]
        compiled = super().get((dialect.name, statement, *others), default)
        if compiled is not default:
            if len(self.seen) >= self.MOST:
                self.seen.clear()
            self.seen[shortly] = statement, compiled  # kept with it, no other tuple has its number
        return compiled

    def __setitem__(self, key: tuple[Any, ...], compiled: Any) -> None:
        super().__setitem__((key[0].name, *key[1:]), compiled)


class CompiledRoutes:
    """What finds a route and builds its address, compiled for the first application and not for each test's own."""

    FOUND = ("_parts", "_trace", "_converters", "arguments")
    BUILDERS = ("_build", "_build_unknown")

    def __init__(self) -> None:
        self.compiled: dict[tuple[Any, ...], dict[str, Any]] = {}
        self.builders: dict[tuple[Any, ...], dict[str, Any]] = {}
        self.compile = Rule.compile

    def of(self, rule: Rule) -> None:
        key = (rule.rule, rule.subdomain, rule.host, repr(rule.defaults), rule.merge_slashes)
        if key not in self.compiled:
            self.compile(rule)
            self.compiled[key] = {name: vars(rule)[name] for name in self.FOUND}
            self.builders[key] = {name: vars(rule)[name].__func__ for name in self.BUILDERS}
        vars(rule).update(self.compiled[key])
        for name, builder in self.builders[key].items():
            setattr(rule, name, builder.__get__(rule))


class CompiledTemplates(FileSystemBytecodeCache):
    """Templates compiled once in a run, and read once in a process."""

    def __init__(self, folder: str) -> None:
        super().__init__(folder)
        self.read: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self.read.get((bucket.key, bucket.checksum))
        if bucket.code is None:
            super().load_bytecode(bucket)
            self._remember(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        super().dump_bytecode(bucket)
        self._remember(bucket)

    def _remember(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self.read[bucket.key, bucket.checksum] = bucket.code


class MigrationsRead:
    """The scripts of the migrations, loaded for the first command and not for each."""

    def __init__(self) -> None:
        self.known: dict[str | None, ScriptDirectory] = {}
        self.read = ScriptDirectory.from_config

    def of(self, config: Config) -> ScriptDirectory:
        place = config.get_main_option("script_location")
        if place not in self.known:
            self.known[place] = self.read(config)
        return self.known[place]


@contextmanager
def warm(folder: Path) -> Iterator[None]:
    """All of it made ready once, and passwords hashed with the least that argon2 allows."""
    compiled, routes, templates = CompiledStatements(), CompiledRoutes(), CompiledTemplates(str(folder))
    migrations = MigrationsRead()
    with pytest.MonkeyPatch.context() as patch:
        options = {"compiled_cache": compiled}
        patch.setattr(database, "create_engine", partial(create_engine, execution_options=options))
        for mapper in Table.registry.mappers:  # what a flush inserts and updates has caches of its own
            patch.setitem(vars(mapper), "_compiled_cache", compiled)
        patch.setitem(Flask.jinja_options, "bytecode_cache", templates)
        patch.setattr(Rule, "compile", lambda rule: routes.of(rule))
        patch.setattr(ScriptDirectory, "from_config", migrations.of)
        patch.setattr(sign_in, "hasher", LIGHT_HASHES)
        yield


def of_the_run(folders: pytest.TempPathFactory) -> Path:
    """The folder that the processes of a run share."""
    own = folders.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


def made_once(folders: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """This process's copy of a folder that the first of the run's processes to ask fills, while others wait."""
    shared = of_the_run(folders)
    first, done = shared / f"{name}-once", shared / f"{name}-once.done"
    with (shared / f"{name}-once.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            shutil.rmtree(first, ignore_errors=True)
            first.mkdir(mode=0o700)
            make(first)
            done.touch()
    return Path(shutil.copytree(first, folders.mktemp(name), dirs_exist_ok=True))
