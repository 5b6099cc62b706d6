"""Taking figures or a list of cases along as a spreadsheet: noted before it leaves, marked with who and when."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from mediation.readmodels.backlog import BacklogPage, area_for, backlog, scope_of
from mediation.readmodels.backlog_list import AreaCase, found_by, lines_of
from mediation.readmodels.backlog_organisations import named
from mediation.readmodels.backlog_tables import COUNTING, solved_on, weeks_of
from mediation.readmodels.backlog_told import Name, Told, counting, told
from mediation.readmodels.choices import categories_asked
from mediation.rules.backlog import DEFINED, AgeBand, Cell, Figure, Holder
from mediation.rules.errors import BadInput
from mediation.rules.grammar import Permission
from mediation.rules.messages import say
from mediation.rules.sheets import Sheet, Value
from mediation.services.note_export import note_export
from mediation.services.perform import perform
from web.access import access
from web.backlog_words import words_of
from web.forms import backlog as asked
from web.identity import current_actor, house
from web.views.backlog import WENT, state_of
from web.views.documents import file_answer
from web.wording import moment, shown, titled

blueprint = Blueprint("backlog_export", __name__, url_prefix="/backlog/export")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_LINES = 100_000


@blueprint.post("/cases")
@access(Permission.READ_AREA)
def cases() -> ResponseReturnValue:
    """The list behind a number, with no party and no contents in it."""
    today, actor = house().clock.today(), current_actor()
    cell, narrowed = asked.cell(request.form, house().registry), asked.narrowed(request.form, today)
    with house().read() as session:
        region = area_for(session, actor, request.form.get("region", "")[:12] or "none")
        scope = scope_of(house().registry, region.code, today, narrowed)
        found = found_by(session, cell, scope, house().clock.now())
        if found.total > MOST_LINES:
            raise BadInput.at("", say("一次最多导出 {n} 件，请先筛选", n=MOST_LINES))
        kinds = {one.code: one.name for one in categories_asked(session, today, narrowed.category)}
        notes = [shown(DEFINED[cell.figure]), *words_of(cell, narrowed, house().registry, kinds)]
        notes += [one for one in (named(session, actor, narrowed.organisation),) if one]
        if found.as_of is not None:
            notes.append(_("截至 %(at)s", at=moment(found.as_of)))
        headings = [
            *(_("编号"), _("纠纷类型"), _("案件来源"), _("状态"), _("承办组织"), _("级别"), _("登记日期")),
            *(_("期限"), _("逾期天数"), _("结案日期"), _("结果"), _("激化风险")),
        ]
        listed = lines_of(session, scope, found.ids(0, found.total), cell.figure)
        rows = (_line(one, today) for one in listed)
        title = f"{region.name} {titled(cell.figure)}"
        data = house().spreadsheets.write(title, mark(), [Sheet(_("案件"), notes, headings, rows)])
    what = {**asked.kept(request.form, "own", *asked.NUMBER, *asked.FILTERS), "figure": cell.figure.value}
    return _taken(region.code, title, data, found.total, what)


def _line(one: AreaCase, today: date) -> list[Value]:
    due = one.due_on
    return [
        one.number or _("尚未受理"),
        titled(one.category),
        titled(one.source),
        titled(state_of(one)),
        one.holder,
        titled(one.level),
        one.registered_at,
        due,
        (today - due).days if due and due < today else None,
        one.concluded_on,
        titled(one.outcome) if one.outcome else None,
        _("是") if one.danger else None,
    ]


@blueprint.post("/figures")
@access(Permission.READ_AREA)
def figures() -> ResponseReturnValue:
    """The tables of the page. The file goes from hand to hand: no group smaller than the least is in it."""
    now, today = house().clock.now(), house().clock.today()
    registry, narrowed = house().registry, asked.narrowed(request.form, today)
    region = request.form.get("region", "")[:12]
    with house().read() as session:
        page = backlog(session, registry, current_actor(), now, today, region, narrowed)
        shown = told(session, registry, page, now, today)
        kinds = {one.code: one.name for one in categories_asked(session, today, narrowed.category)}
        only = [one for one in (named(session, current_actor(), narrowed.organisation),) if one]
    title = f"{page.name} {_('积案')}"
    notes = [
        _("截至 %(at)s", at=moment(page.counted_at)),
        *words_of(Cell(figure=Figure.ENTERED), narrowed, registry, kinds),
        *only,
        _("＊少于 %(n)s 件的、能由此推算出来的不显示数字。", n=shown.least),
    ]
    sheets = list(_sheets(page, shown, notes))
    data = house().spreadsheets.write(title, mark(), sheets)
    what = asked.kept(request.form, *asked.FILTERS)
    return _taken(page.region_code, title, data, sum(len(list(sheet.rows)) for sheet in sheets), what)


def _sheets(page: BacklogPage, shown: Told, notes: list[str]) -> Iterator[Sheet]:
    yield Sheet(
        _("各地"),
        notes,
        [_("地区"), _("未结"), _("其中逾期"), _("新登记"), _("结案"), _("达成协议")],
        [
            _row(
                shown,
                _("%(area)s本级", area=part.name) if part.own else part.name,
                *((name, key) for name in ("open", "late", "entered", "ended", "agreed")),
            )
            for key, part in counting(page)
        ],
    )
    yield Sheet(
        _("案龄"),
        notes,
        [_("级别"), *(titled(band) for band in AgeBand), _("其中逾期")],
        [
            _row(shown, titled(level), *(("age", level, band) for band in AgeBand), ("late", level))
            for level in Holder
            if level in page.levels
        ],
    )
    yield Sheet(
        _("每周"),
        notes,
        [_("周一"), _("新登记"), _("结案"), _("周末未结")],
        [
            _row(shown, first, *((name, first) for name in ("entered", "ended", "standing")))
            for first, *_rest in weeks_of(page)
        ],
    )
    yield Sheet(
        _("各级解决"),
        notes,
        [_("级别"), *(titled(went) for went in WENT), _("中位天数"), _("九成在几天以内")],
        [
            [
                *_row(shown, titled(one.level), *(("left", one.level, went) for went in WENT)),
                *(
                    one.days
                    if one.days and sum(one.left[w] for w in COUNTING) >= shown.least
                    else (None, None)
                ),
            ]
            for one in solved_on(page)
        ],
    )


def _row(shown: Told, heading: Value, *names: Name) -> list[Value]:
    numbers = (shown.get(*name) for name in names)
    return [heading, *("＊" if n is None else n for n in numbers)]


def mark() -> str:
    actor, post = current_actor(), next(current_actor().posts_with(Permission.READ_AREA))
    said: str = _(
        "%(who)s（%(where)s）%(at)s 导出，仅供工作使用",
        who=actor.name,
        where=post.organisation_name,
        at=moment(house().clock.now()),
    )
    return said


def _taken(region_code: str, title: str, data: bytes, lines: int, what: dict[str, str]) -> Response:
    """The file, once it is written down who takes it and what it was asked for: of the form, only what counts."""
    digest = hashlib.sha256(data).digest()
    perform(
        house(),
        note_export,
        actor=current_actor(),
        region_code=region_code,
        what={"table": "backlog", "region": region_code, **what},
        lines=lines,
        digest=digest,
    )
    return file_answer(data, XLSX, 'attachment; filename="backlog.xlsx"', f"{title}.xlsx")
