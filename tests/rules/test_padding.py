"""Signs of padding: what each kind asks, the sample that anybody can draw again, and both on made-up quarters."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from statistics import fmean
from time import monotonic
from uuid import UUID

import pytest

from mediation.demonstration.padded import Made, quarter
from mediation.rules.padding.copied import copied
from mediation.rules.padding.looked import Limits, Looked, Meeting, SignKind, bare, limits
from mediation.rules.padding.sampling import draw, risks
from mediation.rules.padding.signs import find_signs

PERSON, VILLAGE = UUID(int=7), UUID(int=8)
LAST = date(2026, 9, 30)
AT = datetime(2026, 8, 3, 1, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def dossier(n: int, **changed: object) -> Looked:
    """An honest one, an hour long, each on a day of its own."""
    began = AT + 24 * HOUR * n
    held = Meeting(
        began_at=began,
        ended_at=began + HOUR,
        place="村委会",
        told="保康村",
        region_code="150521100205",
        in_person=True,
        mediators=frozenset({PERSON}),
    )
    one = Looked(
        case_id=UUID(int=100 + n),
        number=f"第{n}号",
        organisation_id=VILLAGE,
        category="neighbours",
        family=UUID(int=100 + n),
        parties=frozenset({f"a{n}", f"b{n}"}),
        entered_by=PERSON,
        entered_at=began + 2 * HOUR,
        accepted_on=began.date(),
        text="",
        meetings=(held,),
        signed_on=began.date(),
        signed_by=began + 2 * HOUR,
    )
    return replace(one, **changed)  # type: ignore[arg-type]


def signs(*dossiers: Looked) -> list[tuple[int, SignKind]]:
    asked = frozenset(one.case_id for one in dossiers)
    found = find_signs(dossiers, asked, LAST, Limits())
    return [(sign.case_id.int - 100, sign.kind) for sign in found]


def test_honest_dossiers_have_no_sign() -> None:
    assert signs(*(dossier(n) for n in range(12))) == []


def test_two_sittings_at_one_time_and_no_time_for_the_way() -> None:
    first, second = dossier(0), dossier(1)

    def held(after: timedelta, **where: object) -> Looked:
        meeting = replace(second.meetings[0], began_at=AT + after, ended_at=AT + after + HOUR, **where)  # type: ignore[arg-type]
        return replace(second, meetings=(meeting,))

    elsewhere = {"place": "镇上", "region_code": "150521101200"}
    assert signs(first, held(HOUR / 2)) == [(1, SignKind.TWO_PLACES)]
    assert signs(first, held(HOUR)) == []  # the same room, one after the other
    assert signs(first, held(HOUR, **elsewhere)) == [(1, SignKind.TWO_PLACES)]
    assert signs(first, held(HOUR, **elsewhere, in_person=False)) == []  # by telephone
    assert signs(first, held(1.5 * HOUR, **elsewhere)) == []
    assert signs(first, replace(held(HOUR / 2), family=first.case_id)) == []  # 示范调解 sits once for all


def test_the_same_people_again_and_one_dispute_as_several() -> None:
    who = frozenset({"a", "b"})
    far = [
        dossier(n, parties=who, category=f"kind{n}", accepted_on=date(2026, 7, 1) + timedelta(days=20 * n))
        for n in range(3)
    ]
    assert signs(*far[:2]) == []
    assert signs(*far) == [(n, SignKind.AGAIN) for n in range(3)]
    linked = [replace(one, family=far[0].case_id) for one in far]
    assert signs(*linked) == []  # 再次调解, openly
    near = [dossier(n, parties=who) for n in range(2)]
    assert signs(*near) == [(1, SignKind.SPLIT)]


def test_signed_before_anybody_sat_down() -> None:
    assert signs(dossier(0, signed_on=AT.date() - timedelta(days=1))) == [(0, SignKind.EARLY)]
    assert signs(dossier(0, signed_by=AT - HOUR)) == [(0, SignKind.EARLY)]
    assert signs(dossier(0, meetings=())) == []


def test_five_on_the_last_evening_are_a_heap_and_four_are_not() -> None:
    evening = datetime(2026, 9, 29, 11, 0, tzinfo=UTC)
    late = [dossier(n, entered_at=evening + n * HOUR / 10) for n in range(5)]
    assert signs(*late[:4]) == []
    assert signs(*late) == [(n, SignKind.HEAP) for n in range(5)]


def test_a_copy_is_told_with_other_names_and_figures_and_a_form_of_the_county_is_none() -> None:
    told = "两家为院墙滴水争了三年，雨季水从西边漏进仓房，泡坏玉米{n}袋，{who}拿出当年的字据，量了尺寸以后答应改檐口。"
    texts = [bare([told.format(n=n, who=who)], [who]) for n, who in (("3", "王大山"), ("十二", "李小河"))]
    pair = [dossier(n, text=text) for n, text in enumerate(texts)]
    assert signs(*pair) == [(1, SignKind.COPIED)]
    county = [
        replace(one, organisation_id=UUID(int=900 + n))
        for n, one in enumerate([*pair, dossier(2, text=texts[0])])
    ]
    assert signs(*county) == []


def test_files_written_from_a_form_of_the_committee_are_no_copies_unless_nothing_else_is_in_them() -> None:
    """Seven honest files, a copy of one of them with a word changed, and the same throughout six times."""
    form = (
        "到场以后先请双方坐下喝茶，把话一句一句说完，再由老支书念村规民约第几条，最后问一句还有没有别的想法。"
    )
    told = (
        "小麦让邻家的牛踩了半垄，量过以后按收成折算，秋天用新打的粮食补上，不要现钱。",
        "借车撞坏了大灯，修理铺的票据都还留着，保险不赔，车主愿意自己垫付大半。",
        "老井的水泵轮流使用，夏天谁家先浇说不清楚，写了牌子挂在井房门上轮着来。",
        "兄弟分家时没提后院的杨树，如今要砍了卖，钱怎么分老母亲说了算，哥哥不再争。",
        "孩子在学校门口打闹磕掉了牙，垫付过药费，后面镶牙的开销由两家父母对半出。",
        "承包的草场围栏挪了位置，新旧桩子都找得到，按证书上的坐标重新拉线埋石头。",
        "租的房子冬天漏风，押金一直没有退给租户，房东答应换窗户再谈续租。",
    )
    honest = [dossier(n, text=bare([form + one], ())) for n, one in enumerate(told)]
    assert signs(*honest) == []
    copy = dossier(7, text=honest[3].text.replace("如今", "现在"))
    assert signs(*honest, copy) == [(7, SignKind.COPIED)]
    same = [dossier(n, text=honest[0].text) for n in range(6)]
    assert signs(*same) == [(n, SignKind.COPIED) for n in range(1, 6)]


def test_where_a_sitting_was_is_told_by_its_division_and_never_by_its_place() -> None:
    first, second = dossier(0), dossier(1)
    home = replace(first.meetings[0], place="保康镇幸福小区3号楼502", told="上门")
    (sign,) = find_signs(
        [first, replace(second, meetings=(home,))], frozenset({second.case_id}), LAST, Limits()
    )
    assert (sign.kind, "上门" in str(sign.why), "保康村" in str(sign.why)) == (
        SignKind.TWO_PLACES,
        True,
        True,
    )
    assert "小区" not in str(sign.why)


def test_long_texts_of_which_many_are_alike_are_compared_in_seconds() -> None:
    """Character by character in pure Python it took minutes."""
    made = quarter(5, honest=200, of_each=2)
    long = "".join(one.text for one in made.dossiers[:10])[:1200]
    several = [
        replace(one, organisation_id=VILLAGE, text=long[: 40 * n] + one.text + long[40 * n :])
        for n, one in enumerate(made.dossiers[:200], 0)
    ]
    began = monotonic()
    found = list(copied(several, frozenset(one.case_id for one in several), Limits()))
    assert monotonic() - began < 15
    assert {sign.kind for sign in found} <= {SignKind.COPIED}


def test_limits_are_settings_and_nonsense_changes_nothing() -> None:
    told = {"padding_again_cases": "4", "padding_heap_cases": "many"}
    assert limits(told.get) == Limits(again_cases=4)


def test_a_sample_is_drawn_again_by_its_seed_and_a_part_of_it_always_by_lot() -> None:
    cases = [UUID(int=n) for n in range(200)]
    risk = dict.fromkeys(cases[:90], 3)
    drawn = draw(cases, risk, "seed", 20)
    assert (len(drawn), sum(one.by_lot for one in drawn)) == (40, 10)
    assert draw(reversed(cases), risk, "seed", 20) == drawn
    assert draw(cases, risk, "another", 20) != drawn
    assert len(draw(cases[:3], {}, "seed", 20)) == 3


@dataclass(frozen=True)
class Measured:
    """Of one quarter: fakes in the sample, also of each kind, fakes with a sign, honest ones with a sign."""

    caught: float
    flagged: float
    accused: float
    by_kind: dict[SignKind, float]


def measured(made: Made, seed: int) -> Measured:
    found = find_signs(made.dossiers, made.asked, made.last, Limits())
    told, fakes = {sign.case_id for sign in found}, set(made.fakes)
    drawn = {one.case_id for one in draw(made.asked, risks(found), str(seed), 20)}
    honest = len(made.dossiers) - len(fakes)
    of_kind = {kind: {one for one, planted in made.fakes.items() if planted is kind} for kind in SignKind}
    return Measured(
        len(fakes & drawn) / len(fakes),
        len(fakes & told) / len(fakes),
        len(told - fakes) / honest,
        {kind: len(planted & drawn) / len(planted) for kind, planted in of_kind.items()},
    )


def mean(every: list[Measured]) -> Measured:
    return Measured(
        *(fmean(getattr(one, name) for one in every) for name in ("caught", "flagged", "accused")),
        {kind: fmean(one.by_kind[kind] for one in every) for kind in SignKind},
    )


def test_fakes_of_six_kinds_are_in_the_sample_and_honest_ones_are_not_accused() -> None:
    """Seeds that no limit was chosen by: those were 1 to 8."""
    found = mean([measured(quarter(seed), seed) for seed in range(101, 103)])
    assert (min(found.by_kind.values()) >= 0.9, found.accused <= 0.01) == (True, True), found


@pytest.mark.long
def test_the_same_over_forty_quarters_and_in_the_worst_of_them() -> None:
    every = [measured(quarter(seed), seed) for seed in range(201, 241)]
    found = mean(every)
    print(found, min(one.caught for one in every), max(one.accused for one in every))
    assert (min(found.by_kind.values()) >= 0.9, found.accused <= 0.01) == (True, True), found
    assert min(one.caught for one in every) >= 0.85


def test_every_kind_is_found_for_what_it_is() -> None:
    made = quarter(301, honest=300, of_each=8)
    found = {(sign.case_id, sign.kind) for sign in find_signs(made.dossiers, made.asked, made.last, Limits())}
    for kind in SignKind:
        of_it = [case for case, planted in made.fakes.items() if planted is kind]
        assert sum((case, kind) in found for case in of_it) >= 0.85 * len(of_it), kind
