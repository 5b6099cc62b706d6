"""Pinyin keys: all readings, in full and as initials, and never an error."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import mediation
from mediation.adapters.pinyin import LONGEST, MOST_SPELLINGS, pinyin_keys

DIVISIONS = Path(mediation.__file__).parent / "demonstration" / "divisions-1505.csv"


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("大林镇", {"dalinzhen", "dlz"}),
        ("单", {"dan", "shan", "chan", "d", "s", "c"}),
        ("单家村", {"danjiacun", "shanjiacun", "djc", "sjc"}),
        ("重庆", {"chongqing", "zhongqing", "cq", "zq"}),
        ("乐嘎查", {"legacha", "yuegacha", "lgc", "ygc"}),
        ("女儿河", {"nverhe", "nuerhe", "neh"}),
        ("绿化社区", {"lvhuashequ", "luhuashequ", "lhsq"}),
        ("金地2008社区", {"jindi2008shequ", "jd2008sq"}),
        ("Ａ小区", {"axiaoqu", "axq"}),
        ("科尔沁左翼中旗", {"keerqinzuoyizhongqi", "keqzyzq"}),
    ],
)
def test_every_reading_is_a_key(name: str, keys: set[str]) -> None:
    assert keys <= set(pinyin_keys(name))


def test_the_usual_reading_comes_first() -> None:
    assert pinyin_keys("重庆")[0] == "chongqing"
    assert pinyin_keys("大林镇")[0] == "dalinzhen"


def test_a_character_without_a_reading_is_left_out() -> None:
    assert pinyin_keys("𠮷") == ()
    assert pinyin_keys("𠮷林") == ("lin", "l")


def test_pinyin_that_a_person_typed_is_a_key_beside_the_found_ones() -> None:
    assert {"jilin", "jl", "lin"} <= set(pinyin_keys("𠮷林", "ji lin"))
    assert "jilin" in pinyin_keys("𠮷林", " Jǐ  Lín ")


def test_each_single_reading_stays_when_there_are_too_many_spellings() -> None:
    keys = pinyin_keys("大" * 12)
    full = [key for key in keys if key.startswith(("da", "tai")) and len(key) > 12]
    assert len(full) <= MOST_SPELLINGS
    for place in range(12):
        assert "da" * place + "tai" + "da" * (11 - place) in full


def test_the_keys_of_a_very_long_name_are_few_and_short() -> None:
    keys = pinyin_keys("长乐行" * 1000)
    assert len(keys) <= 2 * MOST_SPELLINGS + 2
    assert max(map(len, keys)) <= 6 * LONGEST


def test_every_real_division_can_be_found_by_plain_letters() -> None:
    with DIVISIONS.open(encoding="utf-8") as stream:
        names = {row["name"] for row in csv.DictReader(stream)}
    for name in names:
        keys = pinyin_keys(name)
        assert len(keys[0]) >= len(name), name
        assert any(len(key) == len(name) for key in keys), name
        assert all(key.isascii() and key.isalnum() and key == key.lower() for key in keys), name


@given(st.text(st.characters(), max_size=30), st.text(max_size=10))
def test_no_name_whatever_raises(name: str, manual: str) -> None:
    keys = pinyin_keys(name, manual)
    assert len(set(keys)) == len(keys)
    assert all(key.isascii() and key for key in keys)


@pytest.mark.parametrize("name", ["", " ", "·", "👪", "\ud800", "\x00", "\U000e0100", "ᠮᠣᠩᠭᠣᠯ"])
def test_what_has_no_pinyin_has_no_keys(name: str) -> None:
    assert pinyin_keys(name) == ()
