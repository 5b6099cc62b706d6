"""Every document as a real PDF: what it says, where it is signed, what it looks like to a machine."""

from __future__ import annotations

import dataclasses
import os
import re
import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from reading import page_texts, reader, rendered, sample, squeezed, text_of
from stressing import with_long_text

from mediation import documents
from mediation.adapters.fonts import BODY_FONTS, HEADING_FONTS, TITLE_FONTS
from mediation.adapters.renderer import TIME_LIMIT, Renderer
from mediation.documents.samples import SIZES, sizes_of, write_samples
from mediation.rules.papers import (
    PAPERS,
    PaperObligation,
    RenderRequest,
    clauses_of,
    issuer_of,
    signing_place,
)
from mediation.rules.papers.issuing import ON_REQUEST
from mediation.rules.vocabulary import CourtPaper, ObjectionOutcome, ObligationKind, PartyKind

FOLDER = Path(documents.__file__).parent
ALL = list(PAPERS)
NAMES = [name for name in ALL if name not in (*ON_REQUEST, "signature_sheet")]
"""What steps issue about parties."""
OF_COURTS = ("confirmation_ruling", "mediation_paper", "objection_ruling")
BY_A_COURT = (*OF_COURTS, "correction_notice", "filing_receipt", "filing_refusal")
SIGNED_BY_PARTIES = [name for name in NAMES if name not in (*BY_A_COURT, "mediation_certificate")]
RARE = "𠮷䶮㛃𬭎𡈽"


@pytest.mark.daily(3)
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("size", SIZES)
def test_the_parties_names_are_in_the_text_layer(renderer: Renderer, name: str, size: str) -> None:
    paper = sample(name, size)
    text = text_of(rendered(renderer, name, paper))
    assert all(squeezed(party.name) in text for party in paper.parties)


@pytest.mark.daily(2)
@pytest.mark.parametrize(
    "name", ["agreement", "confirmation_application", "confirmation_ruling", "mediation_paper"]
)
@pytest.mark.parametrize("size", SIZES)
def test_every_clause_is_printed_whole_and_numbered(renderer: Renderer, name: str, size: str) -> None:
    paper = sample(name, size)
    text = text_of(rendered(renderer, name, paper)).replace("草稿", "")
    for number, clause in zip("一二三四五六七八九", paper.clauses, strict=False):
        assert f"{number}、{squeezed(clause.text)}" in text


def test_the_agreement_says_what_its_contents_say(renderer: Renderer) -> None:
    paper = sample("agreement")
    text = text_of(rendered(renderer, "agreement", paper))
    for part in (paper.number, paper.facts, paper.responsibility, paper.recorder, *paper.mediators):
        assert squeezed(part) in text
    assert "￥12,000.00（人民币壹万贰仟元整）" in text
    assert "本协议一式三份" in text


@pytest.mark.daily(3)
@pytest.mark.parametrize("name", NAMES)
def test_rare_names_are_shown_by_the_papers_own_fonts(renderer: Renderer, name: str) -> None:
    paper = sample(name)
    named = dataclasses.replace(paper, parties=(dataclasses.replace(paper.parties[0], name=f"{RARE}𰀀"),))
    pdf = rendered(renderer, name, named)
    assert f"{RARE}𰀀" in text_of(pdf)
    assert {
        font for font in _fonts(pdf) if "Noto-Serif-CJK-SC" not in font and "BabelStone-Han" not in font
    } == set()


def _fonts(pdf: bytes) -> set[str]:
    pages = reader(pdf).pages
    return {
        str(font.get_object()["/BaseFont"]) for page in pages for font in page["/Resources"]["/Font"].values()
    }


@pytest.mark.daily(3)
@pytest.mark.parametrize("name", SIGNED_BY_PARTIES)
@pytest.mark.parametrize("size", SIZES)
def test_every_party_has_a_place_to_sign(renderer: Renderer, name: str, size: str) -> None:
    paper = sample(name, size)
    text = text_of(rendered(renderer, name, paper))
    label = "申请人" if name in ("confirmation_application", "service_addresses") else ""
    for party in paper.parties:
        place = signing_place(party, label)
        assert squeezed(f"{place.label}：{place.name}（{place.manner}）{place.signs_for}") in _without_days(
            text
        )


def _without_days(text: str) -> str:
    return text.replace("年月日", "")


@pytest.mark.parametrize("name", ["agreement", "sitting_record"])
def test_mediators_and_recorder_have_a_place_to_sign(renderer: Renderer, name: str) -> None:
    paper = sample(name, "extreme")
    text = text_of(rendered(renderer, name, paper))
    assert all(f"人民调解员：{squeezed(mediator)}（签名）" in text for mediator in paper.mediators)
    assert f"记录人：{paper.recorder}（签名）" in text


@pytest.mark.parametrize("name", ["agreement", "sitting_record"])
def test_each_interpreter_has_one_place_to_sign(renderer: Renderer, name: str) -> None:
    paper = sample(name)
    spoken = tuple(dataclasses.replace(p, language="蒙古语", interpreter="乌云") for p in paper.parties)
    text = text_of(rendered(renderer, name, dataclasses.replace(paper, parties=spoken)))
    assert text.count("翻译人员：乌云（签名）") == 1
    assert "翻译人员：" not in text_of(rendered(renderer, name, paper))


@pytest.mark.parametrize(
    ("helpers", "places"),
    [
        ("村民代表王某、网格员李某。", ["参加人：村民代表王某（签名）", "参加人：网格员李某（签名）"]),
        ("双方的亲属和邻居多人到场帮助劝说，其中有老支书和三位在外务工后返乡的村民", ["参加人：（签名）"]),
        ("", []),
    ],
)
def test_those_invited_to_a_sitting_sign_its_record(
    renderer: Renderer, helpers: str, places: list[str]
) -> None:
    paper = dataclasses.replace(sample("sitting_record"), helpers=helpers)
    text = text_of(rendered(renderer, "sitting_record", paper))
    assert [place for place in places if place not in text] == []
    assert text.count("参加人：") == len(places)


@pytest.mark.parametrize("name", ["intake_form", "rights_notice", "agreement", "mediation_certificate"])
def test_the_committee_has_a_place_for_its_seal(renderer: Renderer, name: str) -> None:
    paper = sample(name)
    assert f"{paper.committee}（印章）年月日" in text_of(rendered(renderer, name, paper))


@pytest.mark.daily(3)
@pytest.mark.parametrize("lines", range(1, 24, 2))
def test_the_signatures_never_stand_alone_on_the_last_page(renderer: Renderer, lines: int) -> None:
    paper = dataclasses.replace(
        sample("agreement", "short"), facts="\n".join(["双方陈述了纠纷的经过。"] * lines)
    )
    last = page_texts(rendered(renderer, "agreement", paper))[-1]
    assert "申请人：王某（签名" in last
    assert last.index("本协议一式三份") < last.index("申请人：王某（签名")


@pytest.mark.daily(1)
@pytest.mark.parametrize("lines", range(1, 20, 2))
def test_parties_judge_and_clerk_sign_a_record_of_questioning_on_one_page(
    renderer: Renderer, lines: int
) -> None:
    paper = dataclasses.replace(
        sample("hearing_record", "short"), record="\n".join(["问：是否自愿？"] * lines)
    )
    last = page_texts(rendered(renderer, "hearing_record", paper))[-1]
    assert "以上笔录已交" in last
    assert all(
        f"{who}（签名" in last for who in ("申请人：王某", "申请人：李某", "审判员：韩立新", "书记员：周文静")
    )


@pytest.mark.daily(1)
@pytest.mark.parametrize("name", ["litigation_guide", "agreement", "rights_notice", "sitting_record"])
@pytest.mark.parametrize("parties", [3, 6, 8, 10, 13, 31])
def test_many_signers_never_leave_one_or_two_of_them_alone_on_the_last_page(
    renderer: Renderer, name: str, parties: int
) -> None:
    """The last lines of the text are there, or a part of the table with its heading and three signers at least."""
    paper = sample(name)
    many = tuple(dataclasses.replace(paper.parties[n % 2], name=f"第{n}号当事人") for n in range(parties))
    pages = page_texts(rendered(renderer, name, dataclasses.replace(paper, parties=many)))
    last = max(n for n, page in enumerate(pages) if f"第{parties - 1}号当事人" in page and "月日" in page)
    signing = pages[last]
    assert "（印章）" in signing or not any("（印章）" in page for page in pages[last:])
    heading = "序号签名人签名、盖章或者按指印日期"
    assert not signing.startswith(heading) or signing.count("年月日") >= 3
    assert signing.startswith(heading) or "。" in signing


@pytest.mark.daily(2)
@pytest.mark.parametrize("lines", range(1, 30, 3))
def test_the_rows_to_sign_of_the_intake_form_stay_on_one_page_with_their_sentence(
    renderer: Renderer, lines: int
) -> None:
    paper = dataclasses.replace(sample("intake_form", "short"), facts="\n".join(["双方发生争执。"] * lines))
    last = page_texts(rendered(renderer, "intake_form", paper))[-1]
    assert "自首次申请之日起" in last
    assert all(f"{who}（签名" in last for who in ("申请人：王某", "被申请人：李某", "登记人：斯琴"))


def test_the_intake_form_of_a_committee_that_acts_of_itself_interrupts_nothing(renderer: Renderer) -> None:
    paper = sample("intake_form")
    asked, found = (
        text_of(rendered(renderer, "intake_form", dataclasses.replace(paper, asked=asked)))
        for asked in (True, False)
    )
    assert ("诉讼时效依法中断" in asked, "申请日期" in asked) == (True, True)
    assert ("诉讼时效" in found, "申请日期" in found, "发现日期" in found) == (False, False, True)


def test_an_organisation_seals_and_its_leader_signs(renderer: Renderer) -> None:
    paper = sample("agreement", "extreme")
    company = next(party for party in paper.parties if party.kind is PartyKind.ORGANISATION)
    text = _without_days(text_of(rendered(renderer, "agreement", paper)))
    assert f"{company.name}（盖章）法定代表人（负责人）或者委托代理人（签名）" in text


@pytest.mark.daily(3)
@pytest.mark.parametrize("name", [name for name in NAMES if name != "service_addresses"])
def test_a_withheld_address_is_nowhere_in_the_paper(renderer: Renderer, name: str) -> None:
    paper = sample(name)
    hidden = dataclasses.replace(paper.parties[0], address="保康镇秘密街七号", address_withheld=True)
    pdf = rendered(renderer, name, dataclasses.replace(paper, parties=(hidden, *paper.parties[1:])))
    assert "秘密街" not in text_of(pdf)
    assert not hidden.phone
    says = {
        "rights_notice": "",
        "sitting_record": "",
        "hearing_record": "",
        "mediation_certificate": "",
        **dict.fromkeys(OF_COURTS, "住址依申请保密"),
        "filing_refusal": "住址依申请保密",
        "correction_notice": "",
        "filing_receipt": "",
    }
    assert says.get(name, "由调委会转交") in text_of(pdf)
    assert ("由调委会转交" in text_of(pdf)) == (name not in says)


def test_a_ruling_is_marked_draft_on_every_page_until_nothing_lacks(renderer: Renderer) -> None:
    whole = sample("confirmation_ruling", "ordinary")
    for field, empty in {"case_number": "", "judge": "", "ruled_on": None, "sealed_on": None}.items():
        draft = dataclasses.replace(whole, **{field: empty})
        assert all(
            "草" in page and "稿" in page
            for page in page_texts(rendered(renderer, "confirmation_ruling", draft))
        )
    assert "草稿" not in text_of(rendered(renderer, "confirmation_ruling", whole))


def test_the_application_asks_for_the_paper_that_the_parties_chose(renderer: Renderer) -> None:
    for wanted, asks, heading in (
        (CourtPaper.RULING, "请求依法确认", "司法确认申请书"),
        (CourtPaper.MEDIATION, "制作民事调解书", "出具调解书申请书"),
    ):
        paper = dataclasses.replace(sample("confirmation_application"), wanted=wanted)
        text = text_of(rendered(renderer, "confirmation_application", paper))
        assert asks in text
        assert heading in text
        assert ("减半收取案件受理费" in text) == (wanted is CourtPaper.MEDIATION)


def test_a_mediation_paper_binds_once_it_is_signed_for(renderer: Renderer) -> None:
    paper = sample("mediation_paper")
    for registered, claimant in ((True, "原告："), (False, "申请人：")):
        told = dataclasses.replace(paper, registered=registered)
        text = text_of(rendered(renderer, "mediation_paper", told))
        assert f"{claimant}{paper.parties[0].name}" in text
        assert "经各方当事人签收后，即具有法律效力" in text
        assert squeezed(paper.fee) in text


@pytest.mark.parametrize(
    ("outcome", "says", "silent"),
    [
        (ObjectionOutcome.DISMISSED, "的异议。", "不再确认"),
        (ObjectionOutcome.REVOKED, "撤销本院于", "继续有效"),
        (ObjectionOutcome.VARIED, "下列约定不再确认", "撤销本院于"),
    ],
)
def test_a_ruling_on_an_objection_says_what_it_rules(
    renderer: Renderer, outcome: ObjectionOutcome, says: str, silent: str
) -> None:
    paper = dataclasses.replace(sample("objection_ruling"), outcome=outcome)
    text = text_of(rendered(renderer, "objection_ruling", paper))
    for part in (paper.case_number, paper.original_number, *(one.grounds for one in paper.objections)):
        assert squeezed(part.rstrip("。")) in text.replace("草稿", "")
    assert says in text
    assert silent not in text
    assert ("草稿" in text) == (paper.sealed_on is None)


def test_a_ruling_tells_nobodys_phone_or_occupation(renderer: Renderer) -> None:
    application = sample("confirmation_application")
    ruling = dataclasses.replace(sample("confirmation_ruling"), parties=application.parties)
    texts = [
        text_of(rendered(renderer, name, paper))
        for name, paper in (("confirmation_application", application), ("confirmation_ruling", ruling))
    ]
    for party in application.parties:
        for told in (party.phone, party.occupation):
            assert [told in text for text in texts] == [True, False]
        for told in (party.id_number, party.address, party.printed_age):
            assert [squeezed(told) in text for text in texts] == [True, True]


def test_the_record_of_a_sitting_apart_says_who_may_read_it(renderer: Renderer) -> None:
    assert "仅供参加本次调解的人民调解员查阅" in text_of(
        rendered(renderer, "sitting_record", sample("sitting_record", "extreme"))
    )


def test_fourteen_digits_and_one_fen_are_printed_right(renderer: Renderer) -> None:
    duties = [
        PaperObligation(ObligationKind.MONEY, "甲", "乙", Decimal(amount), due_on=date(2027, 1, 31))
        for amount in ("9999999999999.99", "0.01", "12000.50")
    ]
    paper = dataclasses.replace(sample("agreement"), clauses=clauses_of(duties))
    text = text_of(rendered(renderer, "agreement", paper))
    assert (
        "￥9,999,999,999,999.99（人民币玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分）" in text
    )
    assert "￥0.01（人民币壹分）" in text
    assert "￥12,000.50（人民币壹万贰仟元伍角）" in text


@pytest.mark.parametrize("name", NAMES)
def test_the_pdf_is_an_archive_file_in_chinese_with_its_title(renderer: Renderer, name: str) -> None:
    pdf = rendered(renderer, name, sample(name))
    root = reader(pdf).trailer["/Root"]
    assert (
        b"<pdfaid:part>3" in root["/Metadata"].get_data()
        or b'pdfaid:part="3"' in root["/Metadata"].get_data()
    )
    assert root["/Lang"] == "zh-CN"
    assert root["/MarkInfo"]["/Marked"]
    assert reader(pdf).metadata.title.startswith(PAPERS[name].title)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("name", "most"),
    [
        pytest.param("agreement", 1, marks=pytest.mark.long),
        *(pytest.param(name, None, marks=pytest.mark.long) for name in ALL),
    ],
)
def test_five_thousand_characters_in_every_field_stay_within_the_kill_limit(
    renderer: Renderer, name: str, most: int | None
) -> None:
    """In every field of one party, one clause and so on; in the long run in all of them."""
    pdf = rendered(renderer, name, with_long_text(sample(name), most))
    assert len(reader(pdf).pages) > 40
    assert TIME_LIMIT <= 30


def test_all_styles_keep_tables_fixed_and_avoid_what_is_slow_or_foreign() -> None:
    official = (FOLDER / "official.css").read_text(encoding="utf-8")
    assert "table {\n  table-layout: fixed;" in official
    for style in [FOLDER / "official.css", *(FOLDER / name / "style.css" for name in ALL)]:
        rules = style.read_text(encoding="utf-8").replace("No flex, no grid", "")
        assert rules.count("table-layout") == (style.name == "official.css")
        assert not any(word in rules for word in ("flex", "grid", "url(", "@import", "@font-face"))


def test_the_style_names_the_fonts_that_the_check_of_characters_knows() -> None:
    official = (FOLDER / "official.css").read_text(encoding="utf-8")
    for fonts in (BODY_FONTS, TITLE_FONTS, HEADING_FONTS):
        assert "font-family: " + ", ".join(f'"{font}"' for font in fonts) + ";" in official


def test_no_template_leaves_autoescape() -> None:
    for template in FOLDER.rglob("*.html"):
        text = template.read_text(encoding="utf-8").replace('<img src="verify.png"', "")
        text = text.replace('<img src="drawing-{{ loop.index }}.png"', "")
        text = text.replace('<img src="chart-{{ number }}-{{ loop.index }}.svg"', "")
        text = re.sub(r'<col style="width: \d+%">', "", text)
        assert (
            not any(
                word in text
                for word in ("|safe", "| safe", "autoescape", "<link", "<img", "<script", "style=")
            )
            or template.name == "parts.html"
        )


@pytest.mark.parametrize("name", ALL)
def test_a_papers_folder_agrees_with_the_register(name: str) -> None:
    kind = PAPERS[name]
    settings = tomllib.loads((FOLDER / name / "paper.toml").read_text(encoding="utf-8"))
    settings.pop("wording", None)
    assert settings.pop("origin") in ("official", "own", "local", "court")
    assert settings == {
        "title": kind.title,
        "template_version": kind.template_version,
        "signers": list(kind.signers),
        "copies": kind.copies.value,
        "law": kind.law,
        "fields": [field.name for field in dataclasses.fields(kind.contents)],
    }
    assert issuer_of(kind, sample(name, "ordinary"))


@pytest.mark.long
def test_samples_of_every_document_are_written(tmp_path: Path) -> None:
    written = list(write_samples(tmp_path / "out"))
    assert [path.name for path in written] == [
        f"{name}-{size}.pdf" for name in ALL for size in sizes_of(name)
    ]
    assert all(path.read_bytes().startswith(b"%PDF-") for path in written)


@pytest.mark.parametrize("size", SIZES)
def test_the_committee_certifies_on_one_sheet_that_it_mediated(renderer: Renderer, size: str) -> None:
    paper = sample("mediation_certificate", size)
    (page,) = page_texts(rendered(renderer, "mediation_certificate", paper))
    for told in (paper.court, paper.committee, paper.number, paper.category, *paper.mediators):
        assert squeezed(told) in page
    assert "特此证明。" in page


def test_the_application_lists_papers_by_their_own_titles() -> None:
    application = PAPERS["confirmation_application"].contents.__dataclass_fields__["attachments"].default
    titles = {kind.title for kind in PAPERS.values()}
    assert set(application) - titles == {"申请人身份证明或者资格证明"}


def test_no_party_signs_on_a_sheet_with_anothers_address(renderer: Renderer) -> None:
    paper = sample("service_addresses", "ordinary")
    pages = page_texts(rendered(renderer, "service_addresses", paper))
    assert len(pages) == len(paper.parties)
    for page, party in zip(pages, paper.parties, strict=True):
        assert squeezed(party.address) in page
        assert all(squeezed(other.phone) not in page for other in paper.parties if other is not party)


@pytest.mark.long
@pytest.mark.parametrize("name", ["litigation_guide", "agreement"])
def test_a_table_of_hundreds_of_rows_takes_time_by_the_row_and_no_more(name: str) -> None:
    """CPU seconds of the child: four times the rows take at most five times as long."""
    paper, spent = sample(name), {}
    with Renderer(time_limit=600) as renderer:
        for rows in (10, 100, 400):
            many = tuple(
                dataclasses.replace(paper.parties[n % 2], name=f"第{n}号当事人") for n in range(rows)
            )
            contents = dataclasses.replace(paper, parties=many).to_json()
            before = _cpu_seconds(renderer.child_pid)
            renderer.render(RenderRequest(name, PAPERS[name].template_version, contents))
            spent[rows] = _cpu_seconds(renderer.child_pid) - before
    assert spent[400] < 5 * spent[100]


def _cpu_seconds(process: int | None) -> float:
    if process is None:
        return 0.0
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
