"""The ways by which a message reaches a phone: read out by the mediator, a folder for a gateway, an HTTP gateway."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener
from uuid import UUID

from mediation.rules.messages import say
from mediation.services.send_notices import NoticeChannel, NoticeFailed

PATIENCE = 10.0


@dataclass(frozen=True, slots=True)
class ScreenChannel:
    """Nothing is sent: the text stands on the mediator's page, who reads it to the party face to face."""

    name: str = "screen"
    shown: bool = True

    def send(self, notice_id: UUID, to: str, text: str) -> None:
        """It is where it should be already."""


@dataclass(frozen=True, slots=True)
class FileChannel:
    """One JSON file for each message in a folder from which a gateway of the office takes it."""

    folder: Path
    name: str = "file"
    shown: bool = False

    def send(self, notice_id: UUID, to: str, text: str) -> None:
        content = json.dumps({"id": str(notice_id), "to": to, "text": text}, ensure_ascii=False)
        path = self.folder / f"{notice_id}.json"
        half = path.with_suffix(".part")
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            half.replace(path)
        except OSError:
            raise NoticeFailed(say("消息没有写进发送目录")) from None


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_: object, **__: object) -> None:
        return None


@dataclass(frozen=True, slots=True)
class HttpChannel:
    """A gateway of the office that takes a POST of {id, to, text}; anything but 2xx is tried again."""

    url: str
    token: str = field(default="", repr=False)
    name: str = "http"
    shown: bool = False

    def send(self, notice_id: UUID, to: str, text: str) -> None:
        body = json.dumps({"id": str(notice_id), "to": to, "text": text}, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json", "Idempotency-Key": str(notice_id)}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        request = Request(self.url, body, headers, method="POST")  # noqa: S310  the scheme is checked with the settings
        try:
            with build_opener(_NoRedirect).open(request, timeout=PATIENCE) as answer:
                taken = 200 <= answer.status < 300
        except (URLError, OSError):
            taken = False
        if not taken:
            raise NoticeFailed(say("短信网关没有接收"))


def channel_of(kind: str, folder: Path, url: str, token: str) -> NoticeChannel:
    """The channel that the settings name."""
    if kind == "file":
        return FileChannel(folder)
    return HttpChannel(url, token) if kind == "http" else ScreenChannel()
