"""Names made from names of places: legal names of committees, labels of villages, short forms for numbers."""

from __future__ import annotations

import re

from mediation.rules.vocabulary import Level

COMMITTEE = "人民调解委员会"
ABBREVIATED = {"科尔沁左翼中旗": "科左中旗", "科尔沁左翼后旗": "科左后旗"}
"""Counties that are customarily shortened, here and in the names of their courts."""

SELF_GOVERNMENT = re.compile(r"(村民|居民|牧民|村|居)?委(?:员)?会$")
"""村民委员会, 村委会, 居委会 ...: the body that governs the place, which is not the place's name."""
PLACE_OF = {"村民": "村", "村": "村", "牧民": "嘎查", "居民": "社区", "居": "社区", None: ""}
STANDING = ("村", "嘎查", "社区")
OWN_CITY = re.compile(r"[\u4e00-\u9fff]{2,4}?市")
STEM = re.compile(r"(.{2,})(?:镇|乡|苏木)")


def place_name(region_name: str) -> str:
    """The place itself: 西胡金稿村委会 is 西胡金稿村, 保康街道办事处 is 保康街道, 毛都嘎查村 is 毛都嘎查."""
    name = "".join(region_name.split()).removesuffix(COMMITTEE)
    name = name.removesuffix("人民政府")
    if name.endswith("街道办事处"):
        return name.removesuffix("办事处")
    if body := SELF_GOVERNMENT.search(name):
        place, kind = name[: body.start()], PLACE_OF[body.group(1)]
        name = place if _stands(place, kind) else place + kind
    return name.removesuffix("村") if name.endswith("嘎查村") else name


def governs(name: str, region_name: str) -> bool:
    """Whether that is what governs the place: 保康镇衙门台村村民委员会 governs 衙门台村."""
    return bool(SELF_GOVERNMENT.search(name.strip())) and place_name(name).endswith(place_name(region_name))


def _stands(place: str, kind: str) -> bool:
    """Whether the place already says what it is; a residents' quarter called 新村 is a 社区 none the less."""
    return place.endswith("社区" if kind == "社区" else STANDING)


def committee_name(region_name: str, level: Level, *, township_name: str = "", county_name: str = "") -> str:
    """The legal name of the committee of a place: 西胡金稿村人民调解委员会.

    With its township and county it is unique: 科尔沁左翼中旗保康镇西胡金稿村人民调解委员会.
    """
    above = {Level.VILLAGE: (county_name, township_name), Level.TOWNSHIP: (county_name,)}.get(level, ())
    return _joined(*above, region_name) + COMMITTEE


def village_label(name: str, township_name: str, county_name: str = "") -> str:
    """A village as people should see it: names recur within a county, so the township is always there."""
    return _joined(county_name, township_name, name)


def number_short_name(region_name: str) -> str:
    """What stands in a committee's numbers: 保康 for 保康镇, 科左中旗, 科尔沁街道; 新镇 stays whole.

    Only 镇, 乡 and 苏木 are dropped, so that 保康镇 and 保康街道 never number alike.
    """
    place = place_name(region_name)
    if place in ABBREVIATED:
        return ABBREVIATED[place]
    stem = STEM.fullmatch(place)
    return stem.group(1) if stem else place


def _joined(*region_names: str) -> str:
    """The places one after the other, the widest first, none said twice.

    通辽市国有胜利农场 names its own city, 库伦镇东嘎查 its own township: what would double it is left out.
    """
    said: list[str] = []
    for place in filter(None, map(place_name, region_names)):
        repeated = [i for i, earlier in enumerate(said) if place.startswith(earlier)]
        kept = 0 if OWN_CITY.match(place) else repeated[0] if repeated else len(said)
        said[kept:] = [place]
    return "".join(said)
