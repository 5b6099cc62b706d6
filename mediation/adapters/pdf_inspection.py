"""What a PDF from outside may not hold: programs, other files, forms that send, passwords, what no page keeps."""

from __future__ import annotations

from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream, String

from mediation.rules.messages import Message, say

MOST_OBJECTS = 200_000
DEEPEST = 60
"""Dictionaries and arrays in one another, before a file counts as made to harm."""
RUNS = say("PDF 里有会自动执行的程序（脚本、启动、提交），请打印成 PDF 或者拍照以后再上传")
HOLDS_FILES = say("PDF 里夹带了其他文件，请去掉夹带的文件再上传")
MADE_TO_HARM = say("PDF 的内部结构不正常")
NOT_ON_THE_PAGE = say(
    "PDF 里填的字或者批注没有固定在页面上，装订以后会看不到，请打印成 PDF 或者拍照以后再上传"
)
MARKS = frozenset(
    (
        *("/FreeText", "/Stamp", "/Ink", "/Line", "/Square", "/Circle", "/Polygon", "/PolyLine", "/Caret"),
        *("/Highlight", "/Underline", "/StrikeOut", "/Squiggly"),
    )
)
"""Annotations that are seen on the page itself, not beside it."""
HIDDEN = 2
ACTIONS = frozenset(
    (
        "/JavaScript",
        "/Launch",
        "/SubmitForm",
        "/ImportData",
        "/GoToR",
        "/GoToE",
        "/Rendition",
        "/Sound",
        "/Movie",
    )
)
KEYS = {
    "/JS": RUNS,
    "/JavaScript": RUNS,
    "/AA": RUNS,
    "/XFA": RUNS,
    "/EmbeddedFiles": HOLDS_FILES,
    "/EF": HOLDS_FILES,
    "/RichMediaContent": RUNS,
}


def refusal_of(pdf: pikepdf.Pdf) -> Message | None:
    """Why the PDF is not taken; None for one that only shows pages."""
    if pdf.is_encrypted:
        return say("PDF 设有密码或者限制，请去掉以后再上传")
    if len(pdf.objects) > MOST_OBJECTS:
        return MADE_TO_HARM
    if any(not isinstance(page.obj.get("/Rotate", 0), int) for page in pdf.pages):
        return MADE_TO_HARM  # it could be kept, and never be bound
    for one in pdf.objects:
        refusal = _refusal(one)
        if refusal is not None:
            return refusal
    return None


def _refusal(top: Object) -> Message | None:
    for key, value in _entries(top):
        if key is None:
            return MADE_TO_HARM
        if key in KEYS and not _is_empty(value):
            return KEYS[key]
        if key == "/S" and isinstance(value, Name) and str(value) in ACTIONS:
            return RUNS
        if key in ("/Subtype", "/Type") and str(value) in ("/FileAttachment", "/EmbeddedFile"):
            return HOLDS_FILES
    return NOT_ON_THE_PAGE if isinstance(top, Dictionary) and _is_drawn_by_viewers_alone(top) else None


def _is_drawn_by_viewers_alone(one: Dictionary) -> bool:
    """A mark or a filled field without an appearance of its own: each program shows it in its own way, or not."""
    kind = str(one.get("/Subtype", ""))
    if "/AP" in one or int(one.get("/F", 0)) & HIDDEN:
        return False
    typed = one.get("/V", one.get("/Parent", Dictionary()).get("/V", ""))
    return kind in MARKS or (kind == "/Widget" and isinstance(typed, String) and bool(str(typed).strip()))


def _is_empty(value: Object) -> bool:
    return isinstance(value, (Dictionary, Array)) and len(value) == 0


def _entries(top: Object) -> Iterator[tuple[str | None, Object]]:
    """Keys and values of an object and of what is written inside it; (None, …) where that goes too deep.

    What is kept as an object of its own is not followed: it is looked at by itself.
    """
    waiting: list[tuple[Object, int]] = [(top, 0)]
    while waiting:
        here, depth = waiting.pop()
        if depth > DEEPEST:
            yield None, here
            return
        if isinstance(here, (Dictionary, Stream)):
            inside = list(here.items())
            yield from inside
            values = [value for _, value in inside]
        elif isinstance(here, Array):
            values = list(here)
        else:
            continue
        waiting += [
            (value, depth + 1)
            for value in values
            if isinstance(value, (Dictionary, Array)) and not value.is_indirect
        ]
