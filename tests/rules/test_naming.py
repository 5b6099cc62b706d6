"""Names of committees, over every real division and over a table written by hand."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

import mediation
from mediation.rules.naming import committee_name, governs, number_short_name, place_name, village_label
from mediation.rules.vocabulary import Level

DIVISIONS = Path(mediation.__file__).parent / "demonstration" / "divisions-1505.csv"
with DIVISIONS.open(encoding="utf-8") as stream:
    ROWS = {row["code"]: row for row in csv.DictReader(stream)}
HOLDING = [row for row in ROWS.values() if row["level"] in ("county", "township", "village")]


def level(row: dict[str, str]) -> Level:
    return Level.of(row["level"])


def above(row: dict[str, str], wanted: Level) -> str:
    """The name of the row's ancestor at that level, '' when it has none."""
    while row["parent"]:
        row = ROWS[row["parent"]]
        if level(row) is wanted:
            return row["name"]
    return ""


def full_name(row: dict[str, str]) -> str:
    township, county = above(row, Level.TOWNSHIP), above(row, Level.COUNTY)
    return committee_name(row["name"], level(row), township_name=township, county_name=county)


def test_all_2720_places_that_can_have_a_committee_are_tried() -> None:
    assert Counter(level(row) for row in HOLDING) == {
        Level.COUNTY: 9,
        Level.TOWNSHIP: 143,
        Level.VILLAGE: 2568,
    }


@pytest.mark.parametrize("name_of", [full_name, lambda row: committee_name(row["name"], level(row))])
def test_every_name_is_one_committees_and_no_governing_bodys(
    name_of: Callable[[dict[str, str]], str],
) -> None:
    for row in HOLDING:
        name = name_of(row)
        assert name.endswith("人民调解委员会"), name
        assert name.count("委员会") == 1, name
        assert not any(
            part in name for part in ("村村人民", "居委会", "村委会", "居民", "村民", "办事处", "嘎查村")
        ), name
        assert name.index("人民调解委员会") > 1, name


def test_no_village_name_says_village_twice() -> None:
    doubled = [row["name"] for row in HOLDING if "村村" in place_name(row["name"])]
    assert doubled == []


def test_within_its_township_every_short_name_of_a_committee_is_its_own() -> None:
    names = Counter((row["parent"], committee_name(row["name"], level(row))) for row in HOLDING)
    assert [name for name, times in names.items() if times > 1] == []


def test_with_township_and_county_every_name_in_the_city_is_its_own_and_fits_its_column() -> None:
    names = Counter(map(full_name, HOLDING))
    assert [name for name, times in names.items() if times > 1] == []
    assert max(map(len, names)) <= 200


def test_the_place_of_a_place_is_itself() -> None:
    for row in ROWS.values():
        place = place_name(row["name"])
        assert place_name(place) == place
        assert place_name(committee_name(row["name"], level(row))) == place


def test_within_a_county_no_two_townships_number_alike() -> None:
    shorts = Counter(
        (above(row, Level.COUNTY) or row["name"], number_short_name(row["name"]))
        for row in HOLDING
        if level(row) is not Level.VILLAGE
    )
    assert [short for short, times in shorts.items() if times > 1] == []


def test_within_a_township_no_two_villages_number_alike() -> None:
    villages = (row for row in HOLDING if level(row) is Level.VILLAGE)
    shorts = Counter((row["parent"], number_short_name(row["name"])) for row in villages)
    assert [short for short, times in shorts.items() if times > 1] == []


def test_the_short_name_fits_its_column() -> None:
    assert max(len(number_short_name(row["name"])) for row in HOLDING) <= 40


VILLAGES = {
    "西胡金稿村委会": "西胡金稿村",
    "后双井子村委会": "后双井子村",
    "甘旗卡村委会": "甘旗卡村",
    "一村村委会": "一村",
    "肖家村村委会": "肖家村",
    "保安屯村村委会": "保安屯村",
    "辽河一村村委会": "辽河一村",
    "新农村村委会": "新农村",
    "农场村委会": "农场村",
    "永兴农场村委会": "永兴农场村",
    "飞机场村委会": "飞机场村",
    "良种场村委会": "良种场村",
    "一村村民委员会": "一村",
    "西庄一村村民委员会": "西庄一村",
    "中心村村民委员会": "中心村",
    "中心屯村民委员会": "中心屯村",
    "小河西村民委员会": "小河西村",
    "榆树屯村民委员会": "榆树屯村",
    "必勒其日村民委员会": "必勒其日村",
    "巴彦芒哈嘎查委员会": "巴彦芒哈嘎查",
    "梅林营子嘎查委员会": "梅林营子嘎查",
    "西乌兰花嘎查委员会": "西乌兰花嘎查",
    "毛都嘎查村": "毛都嘎查",
    "北宝力皋图嘎查村": "北宝力皋图嘎查",
    "白彦塔拉嘎查": "白彦塔拉嘎查",
    "乌兰图嘎嘎查": "乌兰图嘎嘎查",
    "双龙镇嘎查": "双龙镇嘎查",
    "垦务局嘎查": "垦务局嘎查",
    "查格达村": "查格达村",
    "平安新村": "平安新村",
    "县长窝堡村": "县长窝堡村",
    "民航社区居委会": "民航社区",
    "金地2008社区居委会": "金地2008社区",
    "中信社区居民委员会": "中信社区",
    "工农居委会": "工农社区",
    "龙山居委会": "龙山社区",
    "内蒙古东蒙鑫农牧业有限责任公司居委会": "内蒙古东蒙鑫农牧业有限责任公司社区",
    "保康工业园区社区": "保康工业园区社区",
    "新六十栋社区": "新六十栋社区",
    "一分场生活区": "一分场生活区",
    "虚拟生活区": "虚拟生活区",
    "保康果园村生活区": "保康果园村生活区",
    "开鲁工业园管理区": "开鲁工业园管理区",
    # Not in the list of 通辽, but spelt so elsewhere.
    "某某嘎查村民委员会": "某某嘎查",
    "某某嘎查居委会": "某某嘎查社区",
    "铁路新村居委会": "铁路新村社区",
    "某某牧民委员会": "某某嘎查",
}
TOWNSHIPS = {
    "保康镇": "保康镇",
    "新镇": "新镇",
    "胜利乡": "胜利乡",
    "莫力庙苏木": "莫力庙苏木",
    "科尔沁街道": "科尔沁街道",
    "保康街道办事处": "保康街道",
    "大沁他拉街道办事处": "大沁他拉街道",
    "国有哲南农场": "国有哲南农场",
    "半截店牧场": "半截店牧场",
    "金宝屯机械化林场": "金宝屯机械化林场",
    "乌兰敖道渔场": "乌兰敖道渔场",
    "原种繁育中心": "原种繁育中心",
    "大青沟国家级自然保护区管理局": "大青沟国家级自然保护区管理局",
    "霍林郭勒市军马场生态保护区": "霍林郭勒市军马场生态保护区",
}


@pytest.mark.parametrize(("region", "place"), VILLAGES.items())
def test_a_village_committee_is_named_after_the_place(region: str, place: str) -> None:
    assert committee_name(region, Level.VILLAGE) == f"{place}人民调解委员会"


@pytest.mark.parametrize(("region", "place"), TOWNSHIPS.items())
def test_a_township_committee_is_named_after_the_place(region: str, place: str) -> None:
    assert committee_name(region, Level.TOWNSHIP) == f"{place}人民调解委员会"


@pytest.mark.parametrize(
    "region", ["西胡金稿村委会", "保安屯村村委会", "工农居委会", "毛都嘎查村", "保康果园村生活区"]
)
def test_the_tricky_names_are_real_ones(region: str) -> None:
    assert region in {row["name"] for row in ROWS.values()}


@pytest.mark.parametrize(
    "county", ["科尔沁区", "开鲁县", "科尔沁左翼中旗", "霍林郭勒市", "通辽经济技术开发区"]
)
def test_a_county_committee_bears_the_countys_name(county: str) -> None:
    assert committee_name(county, Level.COUNTY) == f"{county}人民调解委员会"


@pytest.mark.parametrize(
    ("village", "township", "county", "name"),
    [
        ("西胡金稿村委会", "保康镇", "科尔沁左翼中旗", "科尔沁左翼中旗保康镇西胡金稿村"),
        ("和平社区居委会", "保康街道办事处", "科尔沁左翼中旗", "科尔沁左翼中旗保康街道和平社区"),
        ("库伦镇东嘎查", "库伦镇", "库伦旗", "库伦旗库伦镇东嘎查"),
        (
            "白音塔拉农场一分场生活区",
            "白音塔拉农场",
            "科尔沁左翼中旗",
            "科尔沁左翼中旗白音塔拉农场一分场生活区",
        ),
        ("科尔沁区工业园区管理区", "木里图镇", "科尔沁区", "科尔沁区工业园区管理区"),
        ("通辽市科尔沁区国有大林苗圃生活区", "大林镇", "科尔沁区", "通辽市科尔沁区国有大林苗圃生活区"),
        ("一分场生活区", "通辽市高林屯种畜繁育中心", "科尔沁区", "通辽市高林屯种畜繁育中心一分场生活区"),
    ],
)
def test_no_place_is_said_twice_in_a_full_name(village: str, township: str, county: str, name: str) -> None:
    full = committee_name(village, Level.VILLAGE, township_name=township, county_name=county)
    assert full == f"{name}人民调解委员会"


def test_a_village_label_shows_the_township() -> None:
    assert village_label("西胡金稿村委会", "保康镇") == "保康镇西胡金稿村"
    assert village_label("库伦镇东嘎查", "库伦镇", "库伦旗") == "库伦旗库伦镇东嘎查"


def test_labels_tell_villages_of_one_name_apart_within_their_county() -> None:
    villages = [row for row in HOLDING if level(row) is Level.VILLAGE]
    bare = Counter((above(row, Level.COUNTY), place_name(row["name"])) for row in villages)
    labels = Counter(
        (above(row, Level.COUNTY), village_label(row["name"], above(row, Level.TOWNSHIP))) for row in villages
    )
    assert max(bare.values()) > 1
    assert max(labels.values()) == 1


@pytest.mark.parametrize(
    ("region", "short"),
    [
        ("保康镇", "保康"),
        ("保康街道办事处", "保康街道"),
        ("莫力庙苏木", "莫力庙"),
        ("胜利乡", "胜利"),
        ("新镇", "新镇"),
        ("清河牧场", "清河牧场"),
        ("科尔沁左翼中旗", "科左中旗"),
        ("科尔沁区", "科尔沁区"),
        ("双龙镇嘎查", "双龙镇嘎查"),
        ("西胡金稿村委会", "西胡金稿村"),
    ],
)
def test_the_short_name_for_numbers(region: str, short: str) -> None:
    assert number_short_name(region) == short


@pytest.mark.parametrize(
    ("name", "place", "does"),
    [
        ("衙门台村村民委员会", "衙门台村", True),
        ("保康镇衙门台村村委会", "衙门台村委会", True),
        ("毛都嘎查委员会", "毛都嘎查", True),
        ("某社区居民委员会", "某社区居委会", True),
        ("衙门台村村民委员会", "西胡金稿村委会", False),
        ("衙门台村农民专业合作社", "衙门台村", False),
        ("衙门台村", "衙门台村", False),
    ],
)
def test_a_body_governs_its_own_place_and_no_other(name: str, place: str, does: bool) -> None:
    assert governs(name, place) is does
