"""Published disputes that the first definitions can hold, played as their reports tell them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from importlib.resources import files
from typing import Any

from mediation.bootstrap import Installation
from mediation.demonstration.people import COUNTY, TOWNSHIP, VILLAGE
from mediation.demonstration.player import Player, dispute, published_party
from mediation.demonstration.published_duties import DUTIES
from mediation.rules.vocabulary import CaseSource, PartyKind, Side
from mediation.services.jurisdiction import INVITED_BY_COURT

PLAYED = (
    "tc03",
    "tc09",
    "tc10",
    "tc12",
    "tc14",
    "tc15",
    "tc16",
    "tc20",
    "tc21",
    "tc25",
    "tc29",
    "tc33",
    "tc34",
)
"""One against one or few, solved by a committee; the others need batches, the court's own work or reopening."""
SIDES = {"申请人": Side.APPLICANT, "被申请人": Side.RESPONDENT, "第三人": Side.THIRD}
SOURCES = {
    "当事人申请": CaseSource.APPLICATION,
    "主动调解": CaseSource.OWN_INITIATIVE,
    "公安移送": CaseSource.POLICE,
    "网格排查": CaseSource.GRID,
    "法院委派": CaseSource.COURT_DELEGATED,
    "其他": CaseSource.OTHER,
}
CATEGORIES = {
    "损害赔偿纠纷": "damages",
    "邻里纠纷": "neighbours",
    "合同纠纷": "contract",
    "山林土地纠纷": "forest_land",
    "拖欠农民工工资纠纷": "migrant_wages",
}
TEAMS = {
    "village": ("cunzhuren", "cunzhuren", VILLAGE, "衙门台村村委会"),
    "township": ("zhenzhuren", "zhentiaojie", TOWNSHIP, "保康镇人民调解委员会"),
    "county": ("qizhuren", "qizhuren", COUNTY, "旗矛盾纠纷调解中心"),
    "court": ("qizhuren", "qizhuren", COUNTY, "旗矛盾纠纷调解中心"),
}
COURT = "科尔沁左翼中旗人民法院"


def published_cases() -> dict[str, dict[str, Any]]:
    """The stories by id, as shipped."""
    text = (files("mediation.demonstration") / "typical-cases.json").read_text(encoding="utf-8")
    return {story["id"]: story for story in json.loads(text)}


def play_published(house: Installation, today: date) -> Iterator[str]:
    """Play them one by one, each begun some weeks ago; yields the ids."""
    stories = published_cases()
    for n, name in enumerate(PLAYED):
        _play(house, stories[name], today - timedelta(days=21 + 3 * n), n)
        yield name


def _play(house: Installation, story: dict[str, Any], began_on: date, n: int) -> None:
    office, mediator, region, place = TEAMS[story["solved_at"]]
    player = Player(house, began_on)
    given = _given(story, began_on, region)
    if given.source in INVITED_BY_COURT:
        given = replace(given, inviting_court_id=player.organisation(COURT))
    player.register(office, given)
    if any(step["act"] == "和解尝试" for step in story["path"]):
        player.settle_first(office, "村干部")
        player.wait(2)
        player.step(office, "fail_settlement", reason="双方未能和解（据公开报道）")
    else:
        player.step(office, "skip_settlement", reason="当事人直接申请调解")
    player.accept(office)
    player.appoint(office, mediator)
    player.wait(2)
    player.sit(mediator, story["facts"], "双方愿意协商", place)
    oral = "即时" in story["performance"]
    agreed_on = player.clock.today()
    duties = tuple(duty.drawn(player.parties, agreed_on) for duty in DUTIES[story["id"]])
    player.agree(mediator, story["facts"], duties, oral=oral)
    if oral:
        return
    player.sign(office, mediator)
    if story["confirmation"]["status"] in ("applied", "confirmed"):
        player.wait(2)
        player.apply(office, COURT)
        player.submit(office)
    if story["confirmation"]["status"] == "confirmed":
        player.wait(1)
        player.confirm(f"（{player.clock.today().year}）内0521诉前调确{n + 1}号")


def _given(story: dict[str, Any], on: date, region: str) -> Any:
    parties = tuple(
        published_party(
            SIDES[p["side"]],
            p["name"],
            PartyKind.ORGANISATION if p["kind"] == "organisation" else PartyKind.NATURAL,
            on,
        )
        for p in story["parties"]
    )
    place = f"（公开报道：{story['place']}，{story['source_title'] or story['id']}）"[:200]
    amount = Decimal(story["amount_yuan"]) if story["amount_yuan"] is not None else None
    return dispute(
        on,
        parties,
        CATEGORIES[story["dispute_category"]],
        story["facts"],
        story["claim"] or "按公开报道",
        region=region,
        source=SOURCES[story["source_channel"]],
        place=place,
        amount=amount,
    )
