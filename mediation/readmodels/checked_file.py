"""What can be said of a file that is said to be one of our papers: its digest, its code, its signatures."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import Document, Organisation, SealCertificate
from mediation.rules.messages import Message, say
from mediation.rules.papers import PAPERS, read_code
from mediation.rules.verdicts import Standing
from mediation.services.verify_paper import standing_of

STANDINGS = {
    Standing.STANDS: say("没有被替换、撤回或者作废"),
    Standing.DRAFT: say("草稿，没有用印"),
    Standing.REPLACED: say("已有新版代替"),
    Standing.WITHDRAWN: say("已撤回：协议已经作废"),
    Standing.VOIDED: say("已作废"),
}


class Signature(Protocol):
    """One signature as it was found in the file."""

    @property
    def signer(self) -> str: ...

    @property
    def fingerprint(self) -> bytes: ...

    @property
    def intact(self) -> bool: ...

    @property
    def whole(self) -> bool: ...

    @property
    def timestamped(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class FileChecked:
    """Whether it is an issued file as it was issued, and what else there is to say."""

    issued: bool
    lines: tuple[Message, ...]


def check_file(session: Session, data: bytes, code: str, signatures: Sequence[Signature]) -> FileChecked:
    """By its digest among the issued papers; the code, where one is given, must be the same paper's."""
    found = session.scalar(
        select(Document).where(Document.digest == hashlib.sha256(data).hexdigest()).limit(1)
    )
    fits = found is not None and (not code or found.verify_code == read_code(code))
    return FileChecked(fits, (*_about(session, found, fits), *_about_signatures(session, signatures)))


def _about(session: Session, found: Document | None, fits: bool) -> Iterator[Message]:
    if found is None:
        yield say("不是本系统签发的文件，或者签发以后改动过")
        return
    issuer = session.get(Organisation, found.issuer_id) if found.issuer_id else None
    yield say(
        "本系统签发的文件，没有改动：{title}，第 {edition} 版，{issuer}",
        title=say(PAPERS[found.kind].title),
        edition=found.edition,
        issuer=issuer.name if issuer else "",
    )
    yield STANDINGS[standing_of(session, found)]
    if not fits:
        yield say("但不是这个核验码的文书")


def _about_signatures(session: Session, signatures: Sequence[Signature]) -> Iterator[Message]:
    if not signatures:
        yield say("文件没有数字签名")
    for one in signatures:
        known = select(SealCertificate.id).where(SealCertificate.fingerprint == one.fingerprint)
        yield say("签名者：{signer}，指纹 {print}", signer=one.signer, print=one.fingerprint.hex()[:16])
        if session.scalar(known.limit(1)) is None:
            yield say("这张证书没有在本系统启用过")
        if not one.intact:
            yield say("签名无效：签过的内容被改动了")
        elif not one.whole:
            yield say("签名以后，文件又被添加了内容")
        else:
            yield say("签名有效，签名以后没有改动")
        if one.timestamped:
            yield say("签名带有时间戳")
