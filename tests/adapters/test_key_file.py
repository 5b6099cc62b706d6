"""The key file: made once, private, never made again beside an old database; and the settings around it."""

from __future__ import annotations

import base64
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from mediation.adapters.key_file import load_key_file, make_key_file, open_key_file, parse_keys
from mediation.config import Settings
from mediation.rules.errors import SetupError

KEY, NEXT = base64.b64encode(bytes(range(32))).decode(), base64.b64encode(bytes(range(32, 64))).decode()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "var" / "keys" / "master.key"


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_first_start_makes_a_private_key_that_the_next_start_finds(path: Path) -> None:
    first = open_key_file(path, database_in_use=False)
    assert (mode(path), mode(path.parent)) == (0o600, 0o700)
    assert len(first.keys[first.current]) == 32
    assert open_key_file(path, database_in_use=True).keys == first.keys
    assert [file.name for file in path.parent.iterdir()] == ["master.key"]


def test_the_mode_does_not_depend_on_the_umask(path: Path) -> None:
    before = os.umask(0)
    try:
        make_key_file(path)
    finally:
        os.umask(before)
    assert (mode(path), mode(path.parent)) == (0o600, 0o700)


def test_a_folder_that_was_open_to_others_is_closed_before_a_key_goes_in(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.parent.chmod(0o755)
    open_key_file(path, database_in_use=False)
    assert mode(path.parent) == 0o700


def test_no_new_key_is_made_beside_a_database_in_use(path: Path) -> None:
    with pytest.raises(SetupError, match="从备份恢复密钥文件"):
        open_key_file(path, database_in_use=True)
    assert not path.exists()


def test_a_key_that_is_there_is_never_replaced(path: Path) -> None:
    make_key_file(path)
    before = path.read_bytes()
    make_key_file(path)
    assert path.read_bytes() == before


def test_of_many_first_starts_at_once_all_use_one_key(path: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        rings = list(pool.map(lambda _: open_key_file(path, database_in_use=False), range(16)))
    assert len({ring.keys[ring.current] for ring in rings}) == 1


@pytest.mark.parametrize("bad", [0o640, 0o604, 0o644, 0o620])
def test_a_key_file_open_to_others_is_refused(path: Path, bad: int) -> None:
    make_key_file(path)
    path.chmod(bad)
    with pytest.raises(SetupError, match="chmod 600"):
        load_key_file(path)


def test_a_key_folder_open_to_others_is_refused(path: Path) -> None:
    make_key_file(path)
    path.parent.chmod(0o755)
    with pytest.raises(SetupError, match="chmod 700"):
        load_key_file(path)


def test_a_link_in_place_of_the_key_file_is_refused(path: Path) -> None:
    make_key_file(path)
    elsewhere = path.rename(path.parent.parent / "elsewhere")
    path.symlink_to(elsewhere)
    with pytest.raises(SetupError):
        open_key_file(path, database_in_use=False)


def test_a_file_that_holds_no_key_is_refused_and_kept(path: Path) -> None:
    make_key_file(path)
    path.write_bytes(b"")
    with pytest.raises(SetupError):
        open_key_file(path, database_in_use=False)
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SetupError):
        load_key_file(path)
    assert path.exists()


def test_nothing_is_left_when_the_key_cannot_be_written(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(SetupError, match="No space left"):
        open_key_file(path, database_in_use=False)
    assert list(path.parent.iterdir()) == []


def test_several_keys_are_read_and_the_highest_number_is_current() -> None:
    ring = parse_keys(f"# made 2026\n1:{KEY}\n\n2:{NEXT}\n")
    assert (sorted(ring.keys), ring.current) == ([1, 2], 2)
    assert parse_keys(f"2:{NEXT},1:{KEY}").keys == ring.keys
    assert parse_keys(KEY).keys == {1: bytes(range(32))}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not base64!",
        "张" * 44,
        base64.b64encode(bytes(range(31))).decode(),
        base64.b64encode(bytes(32)).decode(),
        f"0:{KEY}",
        f"x:{KEY}",
        f"70000:{KEY}",
        f"1:{KEY}\n1:{NEXT}",
    ],
)
def test_keys_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(SetupError) as caught:
        parse_keys(text)
    assert not text or text not in str(caught.value)


def test_keys_are_not_printed() -> None:
    ring = parse_keys(KEY)
    assert "\\x" not in repr(ring)
    settings = Settings.from_environment(
        {"MEDIATION_KEY": KEY, "MEDIATION_DATABASE_URL": "postgresql://me:geheim@h/d"}
    )
    assert KEY not in repr(settings)
    assert "geheim" not in repr(settings)


def test_settings_without_anything_serve_the_demonstration_on_this_machine(path: Path) -> None:
    settings = Settings.from_environment(
        {"MEDIATION_DATA_DIR": str(path.parent.parent), "MEDIATION_PORT": ""}
    )
    assert settings.database_url == f"sqlite:///{path.parent.parent / 'mediation.sqlite'}"
    assert (settings.host, settings.port, settings.language) == ("127.0.0.1", 8000, "zh")
    assert settings.key_path == path
    assert not settings.secure_cookies
    assert settings.open_keys(database_in_use=False).keys == load_key_file(path).keys


def test_a_key_in_the_environment_takes_the_place_of_the_file(path: Path) -> None:
    settings = Settings.from_environment(
        {"MEDIATION_DATA_DIR": str(path.parent.parent), "MEDIATION_KEY": KEY}
    )
    assert settings.open_keys(database_in_use=True).keys == {1: bytes(range(32))}
    assert not path.exists()


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::"])
def test_cookies_are_secure_wherever_others_can_reach_the_product(host: str) -> None:
    assert Settings.from_environment({"MEDIATION_HOST": host}).secure_cookies


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "８０"),
        ("PORT", "http"),
        ("LANG", "fr"),
        ("KEY", "short"),
        ("PRODUCTION", "perhaps"),
        ("TRUSTED_HOPS", "-1"),
        ("ALLOWED_HOSTS", "https://mediation.example"),
        ("ALLOWED_HOSTS", ","),
        ("ALLOWED_HOSTS", "*"),
        ("LOG", "xml"),
        ("LOG_LEVEL", "loud"),
    ],
)
def test_a_bad_setting_is_named_and_its_value_is_not_repeated(name: str, value: str) -> None:
    with pytest.raises(SetupError) as caught:
        Settings.from_environment({f"MEDIATION_{name}": value})
    assert name == "KEY" or f"MEDIATION_{name}" in str(caught.value)


@pytest.mark.parametrize("more", [{"MEDIATION_DEBUG": "1"}, {"MEDIATION_ALLOWED_HOSTS": ""}])
def test_production_refuses_debug_and_a_site_without_a_name(more: dict[str, str]) -> None:
    good = {"MEDIATION_PRODUCTION": "1", "MEDIATION_ALLOWED_HOSTS": "tiaojie.example.cn"}
    settings = Settings.from_environment(good)
    assert settings.secure_cookies
    assert settings.log_style == "json"
    with pytest.raises(SetupError):
        Settings.from_environment(good | more)
