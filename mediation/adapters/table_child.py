"""The child process that reads the tables people send: spreadsheets, CSV and JSON, by content and never by name."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from mediation.rules.court_table import MOST_ROWS
from mediation.rules.messages import Message, say

Answer = tuple[tuple[str, ...], list[tuple[int, tuple[str, ...]]]] | Message
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
MOST_UNPACKED = 400 * 1024**2
"""Bytes of all parts of a workbook: fifty thousand full rows take about a hundred million."""
MOST_COLUMNS = 200
LONGEST_CELL = 20_000
SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
FORMULA = re.compile(rb"<f[ >/]")
ADDRESS = re.compile(rb'<c [^>]*?r="([A-Z]+[0-9]+)"[^>]*>(?:<is>.*?</is>)?<f[ >/]')
ROW = re.compile(rb"<row[ >]")
BLOCK = 4 * 1024**2
OVERLAP = 512
TOO_MANY = say("超过 {n} 行，没有读入：请分成几个文件", n=MOST_ROWS)
BROKEN = say("文件已损坏，打不开")
UNKNOWN = say("只收 Excel（.xlsx）、CSV 和 JSON 文件")


def answer(data: bytes) -> Answer:
    """Columns and rows, every cell as text; or why the file is not read. No fault of a library ends the child."""
    try:
        if not data.strip():
            return say("文件是空的")
        if data.startswith(OLE):
            return (
                say("文件设有密码，请去掉密码以后再传")
                if ENCRYPTED in data
                else say("这是旧的 .xls 文件：请另存为 .xlsx 再传")
            )
        if data.startswith(ZIP):
            return _workbook(data)
        text = _text(data)
        if text is None:
            return UNKNOWN
        return _json(text) if text.lstrip()[:1] in ("[", "{") else _csv(text)
    except MemoryError:
        return say("打开它要的内存太多")
    except Exception:  # whatever a damaged file does to a library
        return BROKEN


def _workbook(data: bytes) -> Answer:
    """The first sheet; what would be misread is said with its place."""
    refusal = _looked_into(data)
    if refusal is not None:
        return refusal
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheet = book.get_sheet_by_index(0)
    except CalamineError:
        return BROKEN
    merged = sheet.merged_cell_ranges or []
    if merged:
        return say(
            "有合并的单元格（{where}）：请取消合并，每行一件", where="、".join(map(_range, merged[:10]))
        )
    rows = sheet.to_python(skip_empty_area=False)
    return _rows([_cell(one) for one in row] for row in rows)


def _looked_into(data: bytes) -> Message | None:
    """The sheets' text before a library builds anything of it: how much there is, and whether cells are formulas."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if sum(part.file_size for part in parts) > MOST_UNPACKED:
                return say("文件展开以后太大，没有读入")
            if "xl/workbook.xml" not in {part.filename for part in parts}:
                return UNKNOWN
            for part in parts:
                if SHEET.fullmatch(part.filename) and (why := _sheet(archive, part)) is not None:
                    return why
    except (zipfile.BadZipFile, EOFError):
        return BROKEN
    return None


def _sheet(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Message | None:
    n, unpacked, before = 0, 0, b""
    with archive.open(part) as stream:
        while block := stream.read(BLOCK):
            unpacked += len(block)
            if unpacked > MOST_UNPACKED:  # whatever its entry says of its size
                return say("文件展开以后太大，没有读入")
            n += len(ROW.findall(block))
            if n > MOST_ROWS + 1:
                return TOO_MANY
            seen = before + block
            if FORMULA.search(seen):
                found = [one.decode() for one in ADDRESS.findall(seen)][:10]
                return say(
                    "有公式（{where}）：请复制以后“选择性粘贴—数值”，再传",
                    where="、".join(found) or part.filename,
                )
            before = block[-OVERLAP:]
    return None


def _range(corners: Sequence[Sequence[int]]) -> str:
    """((0, 0), (0, 3)) is A1:D1."""
    return ":".join(f"{_letters(column)}{row + 1}" for row, column in corners)


def _letters(column: int) -> str:
    text, n = "", column + 1
    while n:
        n, rest = divmod(n - 1, 26)
        text = chr(65 + rest) + text
    return text


def _cell(value: Any) -> str:
    """Whole numbers without a point, days without a time; the rest as it is written."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date | time | timedelta):
        return str(value)
    return "" if value is None else str(value).strip()


def _text(data: bytes) -> str | None:
    """UTF-8 or, as spreadsheets here often write it, GB 18030."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if "\x00" in text else text
    return None


def _csv(text: str) -> Answer:
    first = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text), delimiter="\t" if "\t" in first else ",")
    try:
        return _rows([one.strip() for one in row] for row in reader)
    except csv.Error:
        return BROKEN


def _json(text: str) -> Answer:
    """A list of objects, or one under `cases`: each key is a column."""
    try:
        read = json.loads(text)
    except (ValueError, RecursionError):
        return say("不是完好的 JSON 文件")
    listed = read.get("cases") if isinstance(read, dict) else read
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        return say("JSON 应是一个列表，每件一个对象，键是列名")
    if len(listed) > MOST_ROWS:
        return TOO_MANY
    heads = list(dict.fromkeys(str(key) for one in listed for key in one))
    if len(heads) > MOST_COLUMNS:
        return say("列太多，最多 {n} 列", n=MOST_COLUMNS)
    rows = ([_json_cell(one.get(head)) for head in heads] for one in listed)
    return _rows([[*heads], *rows])


def _json_cell(value: Any) -> str:
    """Several values of one key stand in one cell, as in a table."""
    return "；".join(map(_cell, value)) if isinstance(value, list) else _cell(value)


def _rows(read: Iterable[list[str]]) -> Answer:
    """The first row that says anything holds the columns; empty ones behind it are left out."""
    filled = ((n, row) for n, row in enumerate(read, 1) if any(row))
    first = next(filled, None)
    if first is None:
        return say("文件是空的")
    heads = first[1][:MOST_COLUMNS]
    while heads and not heads[-1]:
        heads.pop()
    rows = [(n, tuple(row[: len(heads)])) for n, row in islice(filled, MOST_ROWS + 1)]
    if len(rows) > MOST_ROWS:
        return TOO_MANY
    long = next((n for n, row in rows for cell in row if len(cell) > LONGEST_CELL), None)
    if long is not None:
        return say("第 {row} 行有一格超过 {n} 个字", row=long, n=LONGEST_CELL)
    return tuple(heads), rows
