"""The wall: every text that people type has its line, and a copied passage is told from a fact."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from importlib import import_module
from pkgutil import walk_packages
from random import Random
from typing import Any, get_args, get_type_hints
from uuid import UUID

import pytest

import mediation.services
from mediation.rules import acts
from mediation.rules.acts import Act
from mediation.rules.overlap import known_grams, plain, repeated
from mediation.rules.wall import REASONS, REASONS_OF, TEXTS, Reach, outward, reach_of_reason
from workflows import REGISTRY

NOTHING: set[str] = set()


def texts_of(kind: Any, name: str) -> Iterator[str]:
    """The texts in a value of that type, by class and field."""
    if kind is str:
        yield name
    for part in get_args(kind):
        yield from texts_of(part, name)
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        for one in fields(kind):
            yield from texts_of(hints[one.name], f"{getattr(kind, '__name__', '')}.{one.name}")


def typed() -> set[str]:
    """Every text that an act or a use case takes."""
    found = {name for one in vars(acts).values() if isinstance(one, Act) for name in texts_of(one.given, "")}
    for module in walk_packages(mediation.services.__path__, "mediation.services."):
        for _, function in inspect.getmembers(import_module(module.name), inspect.isfunction):
            wants = [*inspect.signature(function).parameters]
            if function.__module__ != module.name or wants[:3] != ["uow", "actor", "clock"]:
                continue
            if function.__name__.startswith("_"):
                continue
            hints = get_type_hints(function)
            for name in wants[3:]:
                found |= set(texts_of(hints[name], f"{function.__name__}.{name}"))
    return found


def test_every_text_that_people_type_has_its_line() -> None:
    assert typed() - set(TEXTS) == set()


def test_no_line_is_left_of_a_text_that_is_gone() -> None:
    assert set(TEXTS) - typed() == set()


def test_every_kind_of_matter_and_every_named_step_is_known() -> None:
    steps = {f"{d.matter.value}:{s.name}" for d in REGISTRY.definitions for s in d.steps}
    assert {tag.partition(":")[0] for tag in steps} == set(REASONS_OF)
    assert set(REASONS) <= steps


def test_what_was_said_apart_and_the_mediators_notes_are_closed() -> None:
    assert TEXTS["SittingHeld.record"] is Reach.APART
    assert TEXTS["InvestigationGiven.record"] is Reach.COMMITTEE
    assert reach_of_reason("dispute:fail_settlement") is Reach.COMMITTEE
    assert reach_of_reason("dispute:terminate") is Reach.COURT


def test_only_what_goes_to_a_court_is_held_against_the_record() -> None:
    given = acts.GoneBack(UUID(int=1), "不同意了")
    assert outward(given) == {"said": "不同意了"}
    assert outward(acts.VisitMade("双方和好")) == {}


SAID = "他私下说，少于八千元决不罢休，实在不行六千五也能接受，但是不要告诉对方。"


@pytest.mark.parametrize(
    "pasted",
    [
        SAID,
        SAID.replace("，", " ").replace("。", "!"),
        "原告主张：" + SAID[:16],
        "".join(f"{c} " for c in SAID),
        "被告曾表示少于八千元决不罢休，实在不行六千五也可以接受。",
        SAID.replace("决不罢休", "绝不罢休").replace("也能", "也可"),
    ],
)
def test_a_passage_is_known_however_it_is_set(pasted: str) -> None:
    assert repeated(pasted, SAID, NOTHING) >= 12


@pytest.mark.parametrize(
    "own",
    [
        "被告赔偿原告房屋修缮费八千元。",
        "请求判令被告支付拖欠的工资六千五百元及利息。",
        "少于八千元",
        "",
    ],
)
def test_what_the_parties_claim_is_no_copy(own: str) -> None:
    assert repeated(own, SAID, NOTHING) == 0


def test_a_fact_of_the_open_record_may_be_told_though_it_was_said_apart_too() -> None:
    fact = "2026年7月12日暴雨，水从北面的水渠倒灌进原告的西屋，造成墙体开裂"
    closed = f"她说{fact}，最多再让两千元就算了。"
    known = known_grams([fact])
    assert repeated(f"事实与理由：{fact}。", closed, known) == 0
    assert repeated(f"事实与理由：{fact}，最多再让两千元就算了。", closed, known) > 12


# Measured on generated texts


def words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


WHO = words("他 她 对方 申请人 被申请人 老张 李家 王某 村里 厂方")
SAYS = words("私下表示 单独说 承认 提出 反复讲 叹气说 电话里讲 低声说 写了纸条说 托人带话")
OFFER = words("最多再让 至少要拿到 愿意先付 底线是 可以退回 只肯赔 不能少于 打算放弃 要求补足 能接受")
SUM = words("三千二百元 八千元 一万二 半年的租金 两亩地的收成 五千六百块 一头母牛 四个月工资 三成货款")
WHY = words(
    "因为孩子要上学 家里老人住院 怕丢了面子 不想让邻居知道 急着还贷款 账上确实没有钱 过了年就要外出 "
    "当年是他先动的手 合同是补签的 地界早就挪过"
)
SO = words(
    "只要尽快了结就行 别的都可以商量 但是千万不要告诉对方 否则就去法院 签字以前要再想想 钱到了就撤诉 "
    "道歉可以免了 剩下的年底再说 请调解员拿主意 谁也别再提这件事"
)
FACT = words(
    "原告住在保康镇东街 被告于{y}年{m}月{d}日借款 双方签有书面合同 水渠宽一米二 墙体裂缝长三米 欠条写明月息一分 "
    "医院诊断为左臂骨折 货物分两批送到 承包期到二〇三五年 被告没有到场"
)


def sentence(chance: Random) -> str:
    parts = (WHO, SAYS, OFFER, SUM)
    first = "".join(chance.choice(part) for part in parts)
    return f"{first}，{chance.choice(WHY)}，{chance.choice(SO)}。"


def facts(chance: Random, n: int) -> str:
    return "".join(
        f"{chance.choice(FACT).format(y=chance.randint(2019, 2026), m=chance.randint(1, 12), d=chance.randint(1, 28))}"
        f"，金额{chance.randint(1000, 90000)}元。"
        for _ in range(n)
    )


def disguised(chance: Random, text: str) -> str:
    """As people copy: other punctuation, blanks, half of it, a word changed."""
    way = chance.randrange(5)
    if way == 0:
        return text
    if way == 1:
        return text.replace("，", "；").replace("。", " ")
    if way == 2:
        return " ".join(text[n : n + 3] for n in range(0, len(text), 3))
    if way == 3:
        middle = plain(text)
        start = chance.randint(0, max(0, len(middle) - 16))
        return middle[start : start + 16]
    n = chance.randint(10, len(text) - 4)
    return f"{text[:n]}某{text[n + 1 :]}"


def measured(n: int) -> tuple[int, int]:
    """Of n cases: how many passages were told, and how many innocent complaints were taken for copies."""
    chance, told, false = Random(20261126), 0, 0
    for _ in range(n):
        shared = facts(chance, 2)
        record = "".join(sentence(chance) for _ in range(4)) + shared
        open_record = facts(chance, 4) + shared
        known = known_grams([open_record])
        copied = chance.choice(record.split("。")[:4]) + "。"
        told += repeated(facts(chance, 3) + disguised(chance, copied) + facts(chance, 2), record, known) > 0
        own = facts(chance, 4) + open_record[:80]
        false += repeated(own, record, known) > 0
    return told, false


def test_copied_passages_are_told_and_facts_are_not_on_generated_texts() -> None:
    told, false = measured(300)
    assert (told >= 297, false) == (True, 0)


@pytest.mark.long
def test_the_same_on_ten_thousand() -> None:
    told, false = measured(10_000)
    assert (told >= 9_900, false <= 10) == (True, True)
