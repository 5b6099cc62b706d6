"""The contents of papers as data: canonical JSON, clauses in legal Chinese, copies."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from reading import sample

from mediation.documents.samples import SIZES
from mediation.rules.errors import BadInput
from mediation.rules.papers import (
    PAPERS,
    Instalment,
    PaperObligation,
    PaperRepresentative,
    clause_text,
    clauses_of,
    ordinal,
    party_lines,
    printed_instant,
)
from mediation.rules.vocabulary import ObligationKind as K
from mediation.rules.vocabulary import RepresentativeKind

DUE = date(2026, 12, 31)


@pytest.mark.parametrize("name", list(PAPERS))
@pytest.mark.parametrize("size", SIZES)
def test_contents_come_back_from_their_json_and_give_the_same_json(name: str, size: str) -> None:
    paper = sample(name, size)
    text = paper.to_json()
    assert type(paper).from_json(text) == paper
    assert type(paper).from_json(text).to_json() == text
    assert "\\u" not in text


def test_one_instant_has_one_json_whatever_its_zone() -> None:
    record = sample("sitting_record")
    there = record.began_at.astimezone(timezone(timedelta(hours=-7)))
    assert dataclasses.replace(record, began_at=there).to_json() == record.to_json()
    assert printed_instant(datetime(2026, 11, 6, 16, 5, tzinfo=UTC)) == "2026年11月7日0时05分"


def test_json_with_an_unknown_or_missing_field_or_a_wrong_type_is_refused() -> None:
    notice = PAPERS["rights_notice"].contents
    for text in ('{"other":1}', "{}", '{"committee":1}', "[]"):
        with pytest.raises(ValueError, match="RightsNotice"):
            notice.from_json(text)


def test_money_with_three_decimals_cannot_be_put_on_a_paper() -> None:
    duty = PaperObligation(K.MONEY, "甲", "乙", Decimal("1.234"))
    with pytest.raises(BadInput):
        clause_text(duty)


@pytest.mark.parametrize(
    ("duty", "text"),
    [
        (
            PaperObligation(K.MONEY, "王某", "李某", Decimal(12000), due_on=DUE),
            "王某于2026年12月31日前（含当日）一次性向李某支付款项￥12,000.00（人民币壹万贰仟元整）。",
        ),
        (
            PaperObligation(K.MONEY, "王某", "李某", Decimal(300), "医疗费", on_signing=True, means="现金"),
            "王某于本协议签订当日一次性向李某支付医疗费￥300.00（人民币叁佰元整），支付方式为现金。",
        ),
        (
            PaperObligation(K.MONEY, "王某", "李某", Decimal(300), performed=True),
            "王某于本协议签订当日当场向李某支付款项￥300.00（人民币叁佰元整），已当场付清。",
        ),
        (
            PaperObligation(K.ACT, "王某", "李某", None, "拆除越界围栏。", DUE),
            "王某于2026年12月31日前（含当日）向李某履行下列义务：拆除越界围栏。",
        ),
        (
            PaperObligation(K.ACT, "王某", "李某", None, "为李某修复院墙", condition="李某清理现场后"),
            "李某清理现场后，王某为李某修复院墙。",
        ),
        (
            PaperObligation(K.THING, "王某", "李某", None, "花斑母牛一头", DUE, place="村委会"),
            "王某于2026年12月31日前（含当日）向李某交付花斑母牛一头，交付地点为村委会。",
        ),
        (
            PaperObligation(K.APOLOGY, "王某", "李某", None, "", DUE, means="口头", place="村委会会议室"),
            "王某于2026年12月31日前（含当日）在村委会会议室以口头方式向李某赔礼道歉。",
        ),
        (
            PaperObligation(K.FORBEARANCE, "王某", "", None, "在机动地上放牧", date(2027, 12, 31)),
            "王某自本协议生效之日起至2027年12月31日止，不得在机动地上放牧。",
        ),
        (
            PaperObligation(K.MONEY, "王某", "李某", Decimal(5), condition="鉴定意见认定王某有责任"),
            "鉴定意见认定王某有责任的，王某一次性向李某支付款项￥5.00（人民币伍元整）。",
        ),
    ],
)
def test_a_duty_becomes_a_sentence_of_legal_chinese(duty: PaperObligation, text: str) -> None:
    assert clause_text(duty) == text


def test_instalments_are_listed_each_with_its_day_and_sum() -> None:
    parts = (Instalment(Decimal(2000), DUE), Instalment(Decimal(1000), None, "验收合格后"))
    text = clause_text(PaperObligation(K.MONEY, "王某", "李某", Decimal(3000), "工程款", instalments=parts))
    assert text == (
        "王某分二期向李某支付工程款共计￥3,000.00（人民币叁仟元整）："
        "第一期，于2026年12月31日前（含当日）支付￥2,000.00（人民币贰仟元整）；"
        "第二期，验收合格后，支付￥1,000.00（人民币壹仟元整）。"
    )


def test_instalments_that_do_not_add_up_are_refused() -> None:
    duty = PaperObligation(K.MONEY, "王某", "李某", Decimal(3000), instalments=(Instalment(Decimal(1), DUE),))
    with pytest.raises(BadInput, match="不一致"):
        clause_text(duty)


@pytest.mark.parametrize("kind", [K.ACT, K.THING, K.FORBEARANCE, K.MONEY])
def test_a_duty_without_its_matter_is_refused(kind: K) -> None:
    with pytest.raises(BadInput):
        clause_text(PaperObligation(kind, "王某", "李某"))


def test_free_clauses_follow_the_duties_and_end_with_one_stop() -> None:
    duty = PaperObligation(K.ACT, "王某", what="搬走")
    assert [clause.text for clause in clauses_of([duty], ["再无争议。。", " "])] == [
        "王某搬走。",
        "再无争议。",
    ]


def test_numbers_of_clauses_and_copies() -> None:
    assert [ordinal(n) for n in (1, 10, 11, 20, 21, 99, 100, 101, 110, 115, 999)] == [
        "一", "十", "十一", "二十", "二十一", "九十九", "一百", "一百零一", "一百一十", "一百一十五", "九百九十九",
    ]  # fmt: skip


def test_copies_are_one_for_each_party_and_one_for_the_committee_and_the_inviting_court() -> None:
    kind = PAPERS["agreement"]
    assert kind.copies_of(sample("agreement")) == 3
    assert kind.copies_of(sample("agreement", "extreme")) == 6 + 1 + 1
    assert PAPERS["intake_form"].copies_of(sample("intake_form")) == 1
    assert PAPERS["confirmation_ruling"].copies_of(sample("confirmation_ruling")) == 4


def test_a_withheld_address_is_not_even_stored() -> None:
    hidden = dataclasses.replace(sample("agreement").parties[0], address="秘密街七号", address_withheld=True)
    assert hidden.address == ""
    assert "送达地址由调委会转交" in party_lines(hidden)[0].rest


def test_nor_are_the_numbers_of_who_acts_for_a_hidden_party() -> None:
    mother = PaperRepresentative(
        RepresentativeKind.GUARDIAN,
        "母某",
        relation="母亲",
        id_number="152321198003053570",
        phone="13912345678",
    )
    party = dataclasses.replace(sample("agreement").parties[0], representatives=(mother,))
    hidden = dataclasses.replace(party, address_withheld=True)
    assert "13912345678" in party_lines(party)[-1].rest
    assert party_lines(hidden)[-1].rest == "，母亲。"
    assert "13912345678" not in dataclasses.replace(sample("agreement"), parties=(hidden,)).to_json()


def test_an_agent_is_named_with_his_authority_and_a_guardian_by_his_office() -> None:
    lines = [line for party in sample("agreement", "extreme").parties for line in party_lines(party)]
    said = {(line.label, line.name): line.rest for line in lines}
    assert "一般授权" in said["委托代理人", "苏日娜"]
    assert ("法定代理人", "𡈽国栋") in said
    assert said["法定代表人（负责人）", "欧阳建国"] == "，总经理。"
