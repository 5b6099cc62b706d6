"""Files that people send: how much of them a request may carry, and their way to the inspection and the store."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from flask import Flask, current_app, g, request
from werkzeug.datastructures import FileStorage

from mediation.rules.attachments import MEGABYTE, MOST_FILES, Inspected, KeptFile
from mediation.rules.errors import BadInput, Problem
from mediation.rules.messages import Message, say
from web.identity import house, signed_in

View = TypeVar("View", bound=Callable[..., Any])
FILES_AT_ONCE = 3
"""A request carries as much as so many of the largest files: the form says so."""
FORM = 256 * 1024
"""Bytes for the fields beside the files."""


def takes_uploads(view: View) -> View:
    """Marks a view whose requests carry files; every other request is as short as before."""
    view.takes_uploads = True  # type: ignore[attr-defined]
    return view


def limit_uploads(app: Flask, largest: int) -> None:
    """Before anything reads a request. Who is not signed in may send no more there than anywhere else."""

    @app.before_request
    def limit() -> None:
        view = current_app.view_functions.get(request.endpoint or "")
        if getattr(view, "takes_uploads", False):
            g.most_uploaded = _too_much(largest)
            if request.method == "POST" and signed_in() is not None:
                request.max_content_length = FILES_AT_ONCE * largest + FORM

    app.jinja_env.globals.update(
        largest_upload=largest, most_uploaded=FILES_AT_ONCE * largest, most_files=MOST_FILES
    )


def _too_much(largest: int) -> Message:
    return say(
        "文件太大，没有收下，也没有保存任何内容：每个最多 {one} MB，一次合计最多 {all} MB。"
        "请返回上一页，分几次上传或者先压缩",
        one=largest // MEGABYTE,
        all=FILES_AT_ONCE * largest // MEGABYTE,
    )


def sent_files(*names: str) -> list[FileStorage]:
    """The files of those fields; a field left empty is none."""
    return [one for name in names for one in request.files.getlist(name) if one.filename]


def inspected(files: Iterable[FileStorage]) -> tuple[list[Inspected], list[Problem]]:
    """What the inspection kept of each file, and every reason why one is not taken."""
    taken: list[Inspected] = []
    problems: list[Problem] = []
    for n, one in enumerate(files):
        try:
            if n >= MOST_FILES:
                raise BadInput.at("files", say("一次最多 {n} 个文件", n=MOST_FILES))
            taken.append(house().inspector.inspect(one.filename or "", sent_bytes(one)))
        except BadInput as bad:
            problems += bad.problems
            if n >= MOST_FILES:
                break
    return taken, problems


def sent_bytes(one: FileStorage, field: str = "files") -> bytes:
    """All of a file that is no larger than one may be; BadInput at the field for another."""
    largest = house().settings.largest_upload
    data = one.stream.read(largest + 1)
    if len(data) > largest:
        raise BadInput.at(
            field,
            say("「{name}」没有收下：超过 {n} MB", name=(one.filename or "")[:80], n=largest // MEGABYTE),
        )
    return data


def keep(files: Iterable[Inspected]) -> tuple[KeptFile, ...]:
    """The bytes into the store, before any row names them."""
    blobs = house().blobs
    return tuple(
        KeptFile(
            media_type=one.media_type,
            pages=one.pages,
            digest=blobs.put(one.kept),
            size=len(one.kept),
            thumb_digest=blobs.put(one.thumb) if one.thumb else "",
            sent_digest=one.sent_digest,
        )
        for one in files
    )
