"""The installation's master keys: made once at set-up, kept in a file that nobody else can read."""

from __future__ import annotations

import base64
import binascii
import os
import secrets
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from mediation.rules.errors import SetupError
from mediation.rules.messages import say

KEY_LENGTH = 32
LARGEST_ID = 65_535


@dataclass(frozen=True, slots=True)
class KeyRing:
    """Master keys by number; the highest number seals, all of them open."""

    keys: Mapping[int, bytes] = field(repr=False)

    @property
    def current(self) -> int:
        return max(self.keys)


def parse_keys(text: str) -> KeyRing:
    """The keys in `MEDIATION_KEY` or a key file: one base64 key, or several as `number:base64`.

    Several stand on lines or between commas; a key without a number is number 1. No refusal repeats the text.
    """
    keys: dict[int, bytes] = {}
    for entry in text.replace(",", "\n").splitlines():
        entry = entry.strip()
        if not entry or entry.startswith("#"):
            continue
        number, colon, encoded = entry.rpartition(":")
        key_id = _number(number) if colon else 1
        if key_id in keys:
            raise SetupError(say("密钥编号 {n} 出现了两次", n=key_id))
        keys[key_id] = _key(encoded)
    if not keys:
        raise SetupError(say("没有找到密钥：应是 32 字节的 base64"))
    return KeyRing(MappingProxyType(keys))


def _number(text: str) -> int:
    if not text.strip().isascii() or not text.strip().isdigit() or not 1 <= int(text) <= LARGEST_ID:
        raise SetupError(say("密钥编号应是 1 到 {most} 的整数", most=LARGEST_ID))
    return int(text)


def _key(encoded: str) -> bytes:
    try:
        key = base64.b64decode(encoded.strip(), validate=True)
    except (binascii.Error, ValueError):
        raise SetupError(say("密钥不是 base64")) from None
    if len(key) != KEY_LENGTH:
        raise SetupError(say("密钥应是 32 字节的 base64，现在是 {n} 字节", n=len(key)))
    if len(set(key)) < KEY_LENGTH // 4:
        raise SetupError(say("密钥太简单：请用随机生成的 32 字节"))
    return key


def open_key_file(path: Path, *, database_in_use: bool) -> KeyRing:
    """The keys in the file, which is made when there is neither a file nor anything kept in the database.

    A new key beside an old database would make everything sealed in it unreadable, so that is refused.
    """
    if not path.exists() and not path.is_symlink():
        if database_in_use:
            raise SetupError(
                say("密钥文件 {path} 不见了，而数据库里已有数据：请从备份恢复密钥文件，不要新建", path=path)
            )
        try:
            make_key_file(path)
        except OSError as error:
            raise SetupError(say("不能建立密钥文件 {path}：{why}", path=path, why=error.strerror)) from error
    return load_key_file(path)


def make_key_file(path: Path) -> None:
    """Write a new random key, whole or not at all; a file that is there already stays as it is."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.chmod(path.parent, 0o700)
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(b"1:" + base64.b64encode(secrets.token_bytes(KEY_LENGTH)) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(fresh, path)  # unlike rename, never replaces a key that another process has just made
        except FileExistsError:
            return
    finally:
        fresh.unlink()
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def load_key_file(path: Path) -> KeyRing:
    """The keys in the file; refused when anyone but its owner may read it or enter its folder."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError as error:
        raise SetupError(say("不能打开密钥文件 {path}：{why}", path=path, why=error.strerror)) from error
    with os.fdopen(descriptor, "r", encoding="utf-8") as file:
        about = os.fstat(file.fileno())
        if not stat.S_ISREG(about.st_mode) or about.st_mode & 0o077:
            raise SetupError(say("密钥文件 {path} 能被别人读取：请执行 chmod 600 {path}", path=path))
        if path.parent.stat().st_mode & 0o077:
            raise SetupError(say("密钥文件夹 {path} 能被别人进入：请执行 chmod 700 {path}", path=path.parent))
        try:
            return parse_keys(file.read())
        except UnicodeDecodeError:
            raise SetupError(say("密钥文件 {path} 不是文本文件", path=path)) from None
