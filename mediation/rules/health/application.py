"""The application itself: which court, by whom, in time, and with which papers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mediation.rules.health import articles
from mediation.rules.health.written import AgreementWritten, Finding
from mediation.rules.messages import say
from mediation.rules.vocabulary import AgreementForm

SOON = 7
_PROPERTY = re.compile(
    r"过户|(办理|领取|换发)[^，。；]{0,24}(产权|不动产|房产|林权)|转让[^，。；]{0,8}(房|车|地|股权)|腾(退|空|房)"
    r"|交(还|付)[^，。；]{0,16}(房|承包地|土地|草场)|抵(债|偿)|以[^，。；]{1,10}抵"
)


def check_application(agreement: AgreementWritten) -> Iterator[Finding]:
    yield from _court(agreement)
    yield from _jointly(agreement)
    yield from _in_time(agreement)
    yield from _papers(agreement)


def _court(agreement: AgreementWritten) -> Iterator[Finding]:
    if agreement.registered:
        yield Finding(
            "court.registered_first",
            say("本案法院已经立案：达成协议的，一般由法院出具调解书、准许撤诉或者以其他方式结案"),
            say("先问受委托的法院是否受理司法确认；不受理的，请求出具调解书或者撤诉"),
            articles.REGISTERED,
        )
    if agreement.application is not None and not agreement.application.right_court:
        yield Finding(
            "court.not_this_one",
            say("申请的法院对本案没有管辖权"),
            say(
                "法院邀请调解的向邀请的法院申请；其他的向当事人住所地、标的物所在地或者调解组织所在地的基层法院申请"
            ),
            articles.NOT_THIS_COURT,
        )


def _jointly(agreement: AgreementWritten) -> Iterator[Finding]:
    if agreement.form is AgreementForm.ORAL:
        yield Finding(
            "form.oral",
            say("口头协议没有书面文本可以提交法院"),
            say("需要司法确认的，请各方另行签订书面调解协议"),
            articles.IN_WRITING,
        )
    if agreement.application is None:
        return
    if agreement.application.unsigned:
        yield Finding(
            "application.one_sided",
            say("申请书上还没有 {names} 的签名：应当由双方共同申请", names=agreement.application.unsigned),
            say("请没有签名的一方签名；不愿意申请的，协议仍有约束力，可以就协议起诉"),
            articles.JOINTLY,
        )
    if agreement.form is AgreementForm.WRITTEN and agreement.in_force_on is None:
        yield Finding(
            "form.marks_missing",
            say("协议的签名、盖章还没有齐，协议没有生效"),
            say("请各方当事人和调解员签名，加盖调委会印章"),
            articles.MARKS,
        )


def _in_time(agreement: AgreementWritten) -> Iterator[Finding]:
    submitted = agreement.application is not None and agreement.application.submitted
    if agreement.apply_until is None or submitted:
        return
    left = (agreement.apply_until - agreement.on).days
    if left < 0:
        yield Finding(
            "application.too_late",
            say("申请司法确认的三十日到 {day} 已经届满", day=agreement.apply_until),
            say("可以就协议起诉，或者一起办理赋予强制执行效力的公证"),
            articles.THIRTY_DAYS,
        )
    elif left <= SOON:
        yield Finding(
            "application.soon",
            say("申请司法确认的期限到 {day}，还剩 {n} 天", day=agreement.apply_until, n=left),
            say("尽早请双方在申请书上签名并提交"),
            articles.THIRTY_DAYS,
        )


def _papers(agreement: AgreementWritten) -> Iterator[Finding]:
    if away := tuple(party.name for party in agreement.parties if not party.reachable):
        yield Finding(
            "papers.service_address",
            say("缺 {names} 的送达地址或者电话", names=away),
            say("在当事人的「联系方式和代理人」里登记"),
            articles.SERVICE,
            "parties",
        )
    if unknown := tuple(party.name for party in agreement.parties if not party.identified):
        yield Finding(
            "papers.identity",
            say("缺 {names} 的身份证明", names=unknown),
            say("登记证件号码，把身份证件的复印件放进材料"),
            articles.PAPERS,
            "parties",
        )
    if agreement.property_papers:
        return
    at = next((at for at, text in agreement.clauses() if _PROPERTY.search(text)), None)
    if at is not None:
        yield Finding(
            "papers.property",
            say("协议涉及房屋、土地、车辆等财产，材料里还没有权利证明"),
            say("把不动产权证、登记证书、行驶证等复印件放进材料"),
            articles.PAPERS,
            at,
        )
