"""What the README and the operators' pages tell people to type or to open exists."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import click
import pytest

from mediation.cli import program
from mediation.config import Settings

ROOT = Path(__file__).parents[2]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")])
CODE = re.compile(r"```.*?```|`[^`]+`", re.DOTALL)
FIRST_SCREEN = 24


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


def code_of(page: Path) -> str:
    return "\n".join(CODE.findall(page.read_text()))


def test_the_two_commands_are_on_the_first_screen_of_the_readme() -> None:
    first = (ROOT / "README.md").read_text().splitlines()[:FIRST_SCREEN]
    assert [line.split()[0] for line in first if line.startswith("script/")] == [
        "script/server",
        "script/test",
    ]


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_script_named_exists(page: Path) -> None:
    named = re.findall(r"(?<![\w/])((?:script|\.ci)/[a-z-]+)\b", code_of(page))
    assert [name for name in named if not (ROOT / name).is_file()] == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_command_named_exists_with_its_options(page: Path) -> None:
    for line in re.findall(r"(?<![\w/.-])(?:\.venv/bin/)?mediation +([a-z][^\n`#|&;]*)", code_of(page)):
        command: click.Command = program
        options: set[str] = {"--help"}
        wants_value: set[str] = set()
        context = click.Context(program)
        for before, word in pairwise(("", *line.split())):
            if word.startswith("--"):
                assert word.split("=")[0] in options, f"mediation {line}"
            elif before in wants_value:
                continue
            elif isinstance(command, click.Group):
                found = command.get_command(context, word)
                assert found is not None, f"mediation {line}"
                command = found
                options |= {option for one in command.params for option in one.opts}
                wants_value |= {
                    option
                    for one in command.params
                    if isinstance(one, click.Option) and not one.is_flag
                    for option in one.opts
                }


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_within_the_repository_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text())
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_operators_page_names_every_setting_and_no_other() -> None:
    told = set(re.findall(r"MEDIATION_([A-Z_]+)", (ROOT / "docs" / "operators.md").read_text()))
    renamed = {"language": "lang", "log_style": "log", "largest_upload": "largest_upload_mb"}
    known = {renamed.get(name, name).upper() for name in Settings.__dataclass_fields__}
    assert told == known
