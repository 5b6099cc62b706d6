"""The last look at a paper's texts before it is issued: also at characters that JSON writes in another way."""

from __future__ import annotations

import json

import pytest
from sqlalchemy.orm import Session

from mediation.adapters.fonts import unprintable
from mediation.rules.errors import BadInput
from mediation.rules.papers import PAPERS
from mediation.services.printable import require_printable


@pytest.fixture
def session() -> Session:
    return Session(info={"unprintable": unprintable})


@pytest.mark.parametrize("text", ["院墙漏水。", "第一行\n第二行\t“引号”\\", "\\b \\u0007 是正斜杠还是反斜杠"])
def test_what_can_be_printed_is_issued(session: Session, text: str) -> None:
    require_printable(session, PAPERS["agreement"], json.dumps({"facts": [text]}, ensure_ascii=False))


@pytest.mark.parametrize("character", ["\x00", "\x07", "\b", "\f", "\x7f", "\ue000", "😀", "葛\U000e0100"])
@pytest.mark.parametrize("plain", [True, False])
def test_what_cannot_is_refused_however_it_is_written(session: Session, character: str, plain: bool) -> None:
    contents = json.dumps({"facts": [f"院墙{character}漏水"]}, ensure_ascii=not plain)
    with pytest.raises(BadInput, match="不能生成"):
        require_printable(session, PAPERS["agreement"], contents)
