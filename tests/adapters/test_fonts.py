"""Every character of a name appears, or the person is told which one does not while there is time."""

from __future__ import annotations

import dataclasses
import io
import subprocess
import sys
import unicodedata
from pathlib import Path

import pypdf
import pytest
from fontTools import subset
from fontTools.ttLib import TTFont

from mediation.adapters.fonts import FACES, covered, faces, neutral, unprintable
from mediation.adapters.renderer import Renderer
from mediation.documents.samples import sample_request
from mediation.rules.papers import RenderRequest

BLOCKS = {
    "URO": (0x4E00, 0x9FFF),
    "A": (0x3400, 0x4DBF),
    "B": (0x20000, 0x2A6DF),
    "C": (0x2A700, 0x2B73F),
    "D": (0x2B740, 0x2B81F),
    "E": (0x2B820, 0x2CEAF),
    "F": (0x2CEB0, 0x2EBEF),
    "G": (0x30000, 0x3134F),
    "H": (0x31350, 0x323AF),
    "I": (0x2EBF0, 0x2EE5F),
    "compatibility": (0xF900, 0xFAFF),
    "supplement": (0x2F800, 0x2FA1F),
}
LEVEL_3 = (
    "𠮷䶮㛃𬭎𡈽㑇㕮㙘㧑㧟㫰㬊㬎㳇㳘㵐㶲㸆㺄䃅䓖䓛䓨䗖䗪䗴䜣𠅤"
    "𠙶𠳐𡎚𡐓𣗋𣲗𣲘𤧛𤩽𤫉𥔲𥕢𥖨𥻗𦈡𦒍𦙶𦝼𦭜𦰡𧿹𨐈𨙸𨚕𨟠𨭉𨱇𨱏"
    "𨱑𨱔𨺙𩽾𩾃𪟝𪣻𪤗𪨰𪨶𪩘𪾢"
)
"""Of GB 18030-2022 level 3 and of the 通用规范汉字表: characters of names and places beyond the old sets."""
NAMES = (
    "包·其木格",
    "额尔敦·巴特尔",
    "欧陽娜娜",
    "劉德華",
    "張學友",
    "O'Brien Jr.",
    "王1号",
    "﨑山",
    LEVEL_3,
)


def said(text: str) -> list[str]:
    return [str(message) for message in unprintable(text)]


@pytest.mark.parametrize("name", NAMES)
def test_names_of_all_kinds_can_be_printed(name: str) -> None:
    assert said(name) == []


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("张😀", "表情符号（U+1F600）"),
        ("张❤\ufe0f", "表情符号（U+FE0F）"),
        ("张\x07", "不能打印的字符（U+0007）"),
        ("张\x00", "不能打印的字符（U+0000）"),
        ("张\ue000", "不能打印的字符（U+E000）"),
        ("张\U000e0001", "（U+E0001）"),
        ("\ufff9张", "不能打印的字符（U+FFF9）"),
        ("ᠮᠣᠩᠭᠣᠯ", "“ᠮ”（U+182E）在系统字体里没有字形"),
        ("张\U000323b0", "（U+323B0）"),
        ("葛\U000e0100", "“葛”后面有异体字选择符（U+E0100）"),
    ],
)
def test_what_cannot_be_printed_is_named_with_its_code_point_and_what_to_do(text: str, why: str) -> None:
    first = said(text)[0]
    assert why in first
    assert any(way in first for way in ("请删去", "不能使用", "请核对", "请对照证件"))


def test_a_character_that_was_printed_before_is_still_refused_with_a_mark_for_another_form() -> None:
    assert said("葛") == []
    assert said("\U000e0100") == said("\U000e0100")  # alone, at the beginning
    assert "异体字选择符" in said("葛\U000e0100")[0]


def test_marks_that_turn_or_hide_text_are_taken_out() -> None:
    assert neutral("张\u202e三\u2066李\u200b四\ufeff\u061c") == "张三李四"
    assert said("张\u202e三") == []


def test_every_list_that_the_style_asks_for_is_asked() -> None:
    for families, weight in FACES:
        named = [Path(face.file).name for face in faces(families, weight)]
        assert any("NotoSerifCJK" in one for one in named)
        assert any("BabelStone" in one for one in named)


def printed(renderer: Renderer, text: str) -> tuple[str, set[str]]:
    """The text layer and the fonts of an agreement whose facts are this text, and whose first clause too."""
    request = sample_request("agreement", "short")
    pdf = renderer.render(dataclasses.replace(request, contents_json=_with_facts(request, text)))
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    fonts = {str(f.get_object()["/BaseFont"]) for p in pages for f in p["/Resources"]["/Font"].values()}
    return "".join("".join(page.extract_text().split()) for page in pages), fonts


def _with_facts(request: RenderRequest, text: str) -> str:
    from mediation.rules.papers import Agreement

    paper = Agreement.from_json(request.contents_json)
    return dataclasses.replace(paper, facts=text, number=text[:40]).to_json()


def _samples(each: int) -> str:
    """So many ideographs of every block that the fonts hold, spread over the block."""
    picked = []
    for first, last in BLOCKS.values():
        held = [point for point in range(first, last + 1) if point in covered()]
        picked += held[:: max(1, len(held) // each)][:each]
    return "".join(map(chr, picked))


@pytest.mark.parametrize("each", [4, pytest.param(400, marks=pytest.mark.long)])
def test_ideographs_of_every_block_that_the_fonts_hold_are_printed_by_them(
    renderer: Renderer, each: int
) -> None:
    """What the check allows is there, in the papers' own fonts: no box, no font from elsewhere."""
    text = _samples(each)
    layer, fonts = printed(renderer, text)
    whole = unicodedata.normalize("NFC", layer)
    assert [c for c in dict.fromkeys(unicodedata.normalize("NFC", text)) if c not in whole] == []
    assert [f for f in fonts if "Noto-Serif-CJK-SC" not in f and "BabelStone-Han" not in f] == []


def test_the_fonts_hold_ideographs_of_every_block_but_the_newest() -> None:
    held = {name: sum(p in covered() for p in range(a, b + 1)) for name, (a, b) in BLOCKS.items()}
    assert {name for name, count in held.items() if count == 0} <= {"I"}, "of Unicode 15.1, in no font yet"


LICENSED = """
import io, sys
from pathlib import Path
import pypdf
from mediation.adapters.fonts import use_font_folder
use_font_folder(sys.argv[1], Path(sys.argv[2]))
from mediation.adapters.renderer import Renderer
from mediation.documents.samples import sample_request
with Renderer() as renderer:
    pdf = renderer.render(sample_request("mediation_certificate", "short"))
    names = {str(f.get_object()["/BaseFont"]) for p in pypdf.PdfReader(io.BytesIO(pdf)).pages
             for f in p["/Resources"]["/Font"].values()}
    print(sorted(names), sorted(renderer.typesetting))
"""


def test_a_licensed_font_in_the_operators_folder_is_used_without_installing_it(tmp_path: Path) -> None:
    """A font of our own making that calls itself 仿宋_GB2312, in a folder that the system does not know."""
    source = faces(*FACES[0])[0]
    folder = tmp_path / "fonts"
    folder.mkdir()
    options = subset.Options(name_IDs=["*"], notdef_outline=True, font_number=source.index)
    with TTFont(source.file, fontNumber=source.index) as font:
        shrunk = subset.Subsetter(options)
        shrunk.populate(text="兹证明本委员会调解了当事人之间的纠纷，。（）年月日0123456789")
        shrunk.subset(font)
        for record in font["name"].names:
            if record.nameID in (1, 3, 4, 6, 16):
                record.string = "FangSongTest" if record.nameID == 6 else "仿宋_GB2312"
        font.save(folder / "simfang.otf")
    told = subprocess.run(
        [sys.executable, "-c", LICENSED, str(folder), str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    ).stdout
    assert "FangSongTest" in told.replace("-", "") or "仿宋" in told
    assert "simfang.otf" in told
