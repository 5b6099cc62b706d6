"""The papers that are issued on request, as real PDFs: one ordinary one of each every day, the rest in the long run."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from reading import page_texts, reader, rendered, sample, squeezed, text_of

from mediation.adapters.renderer import Renderer
from mediation.documents.samples import MANY, SIZES, sizes_of
from mediation.rules.papers import PAPERS, RenderRequest
from mediation.rules.papers.issuing import ON_REQUEST

ALIKE = ("entrustment_letter", "non_acceptance_ruling", "termination_ruling", "withdrawal_ruling")
"""Laid out like another one that is printed every day."""
EACH = [
    *(
        pytest.param(name, "ordinary", marks=[pytest.mark.long] if name in ALIKE else [])
        for name in sorted(ON_REQUEST)
    ),
    *(
        pytest.param(name, size, marks=pytest.mark.long)
        for name in sorted(ON_REQUEST)
        for size in sizes_of(name)
        if size != "ordinary"
    ),
]
WITH_MANY = [name for name in PAPERS if MANY in sizes_of(name)]


def words_of(contents: Any) -> list[str]:
    """Every text that the contents hold, but what stands for a choice."""
    if isinstance(contents, tuple):
        return [word for one in contents for word in words_of(one)]
    if dataclasses.is_dataclass(contents):
        named = (f.name for f in dataclasses.fields(contents))
        if type(contents).__name__ == "PaperObligation":
            return []  # its clause is printed
        return [word for name in named for word in words_of(getattr(contents, name))]
    return [contents] if type(contents) is str else []


@pytest.mark.daily(4)
@pytest.mark.parametrize(("name", "size"), EACH)
def test_what_the_contents_say_is_printed_whole_and_no_signature_stands_alone(
    renderer: Renderer, name: str, size: str
) -> None:
    """The page of the seal or of the last signer begins with words of the paper."""
    paper = sample(name, size)
    pages = page_texts(rendered(renderer, name, paper))
    text = "".join(pages).replace("草稿", "")
    parties = getattr(paper, "parties", ())
    ours = {word for party in parties for word in words_of(party)}
    said = [word for word in words_of(paper) if word not in ours]
    lost = [line for word in said for line in word.split("\n") if squeezed(line).rstrip("。") not in text]
    assert lost == []
    assert len(parties) > 10 or all(squeezed(party.name) in text for party in parties)
    assert len(pages[-1]) > 20
    assert not pages[-1].startswith(("（印章）", "年月日", "（院印）", "审判员", "书记员", "签收人"))


@pytest.mark.long
@pytest.mark.parametrize("name", sorted(ON_REQUEST))
def test_each_is_an_archive_file_in_chinese_with_its_title(renderer: Renderer, name: str) -> None:
    made = reader(rendered(renderer, name, sample(name)))
    assert made.metadata is not None
    assert str(made.metadata.title).startswith(PAPERS[name].title)
    assert made.trailer["/Root"]["/Lang"] == "zh-CN"


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.long
def test_a_letter_to_a_court_says_nothing_of_what_was_said(renderer: Renderer, size: str) -> None:
    assert "妥协" not in text_of(rendered(renderer, "reply_letter", sample("reply_letter", size)))


@pytest.mark.parametrize("name", [pytest.param(n, marks=pytest.mark.long) for n in WITH_MANY])
def test_sixty_parties_stand_in_a_list_annexed(renderer: Renderer, name: str) -> None:
    paper = sample(name, MANY)
    pages = page_texts(rendered(renderer, name, paper))
    assert len(paper.parties) == 60
    assert "等" in pages[0]
    annex = "".join(pages[next(n for n, page in enumerate(pages) if page.startswith("附件当事人名单")) :])
    assert [party.name for party in paper.parties if party.name not in annex] == []


@pytest.mark.long
def test_each_of_sixty_has_a_line_to_sign(renderer: Renderer) -> None:
    paper = sample("agreement", MANY)
    text = "".join(page_texts(rendered(renderer, "agreement", paper)))
    before, _, _ = text.partition("附件当事人名单")
    assert before.count("年月日") >= 60
    assert "四十、" in before
    assert "本协议一式六十一份" in before


def test_a_draft_is_marked_on_every_page(renderer: Renderer) -> None:
    name = "performance_demand"
    asked = RenderRequest(name, PAPERS[name].template_version, sample(name).to_json(), draft=True)
    pdf = renderer.render(asked)
    assert all("草" in page and "稿" in page for page in page_texts(pdf))


def test_who_acts_for_a_party_in_hiding_is_not_found_through_the_power(renderer: Renderer) -> None:
    paper = sample("power_of_attorney")
    hidden = dataclasses.replace(paper.parties[0], address="保康镇秘密街七号", address_withheld=True)
    secret = dataclasses.replace(paper, parties=(hidden,))
    assert (secret.agent.phone, secret.agent.id_number) == ("", "")
    assert "秘密街" not in text_of(rendered(renderer, "power_of_attorney", secret))
