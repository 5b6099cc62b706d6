"""Taking a claim of 以案定补 along as a spreadsheet or as the list to be signed: noted before it leaves."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from decimal import Decimal
from uuid import UUID

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from mediation.readmodels.official_table import period_title
from mediation.readmodels.subsidies import ClaimPage, LineShown, claim_page
from mediation.readmodels.subsidy_list import pay_list, period_of
from mediation.rules.grammar import Permission
from mediation.rules.papers import REPORTS, RenderRequest
from mediation.rules.policy import is_bureau
from mediation.rules.sheets import Sheet, Value
from mediation.services.note_export import note_export
from mediation.services.perform import perform
from web.access import access
from web.identity import current_actor, house
from web.subsidy_words import why_words, yuan_of
from web.views.backlog_export import XLSX
from web.views.documents import file_answer, pdf_answer
from web.wording import moment, titled

blueprint = Blueprint("subsidy_export", __name__, url_prefix="/subsidies/claims/<uuid:claim_id>")
KIND = REPORTS["pay_list"]


def _asked(claim_id: UUID) -> ClaimPage:
    with house().read() as session:
        return claim_page(session, current_actor(), claim_id)


@blueprint.post("/export")
@access(is_bureau)
def export(claim_id: UUID) -> ResponseReturnValue:
    page = _asked(claim_id)
    title = f"{page.region.name}{period_title(period_of(page))}以案定补"
    data = house().spreadsheets.write(title, _mark(), [_lines(page), _people(page), _corrected(page)])
    _note(page, "xlsx", data)
    return file_answer(data, XLSX, 'attachment; filename="subsidies.xlsx"', f"{title}.xlsx")


@blueprint.post("/list")
@access(is_bureau)
def printed(claim_id: UUID) -> ResponseReturnValue:
    page, actor = _asked(claim_id), current_actor()
    contents = pay_list(page, organisation=_post(), made_by=actor.name, made_on=house().clock.today())
    data = house().previews.render(RenderRequest(KIND.name, KIND.template_version, contents.to_json()))
    _note(page, "pdf", data)
    return pdf_answer(data, f"{page.region.name}{contents.period}{KIND.title}.pdf")


def _note(page: ClaimPage, form: str, data: bytes) -> None:
    digest = hashlib.sha256(data).digest()
    perform(
        house(),
        note_export,
        actor=current_actor(),
        region_code=page.region.code,
        what={"subsidies": page.period, "form": form},
        lines=len(page.lines),
        digest=digest,
    )


def _post() -> str:
    return next(current_actor().posts_with(Permission.READ_AREA)).organisation_name


def _mark() -> str:
    mark: str = _(
        "%(who)s（%(where)s）%(at)s 导出，仅供工作使用",
        who=current_actor().name,
        where=_post(),
        at=moment(house().clock.now()),
    )
    return mark


def _standing(page: ClaimPage) -> str:
    if page.approval is None:
        return str(_("还没有审定，不作为发放依据"))
    return str(_("%(at)s %(by)s 审定", at=moment(page.approval.at), by=page.approval.by))


def _lines(page: ClaimPage) -> Sheet:
    notes = [
        _("依据：%(paper)s，第 %(n)s 版", paper=page.rule_paper, n=page.rule_version),
        _standing(page),
    ]
    headings = [
        *(_("调解员"), _("调委会"), _("编号"), _("纠纷类型"), _("难易程度"), _("结果"), _("结案日期")),
        *(_("怎样算的"), _("金额（元）"), _("评查"), _("支付（元）")),
    ]
    return Sheet(_("逐件"), notes, headings, (_line(one) for one in page.lines))


def _line(one: LineShown) -> list[Value]:
    facts = one.facts
    return [
        one.name,
        facts.committee,
        facts.number,
        titled(facts.category),
        titled(facts.difficulty),
        titled(facts.outcome),
        facts.concluded_on,
        why_words(one),
        _money(one.fen),
        titled(one.review.verdict) if one.review else None,
        _money(one.paid),
    ]


def _people(page: ClaimPage) -> Sheet:
    rows = ([name, committee, cases, _money(fen), None] for _, name, committee, cases, fen in page.people())
    headings = [_("调解员"), _("调委会"), _("支付的件数"), _("支付（元）"), _("签名")]
    return Sheet(_("合计"), [_("合计 %(sum)s", sum=yuan_of(page.total))], headings, rows)


def _corrected(page: ClaimPage) -> Sheet:
    headings = [_("调解员"), _("编号"), _("原来（元）"), _("更正为（元）"), _("原因")]
    return Sheet(_("更正"), [_("审定的内容不变，更正另列")], headings, _corrections(page))


def _corrections(page: ClaimPage) -> Iterator[list[Value]]:
    for noted in page.corrections:
        for one in noted.lines:
            yield [one["name"], one["number"], _money(one["was"]), _money(one["fen"]), noted.reason]


def _money(fen: int) -> Decimal:
    return Decimal(fen).scaleb(-2)
