"""The table in which a court hands in cases, to be filled in: with its kinds of dispute and its places."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from mediation.model import Organisation, Region
from mediation.readmodels.choices import categories
from mediation.rules.actor import Actor, Post
from mediation.rules.court_table import AS_TEXT, COLUMNS, CONSENTED_ON, NEEDED, SIDES
from mediation.rules.errors import NotThere
from mediation.rules.grammar import Permission
from mediation.rules.regions import prefix
from mediation.rules.table_form import TableForm
from mediation.rules.vocabulary import (
    CourtDoor,
    CourtProcedure,
    Difficulty,
    IdentityPaper,
    OrganisationKind,
    PartyKind,
    Term,
)
from mediation.services.jurisdiction import areas_of

YES_NO = ("是", "否")
SAMPLE_NUMBER = "11010519491231002X"
"""The example of GB 11643 itself: nobody's."""
NOTES: Mapping[str, str] = {
    "door": "不写的按案号看：没有案号是诉前引导，民初是立案后委托，诉前调是立案前委派",
    "court_number": "全写，例如（2026）内0521民初1号；没有起诉的不写",
    "received_on": "法院收到的那天，写成 2026-11-23",
    "filed_on": "已经立案的要写",
    "procedure": "已经立案的要写：普通程序或者简易程序",
    "category": "从列表中选",
    "region": "从列表中选，或者写十二位区划代码",
    "claim": "请求什么，一句一句写",
    "amount": "元，没有的不写",
    "labour": "有劳动关系的写「是」：先经劳动仲裁（劳动争议调解仲裁法第五条）",
    "land_title": "争的是土地所有权、使用权本身的写「是」（土地管理法第十四条）；承包经营的写「否」",
    "applicant.name": "几个人的写在一格里，用分号隔开；下面各栏照同样的顺序",
    "applicant.kind": "不写的，有信用代码、法定代表人的是单位，其他是自然人",
    "applicant.id_number": "整列设成文本，不然十八位号码会变成 1.5E+17，后几位就没有了",
    "applicant.credit_code": "单位写这一栏，不写证件号码",
    "applicant.consents": "同意调解、同意把材料交给调解组织的写「是」，明确拒绝的写「否」，还没有问的留空",
    CONSENTED_ON: "不写的按导入那天",
}


def importing_posts(actor: Actor) -> tuple[Post, ...]:
    """The actor's posts at courts' desks, one for each court."""
    found = {
        post.organisation_id: post
        for post in actor.posts_with(Permission.REGISTER)
        if post.kind is OrganisationKind.COURT
    }
    return tuple(found.values())


def table_form(session: Session, actor: Actor, today: date) -> TableForm:
    """The table of the actor's first court; NotThere for who enters no cases at one."""
    posts = importing_posts(actor)
    if not posts:
        raise NotThere
    court = session.get_one(Organisation, posts[0].organisation_id)
    kinds = [kind.name for kind in categories(session, today)]
    places = _places(session, court, today)
    lists: dict[str, tuple[str, ...]] = {
        "door": _titles(CourtDoor),
        "procedure": _titles(CourtProcedure),
        "category": tuple(kinds),
        "region": places,
        "difficulty": _titles(Difficulty),
        "labour": YES_NO,
        "land_title": YES_NO,
    }
    for side in SIDES:
        lists |= {
            f"{side.value}.kind": _titles(PartyKind),
            f"{side.value}.paper": _titles(IdentityPaper),
            f"{side.value}.domicile": places,
            f"{side.value}.consents": YES_NO,
        }
    return TableForm(
        sheet="案件",
        examples_sheet="示例",
        notes_sheet="填写说明",
        choices_sheet="列表",
        heads=list(COLUMNS.values()),
        needed=frozenset(COLUMNS[name] for name in NEEDED),
        as_text=frozenset(COLUMNS[name] for name in AS_TEXT),
        wide=frozenset(COLUMNS[name] for name in ("court_number", "region", "narrative", "claim")),
        choices={COLUMNS[name]: options for name, options in lists.items()},
        examples=[
            {COLUMNS[name]: said for name, said in one.items()}
            for one in examples(court, kinds[0], places[0], today)
        ],
        notes=[(COLUMNS[name], said) for name, said in NOTES.items()],
    )


def _titles(terms: type[Term]) -> tuple[str, ...]:
    return tuple(term.title_text for term in terms)


def _places(session: Session, court: Organisation, today: date) -> tuple[str, ...]:
    """The divisions that the court serves, in full."""
    within = [Region.code.startswith(prefix(code)) for code in areas_of(session, court, today)]
    query = select(Region.label).where(
        or_(*within), or_(Region.valid_until.is_(None), Region.valid_until >= today)
    )
    return tuple(session.scalars(query.order_by(Region.code)))


def examples(court: Organisation, category: str, place: str, today: date) -> tuple[dict[str, str], ...]:
    """A case for each of the doors that a court has today."""
    day = today.isoformat()
    common = {
        "received_on": day,
        "category": category,
        "region": place,
        "narrative": "雨季排水，水倒灌进西屋，墙皮脱落。",
        "claim": "疏通水沟；赔偿损失四千八百元。",
        "amount": "4800",
        "applicant.name": "张某某",
        "applicant.id_number": SAMPLE_NUMBER,
        "applicant.phone": "13800000000",
        "respondent.name": "李某某；王某某",
        "respondent.phone": "；13900000000",
        "applicant.consents": "是",
        "respondent.consents": "是",
        CONSENTED_ON: day,
    }
    registered = {
        "door": CourtDoor.FIRST_MEDIATION.title_text,
        "court_number": f"（{today.year}）{court.court_code or '内0521'}民初1号",
        "filed_on": day,
        "procedure": CourtProcedure.SUMMARY.title_text,
    }
    return ({**common, **registered}, {**common, "door": CourtDoor.GUIDANCE.title_text})
