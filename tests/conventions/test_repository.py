"""What the repository must not hold, and what its lock must: pinned requirements, without any index's address."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# in pieces, so that this file does not hold them itself
HOSTS = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("files", "pythonhosted", "org"),
        ("registry", "npmjs", "org"),
        ("registry", "yarnpkg", "com"),
        ("proxy", "golang", "org"),
        ("deb", "debian", "org"),
        ("archive", "ubuntu", "com"),
        ("pypi", "tuna", "tsinghua", "edu", "cn"),
        ("mirrors", "aliyun", "com"),
    )
]
LOCKS_WITH_ADDRESSES = {
    "uv.lock",
    "poetry.lock",
    "Pipfile.lock",
    "pdm.lock",
    "package-lock.json",
    "yarn.lock",
}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def tracked() -> list[Path]:
    """The files of the next commit, as far as they lie here."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode()
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


def locked(name: str) -> dict[str, str]:
    """The blocks of a lock by the package's normal name."""
    blocks = re.split(r"^(?=[a-z0-9])", (ROOT / "requirements" / name).read_text(), flags=re.MULTILINE)
    return {re.split(r"[=\[]", block, maxsplit=1)[0]: block for block in blocks if block}


def normal(requirement: str) -> str:
    """`psycopg[binary]` is locked as psycopg."""
    name = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert name
    return re.sub(r"[-_.]+", "-", name[0]).lower()


def test_no_file_names_a_package_registry() -> None:
    named = [
        f"{path.relative_to(ROOT)}: {host}"
        for path in tracked()
        for host in HOSTS
        if host.encode() in path.read_bytes()
    ]
    assert named == []


def test_no_lock_that_would_name_one_is_kept() -> None:
    assert [path.name for path in tracked() if path.name in LOCKS_WITH_ADDRESSES] == []


def test_nothing_that_a_run_leaves_behind_is_kept() -> None:
    left = [path for path in tracked() if path.suffix in {".sqlite", ".pyc", ".key", ".log"}]
    assert left == []


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [
        ("base.txt", PROJECT["dependencies"]),
        ("dev.txt", PROJECT["dependencies"] + PROJECT["optional-dependencies"]["dev"]),
        ("build.txt", ["hatchling", "editables", "uv"]),
    ],
)
def test_every_requirement_is_locked(lock: str, wanted: list[str]) -> None:
    assert {normal(one) for one in wanted} - set(locked(lock)) == set()


@pytest.mark.parametrize("lock", ["base.txt", "dev.txt", "build.txt"])
def test_every_locked_package_has_one_version_and_hashes(lock: str) -> None:
    for name, block in locked(lock).items():
        assert re.match(r"[a-z0-9-]+(\[[a-z0-9,-]+\])?==[^\s;]+( ; .+)? \\\n", block), name
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", block), name


@pytest.mark.parametrize("lock", ["base.txt", "build.txt"])
def test_the_locks_agree_so_that_one_environment_can_hold_them(lock: str) -> None:
    version = re.compile(r"==(\S+)")
    tests = {name: version.findall(block)[0] for name, block in locked("dev.txt").items()}
    ours = {name: version.findall(block)[0] for name, block in locked(lock).items()}
    assert {name for name in ours.keys() & tests.keys() if ours[name] != tests[name]} == set()
