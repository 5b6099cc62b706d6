"""The settings, read once from the environment, with a sentence for every bad value."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from mediation.adapters.key_file import KeyRing, open_key_file, parse_keys
from mediation.rules.errors import SetupError
from mediation.rules.messages import say
from mediation.services.identity_checks import CHECKS

LANGUAGES = ("zh", "en")
LOOPBACK = ("127.0.0.1", "localhost", "::1")
LOG_STYLES = ("console", "json")
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
ADDRESS = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[A-Za-z0-9._~-]+)*")
NOTICES = ("screen", "file", "http")
NOTICE_URL = re.compile(r"https://[^/\s]+|http://(127\.0\.0\.1|localhost|\[::1\])(:\d+)?(/|$)")
"""Codes leave the machine sealed on the way, or not at all."""
HOST = re.compile(r"\.?[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|[0-9A-Fa-f:]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Where things are and how the product serves. What is secret is not in its repr."""

    data_dir: Path
    database_url: str = field(repr=False)
    host: str
    port: int
    language: str
    key: str | None = field(repr=False)
    production: bool
    debug: bool
    trusted_hops: int
    allowed_hosts: tuple[str, ...]
    public_address: str
    """Where people outside reach the pages, such as https://tiaojie.example.cn; empty where they do not."""
    font_dir: str
    """A folder with licensed fonts (仿宋, 小标宋, 楷体); empty for none."""
    timestamp_url: str
    """The server that stamps digital signatures (RFC 3161); empty for none."""
    log_style: str
    log_level: str
    largest_upload: int
    """Bytes of one file."""
    notices: str = "screen"
    """How messages reach a phone: read out by the mediator, a spool folder, an HTTP gateway."""
    notice_dir: Path = Path("notices")
    notice_url: str = ""
    notice_token: str = field(default="", repr=False)
    identity_check: str = "code"

    @classmethod
    def from_environment(cls, env: Mapping[str, str]) -> Settings:
        """The settings by their names `MEDIATION_…`; an empty value counts as none."""
        data_dir = Path(_text(env, "DATA_DIR", "var")).absolute()
        production = _flag(env, "PRODUCTION")
        settings = cls(
            data_dir=data_dir,
            database_url=_text(env, "DATABASE_URL", f"sqlite:///{data_dir / 'mediation.sqlite'}"),
            host=_text(env, "HOST", "127.0.0.1"),
            port=_number(env, "PORT", 8000, 1, 65535),
            language=_one_of(env, "LANG", LANGUAGES),
            key=_text(env, "KEY", "") or None,
            production=production,
            debug=_flag(env, "DEBUG"),
            trusted_hops=_number(env, "TRUSTED_HOPS", 0, 0, 10),
            allowed_hosts=_hosts(env),
            public_address=_address(env, "PUBLIC_ADDRESS"),
            font_dir=_text(env, "FONT_DIR", ""),
            timestamp_url=_address(env, "TIMESTAMP_URL"),
            log_style=_one_of(env, "LOG", LOG_STYLES if not production else LOG_STYLES[::-1]),
            log_level=_one_of(env, "LOG_LEVEL", ("INFO", *LOG_LEVELS)),
            notices=_one_of(env, "NOTICES", NOTICES),
            notice_dir=Path(_text(env, "NOTICE_DIR", str(data_dir / "notices"))).absolute(),
            notice_url=_text(env, "NOTICE_URL", ""),
            notice_token=_text(env, "NOTICE_TOKEN", ""),
            identity_check=_one_of(env, "IDENTITY_CHECK", tuple(CHECKS)),
            largest_upload=_number(env, "LARGEST_UPLOAD_MB", 20, 1, 200) * 1024**2,
        )
        settings._check()
        return settings

    @property
    def verify_at(self) -> str:
        """The page that is printed on papers, to be followed by their code."""
        return f"{self.public_address}/verify" if self.public_address else ""

    @property
    def key_path(self) -> Path:
        return self.data_dir / "keys" / "master.key"

    @property
    def blob_dir(self) -> Path:
        return self.data_dir / "blobs"

    @property
    def secure_cookies(self) -> bool:
        """Plain cookies only for the demonstration on the machine's own address."""
        return self.production or self.host not in LOOPBACK

    def open_keys(self, *, database_in_use: bool) -> KeyRing:
        """The keys of `MEDIATION_KEY`, or of the key file, which is made when nothing is kept yet."""
        if self.key is not None:
            return parse_keys(self.key)
        return open_key_file(self.key_path, database_in_use=database_in_use)

    def _check(self) -> None:
        if self.key is not None:
            parse_keys(self.key)
        if self.notices == "http" and not NOTICE_URL.match(self.notice_url):
            raise SetupError(
                say("MEDIATION_NOTICE_URL 应是短信网关的网址：https:// 开头；在本机的可以用 http://")
            )
        if self.production and self.debug:
            raise SetupError(say("正式运行（MEDIATION_PRODUCTION）时不能打开 MEDIATION_DEBUG"))
        if self.production and set(self.allowed_hosts) <= set(LOOPBACK):
            raise SetupError(say("正式运行时请在 MEDIATION_ALLOWED_HOSTS 写明网站的域名"))


def here() -> Settings:
    """The settings of this process."""
    return Settings.from_environment(os.environ)


def _text(env: Mapping[str, str], name: str, default: str) -> str:
    return env.get(f"MEDIATION_{name}", "").strip() or default


def _number(env: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    text = _text(env, name, str(default))
    if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
        raise SetupError(say("MEDIATION_{name} 应是 {a} 到 {b} 的整数", name=name, a=least, b=most))
    return int(text)


def _flag(env: Mapping[str, str], name: str) -> bool:
    text = _text(env, name, "0").lower()
    if text in ("1", "true", "yes", "on"):
        return True
    if text in ("0", "false", "no", "off"):
        return False
    raise SetupError(say("MEDIATION_{name} 应是 1 或 0", name=name))


def _one_of(env: Mapping[str, str], name: str, choices: tuple[str, ...]) -> str:
    """One of the choices, the first by default, in any letter case."""
    text = _text(env, name, choices[0])
    for choice in choices:
        if choice.lower() == text.lower():
            return choice
    raise SetupError(
        say("MEDIATION_{name} 应是 {choices} 之一", name=name, choices="、".join(dict.fromkeys(choices)))
    )


def _address(env: Mapping[str, str], name: str) -> str:
    """A web address without a slash at its end; empty when none is given."""
    address = _text(env, name, "").rstrip("/")
    if address and not ADDRESS.fullmatch(address):
        raise SetupError(
            say("MEDIATION_{name} 应是网址，例如 https://tiaojie.example.cn，不带查询参数", name=name)
        )
    return address


def _hosts(env: Mapping[str, str]) -> tuple[str, ...]:
    hosts = tuple(
        h.strip().lower() for h in _text(env, "ALLOWED_HOSTS", ",".join(LOOPBACK)).split(",") if h.strip()
    )
    if not hosts or not all(HOST.fullmatch(host) for host in hosts):
        raise SetupError(say("MEDIATION_ALLOWED_HOSTS 应是用逗号隔开的域名，不带 http:// 和端口"))
    return hosts
