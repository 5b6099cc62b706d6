"""Verifying an issued paper: for anybody who has it in hand, without an account."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from mediation.readmodels.documents import readable_by_code
from mediation.readmodels.reading import reading_page
from mediation.rules.errors import BadInput
from mediation.rules.messages import Message, say
from mediation.rules.papers import PAPERS, printed_code, read_code
from mediation.rules.papers.verifying import SHORTEST_TAIL
from mediation.rules.verdicts import Asked, Question, Standing, Verdict, VerificationAnswer
from mediation.services.verify_paper import VerifyingHeldUp, verify_paper
from web.access import ANYONE, access
from web.forms.reading import Reader
from web.identity import house, signed_in
from web.typed import Typed

blueprint = Blueprint("verify", __name__, url_prefix="/verify")

STANDINGS: Mapping[Standing, tuple[str, Message]] = {
    Standing.STANDS: ("good", say("没有被替换、撤回或者作废")),
    Standing.DRAFT: ("warn", say("草稿：还没有用印，没有法律效力")),
    Standing.REPLACED: ("warn", say("已有新版代替，请向签发机构索取新版")),
    Standing.WITHDRAWN: ("bad", say("已撤回：这份协议已经作废")),
    Standing.VOIDED: ("bad", say("已作废")),
}
CODES: Mapping[Verdict, tuple[str, Message]] = {
    Verdict.SAME: ("good", say("有这份文书，由本系统签发")),
    Verdict.UNKNOWN: (
        "bad",
        say("没有这个核验码：本系统没有签发过这样的文书。请再核对一遍；如果一字不差，请不要相信这份文书"),
    ),
    Verdict.MISTYPED: ("bad", say("核验码写错了：十个字符里有错，请照文书下方重新输入")),
}
FILES: Mapping[Verdict, tuple[str, Message]] = {
    Verdict.SAME: ("good", say("相同：就是签发的那份文件，一个字节也没有改动")),
    Verdict.DIFFERENT: (
        "bad",
        say("不同：这份文件不是签发的那份，或者签发以后被改动过（另存、打印成 PDF、扫描件也会不同）"),
    ),
    Verdict.ANOTHER: ("bad", say("不是这一份：文件确由本系统签发，但不是这个核验码的文书")),
}
FACTS: Mapping[Verdict, tuple[str, Message]] = {
    Verdict.SAME: ("good", say("相同")),
    Verdict.DIFFERENT: ("bad", say("不同")),
}
TITLES: Mapping[Asked, Message] = {
    Asked.FILE: say("文件"),
    Asked.DIGEST: say("内容摘要"),
    Asked.NUMBER: say("编号或案号"),
    Asked.DATE: say("文书日期"),
    Asked.TOTAL: say("金额合计"),
    Asked.DUTY: say("一项付款约定"),
}


@blueprint.get("")
@access(ANYONE)
def show() -> ResponseReturnValue:
    return _page(Typed())


@blueprint.get("/<code>")
@access(ANYONE)
def scanned(code: str) -> ResponseReturnValue:
    """Where the QR code leads."""
    return _answered(Typed.starting(code=code), Question(code=code))


@blueprint.post("")
@access(ANYONE)
def ask() -> ResponseReturnValue:
    typed = Typed.of(request.form)
    reader = Reader(typed)
    question = _question(reader)
    if reader.problems:
        return _page(typed.refused(BadInput(*reader.problems)), status=422)
    return _answered(typed, question)


def _question(reader: Reader) -> Question:
    sent = request.files.get("file")
    data = sent.read() if sent is not None and sent.filename else b""
    question = Question(
        code=reader.text("code"),
        file_digest=hashlib.sha256(data).hexdigest() if data else "",
        digest_tail=reader.text("digest_tail"),
        number=reader.text("number")[:100],
        dated_on=reader.day("dated_on"),
        total=reader.yuan("total"),
        duty_amount=reader.yuan("duty_amount"),
        duty_due_on=reader.day("duty_due_on"),
    )
    if not question.code:
        reader.note("code", say("请输入文书下方的核验码"))
    if question.digest_tail and len(question.digest_tail.replace(" ", "")) < SHORTEST_TAIL:
        reader.note("digest_tail", say("请至少输入内容摘要的最后 {n} 个字符", n=SHORTEST_TAIL))
    if question.duty_due_on and question.duty_amount is None:
        reader.note("duty_amount", say("核对一项约定，请写金额"))
    return question


def _answered(typed: Typed, question: Question) -> ResponseReturnValue:
    try:
        answer = verify_paper(house(), question=question, address=request.remote_addr or "")
    except VerifyingHeldUp as refusal:
        return _page(typed, refusal=refusal.message, status=429)
    return _page(typed, answer)


def _page(
    typed: Typed, answer: VerificationAnswer | None = None, refusal: Message | None = None, status: int = 200
) -> ResponseReturnValue:
    code = read_code(typed.value("code"))
    visitor, readable, for_parties = signed_in(), None, False
    if answer and answer.paper:
        with house().read() as session:
            readable = readable_by_code(session, visitor.actor, code) if visitor else None
            for_parties = reading_page(session, code, "", house().clock).to_be_read
    page = render_template(
        "verify/show.html",
        form=typed,
        answer=answer,
        refusal=refusal,
        code=printed_code(code),
        readable=readable,
        for_parties=for_parties,
        said=CODES[answer.code] if answer else None,
        standing=STANDINGS[answer.paper.standing] if answer and answer.paper else None,
        title=PAPERS[answer.paper.kind].title if answer and answer.paper else "",
        compared=[(TITLES[one], *_words(one, verdict)) for one, verdict in answer.compared] if answer else [],
    )
    return page, status


def _words(one: Asked, verdict: Verdict) -> tuple[str, Message]:
    return (FILES if one is Asked.FILE else FACTS)[verdict]
