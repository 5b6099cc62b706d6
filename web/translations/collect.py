"""Collects every Chinese text that people read and brings the catalogues up to date with it.

Run `python -m web.translations.collect`: new texts come in untranslated, gone ones leave, the rest stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from itertools import chain
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from mediation.documents.blocks import blocks_of, worded_papers
from mediation.rules import (
    assessment,
    backlog,
    danger_words,
    early_warnings,
    exports,
    periods,
    statistics,
    subsidy,
    subsidy_review,
    vocabulary,
)
from mediation.rules.dossiers import REMARKS, TITLES
from mediation.rules.grammar import Registry
from mediation.rules.padding import looked
from mediation.rules.papers import PAPERS, SHEETS
from mediation.rules.simulation import comparing
from mediation.rules.vocabulary import Term
from mediation.services.archive_dossier import RETENTIONS
from workflows import REGISTRY

ROOT = Path(__file__).parents[2]
FOLDERS = ("mediation", "web", "workflows")
METHODS = [("**/templates/**.html", "jinja2.ext:babel_extract"), ("**.py", "python")]
OPTIONS = {"**/templates/**.html": {"encoding": "utf-8", "trimmed": "true", "silent": "false"}}
KEYWORDS = {"say": None, "_": None, "gettext": None, "translated": None, "titled": None}
CHINESE = re.compile(r"[\u3400-\u9fff、（）：；]")
HEADER = "# English of the pages. Texts are collected by `python -m web.translations.collect`."


def catalogue_path(language: str) -> Path:
    return Path(__file__).parent / language / "LC_MESSAGES" / "messages.po"


def collect(registry: Registry = REGISTRY) -> Catalog:
    """All texts: marked ones in code and templates, titles in definitions, terms of closed lists."""
    catalog = Catalog(charset="utf-8", fuzzy=False)
    for folder in FOLDERS:
        for filename, _, text, _, _ in extract_from_dir(
            ROOT / folder, METHODS, OPTIONS, KEYWORDS, comment_tags=()
        ):
            if isinstance(text, str) and CHINESE.search(text):
                catalog.add(text, locations=[(f"{folder}/{filename}", 0)])
    found = (titles(registry), papers(), terms(), menu(), categories(), blocks(), files())
    for place, title in chain.from_iterable(found):
        if CHINESE.search(title):
            catalog.add(title, locations=[(place, 0)])
    return catalog


def titles(registry: Registry) -> Iterator[tuple[str, str]]:
    """The titles of roles, definitions, states, steps with their conditions, needs and papers, changes and clocks;
    and their laws."""
    for role in registry.roles:
        yield "workflows/roles.py", role.title
    for clock in registry.clock_by_name.values():
        yield from (("workflows/deadlines.py", text) for text in (clock.title, clock.law, clock.over))
    for definition in registry.definitions:
        place = f"workflows/{definition.matter.value}.py"
        yield place, definition.title
        for state in definition.states:
            yield place, state.title
        for step in definition.steps:
            needs_and_papers = (thing.title for things in (step.needs, step.issues) for thing in things)
            guards = (guard.title for guard in step.guards)
            yield from (
                (place, text)
                for text in (step.title, step.law, step.law_from_court, *needs_and_papers, *guards)
            )
        for change in definition.changes:
            guards = (guard.title for guard in change.guards)
            yield from ((place, text) for text in (change.title, change.law, *guards))


def papers() -> Iterator[tuple[str, str]]:
    """The papers, their laws and who signs them."""
    for kind in PAPERS.values():
        texts = (kind.title, kind.law, *kind.signers)
        yield from (("mediation/rules/papers/registry.py", text) for text in texts)


def terms() -> Iterator[tuple[str, str]]:
    """The titles of closed lists."""
    for module in (
        vocabulary,
        backlog,
        periods,
        statistics,
        comparing,
        subsidy,
        subsidy_review,
        assessment,
        looked,
        danger_words,
        early_warnings,
        exports,
    ):
        place = f"{module.__name__.replace('.', '/')}.py"
        for kind in vars(module).values():
            if isinstance(kind, type) and issubclass(kind, Term):
                yield from ((place, member.title_text) for member in kind)


def menu() -> Iterator[tuple[str, str]]:
    """The entries of the main menu."""
    from web.views import MENU

    yield from (("web/views/__init__.py", title) for _, title in MENU)


def categories() -> Iterator[tuple[str, str]]:
    """The kinds of dispute that every installation begins with, and the headings of older forms."""
    place = "mediation/migrations/versions/0003_categories"
    seeded = import_module(place.replace("/", "."))
    yield from ((f"{place}.py", name) for _, name in seeded.NAMES)
    place = "mediation/migrations/versions/0029_statistics"
    older = import_module(place.replace("/", "."))
    yield from ((f"{place}.py", title) for title, _ in (*older.FIFTEEN, *older.EIGHTEEN))


def blocks() -> Iterator[tuple[str, str]]:
    """The titles of the blocks of papers that a committee may word itself."""
    for paper in worded_papers():
        yield from (
            (f"mediation/documents/{paper}/paper.toml", one.title) for one in blocks_of(paper).values()
        )


def files() -> Iterator[tuple[str, str]]:
    """What papers of a file and blank forms are called, and how long a file is usually kept."""
    yield from (("mediation/rules/dossiers.py", title) for title in TITLES.values())
    yield from (("mediation/rules/dossiers.py", remark) for remark in REMARKS)
    yield from (("mediation/rules/papers", kind.title) for kind in SHEETS.values())
    yield from (("mediation/services/archive_dossier.py", one) for one in RETENTIONS.split(","))


def refresh(path: Path) -> Catalog:
    """The catalogue in the file, brought up to date: nothing is guessed, gone texts are dropped."""
    language = path.parent.parent.name
    known = Catalog(locale=language, charset="utf-8", fuzzy=False)
    if path.exists():
        with path.open("rb") as file:
            known = read_po(file, locale=language)
    made = known.creation_date
    known.update(collect(), no_fuzzy_matching=True, update_header_comment=False)
    known.creation_date = made
    known.obsolete.clear()
    known.header_comment = HEADER
    known.fuzzy = False
    return known


def main() -> None:
    path = catalogue_path("en")
    path.parent.mkdir(parents=True, exist_ok=True)
    known = refresh(path)
    with path.open("wb") as file:
        write_po(file, known, width=0, sort_output=True, include_lineno=False)
    missing = sum(1 for message in known if message.id and not message.string)
    print(f"{path.relative_to(ROOT)}: {len(known)} texts, {missing} without English")  # noqa: T201


if __name__ == "__main__":
    main()
