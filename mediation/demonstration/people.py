"""The demonstration's people, all invented, and the accounts by which the journey is walked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import insert

from mediation.demonstration.places import CITY, SINCE
from mediation.model import Membership, Person
from mediation.model.types import new_id
from mediation.services.sign_in import hash_password
from mediation.services.unit_of_work import UnitOfWork

PASSWORD = "tiaojie-2026"  # noqa: S105  printed for everybody who tries the demonstration
"""Shown to everybody who starts the demonstration: production refuses to start while such accounts exist."""

COUNTY, TOWNSHIP, VILLAGE, NEXT_VILLAGE = "150521000000", "150521100000", "150521100205", "150521100200"
OTHER_COUNTY, OTHER_TOWNSHIP = "150523000000", "150523100000"
HEAD, REGISTRAR, MEDIATOR, GRID = "committee_head", "registrar", "mediator", "grid_worker"


@dataclass(frozen=True, slots=True)
class Account:
    """A demonstration account: who, where (the key of furnish_places), which roles."""

    account: str
    name: str
    at: str
    roles: tuple[str, ...]


PRINCIPAL = (
    Account("cunzhuren", "白乌力吉", VILLAGE, (HEAD, REGISTRAR, MEDIATOR)),
    Account("wanggeyuan", "李春梅", VILLAGE, (GRID,)),
    Account("zhenzhuren", "王德胜", TOWNSHIP, (HEAD, REGISTRAR)),
    Account("zhentiaojie", "包·其木格", TOWNSHIP, (MEDIATOR,)),
    Account("qizhuren", "赵国庆", COUNTY, (HEAD, REGISTRAR, MEDIATOR)),
    Account("fayuan", "孙晓燕", "court:" + COUNTY, ("court_liaison",)),
    Account("shujiyuan", "周文静", "court:" + COUNTY, ("court_clerk",)),
    Account("faguan", "韩立新", "court:" + COUNTY, ("judge",)),
    Account("qidudao", "陈志远", "bureau:" + COUNTY, ("supervisor",)),
    Account("sifasuo", "那仁花", "station:" + TOWNSHIP, ("supervisor",)),
    Account("chuangkou", "额尔敦", "centre:" + COUNTY, ("centre_desk",)),
    Account("zongzhi", "丁海峰", "centre:" + COUNTY, ("supervisor",)),
    Account("ziranju", "韩雪梅", f"department:{COUNTY}:自然资源局", ("department_officer",)),
    Account("shidudao", "高娃", "bureau:" + CITY, ("supervisor",)),
    Account("guanliyuan", "吴敏", "bureau:" + CITY, ("administrator",)),
    Account("lincun", "张福来", NEXT_VILLAGE, (HEAD, REGISTRAR, MEDIATOR)),
    Account("kailu", "刘长河", OTHER_TOWNSHIP, (HEAD, REGISTRAR, MEDIATOR)),
    Account("kailufayuan", "马晓东", "court:" + OTHER_COUNTY, ("court_liaison", "judge")),
    Account("yiliao", "苏日娜", f"industry:{COUNTY}:医疗纠纷", (HEAD, REGISTRAR, MEDIATOR)),
)
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = ("建国", "秀英", "志强", "桂兰", "海龙", "玉梅", "永福", "淑珍", "格日勒", "乌云", "巴特尔", "萨仁")


def furnish_people(uow: UnitOfWork, places: Mapping[str, UUID], *, committees: int = 40) -> None:
    """The principal accounts, and somebody who does everything in the other courts and in some other committees."""
    digest = hash_password(PASSWORD)
    accounts = [*PRINCIPAL, *_at_court(places), *_others(places, committees)]
    people = [(new_id(), account) for account in accounts]
    uow.session.execute(
        insert(Person),
        [
            {
                "id": i,
                "account": a.account,
                "name": a.name,
                "password_hash": digest,
                "active": True,
                "demonstration": True,
            }
            for i, a in people
        ],
    )
    uow.session.execute(
        insert(Membership),
        [
            {"id": new_id(), "person_id": i, "organisation_id": places[a.at], "role": role, "from_on": SINCE}
            for i, a in people
            for role in a.roles
        ],
    )


def _at_court(places: Mapping[str, UUID]) -> list[Account]:
    """The law says which court: none to which an application may have to go is without anybody."""
    taken = {account.at for account in PRINCIPAL} | {"court:" + CITY}
    courts = [at for at in sorted(places) if at.startswith("court:") and at not in taken]
    return [
        Account(f"fy{n:03}", invented_name(n + 70), at, ("court_liaison", "judge"))
        for n, at in enumerate(courts, 1)
    ]


def _others(places: Mapping[str, UUID], count: int) -> list[Account]:
    taken = {account.at for account in PRINCIPAL}
    codes = [code for code in sorted(places) if code.isdigit() and code not in taken]
    chosen = codes[:: max(1, len(codes) // max(1, count))][:count]
    return [
        Account(f"tjy{n:03}", invented_name(n), code, (HEAD, REGISTRAR, MEDIATOR))
        for n, code in enumerate(chosen, 1)
    ]


def invented_name(n: int) -> str:
    """A name that belongs to nobody in particular."""
    return SURNAMES[n * 7 % len(SURNAMES)] + GIVEN[n * 5 % len(GIVEN)]


def invented_id_number(n: int, area: str = "150521") -> str:
    """A well-formed number (GB 11643) of an invented person; `n` picks birth date and serial."""
    body = f"{area}{1950 + n * 13 % 55}{1 + n * 7 % 12:02}{1 + n * 11 % 28:02}{n * 37 % 1000:03}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11]
