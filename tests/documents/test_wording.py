"""A committee's own wording: text and named fields, nothing that runs, nothing that the law wants left out."""

from __future__ import annotations

import pytest

from mediation.adapters.render_child import answer, html_text
from mediation.documents.blocks import blocks_of, worded_papers
from mediation.documents.samples import SIZES, sample_json, sample_request
from mediation.rules.papers import PAPERS, RenderRequest
from mediation.rules.papers.wording import FIELDS, LONGEST, fields_in, problems_of, worded

LEAD, CLOSING = blocks_of("agreement")["lead"], blocks_of("agreement")["closing"]
BLOCKS = [block for paper in worded_papers() for block in blocks_of(paper).values()]


def asked(paper: str, size: str = "ordinary", **wording: str) -> RenderRequest:
    return RenderRequest(paper, PAPERS[paper].template_version, sample_json(paper, size), wording=wording)


@pytest.mark.parametrize(
    "text",
    [
        "{% for x in y %}{{ 调解组织 }}{% endfor %}",
        "{% for x in range(10**9) %}{% for z in range(10**9) %}a{% endfor %}{% endfor %}",
        "{% while true %}自愿",
        "{% include 'official.html' %}",
        "{# 自愿 #}{{ 调解组织 }}",
        "{% raw %}{{ x }}{% endraw %}",
        "{{ 调解组织.__class__ }}",
        "{{ 调解组织[0] }}",
        "{{ 调解组织|upper }}",
        "{{ 调解组织() }}",
        "{{ 9**9**9 }}",
        "{{ 调解组织 ~ 编号 }}",
        "{{ '自愿' }}",
        "{{ 调解组织",
        "{{ }}",
        "{{ self }}{{ loop.index }}",
        "{{ " + "(" * 900 + "调解组织" + ")" * 900 + " }}",
        "{{ 调解组织 if 编号 else 编号 }}",
    ],
)
def test_anything_but_text_and_names_is_refused_before_it_could_run(text: str) -> None:
    assert list(problems_of(LEAD, text))
    if fields_in(text) is None:
        refused = answer(asked("agreement", "short", lead=text))
        assert refused.pdf == b""
        assert refused.failure is not None


def test_an_unknown_field_a_missing_one_and_missing_words_are_named_together() -> None:
    said = [str(message) for message in problems_of(LEAD, "经{{ 金额 }}达成协议：")]
    assert any("「金额」" in one and "调解组织、编号" in one for one in said)
    assert any("必须写有字段「调解组织」" in one for one in said)
    assert any("「自愿」" in one and "人民调解法 3、29" in one for one in said)


def test_too_long_blank_or_broken_over_lines_is_refused() -> None:
    assert "最多" in str(next(problems_of(CLOSING, "长" * (LONGEST + 1))))
    assert "停用" in str(next(problems_of(CLOSING, " \n")))
    assert "换行" in str(next(problems_of(LEAD, "经{{ 调解组织 }}调解，\n自愿达成协议：")))
    assert list(problems_of(CLOSING, "一段。\n又一段。")) == []


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: f"{block.paper}-{block.name}")
def test_a_block_is_declared_whole_and_its_own_text_passes(block: object) -> None:
    assert set(block.fields) <= FIELDS.keys()  # type: ignore[attr-defined]
    assert set(block.mandatory) <= set(block.fields)  # type: ignore[attr-defined]
    assert block.law  # type: ignore[attr-defined]
    if block.text:  # type: ignore[attr-defined]
        assert list(problems_of(block, block.text)) == []  # type: ignore[arg-type, attr-defined]


@pytest.mark.parametrize("paper", worded_papers())
def test_every_field_of_every_block_can_be_printed(paper: str) -> None:
    for size in SIZES:
        contents = PAPERS[paper].contents.from_json(sample_json(paper, size))
        for block in blocks_of(paper).values():
            for field in block.fields:
                assert isinstance(worded(block, f"{{{{ {field} }}}}", contents), str)


def test_a_papers_mandatory_parts_are_no_blocks() -> None:
    """Effect, copies, number, signing places and seal stand in the template itself."""
    page = html_text(
        asked("agreement", lead="经{{ 调解组织 }}调解，自愿达成：", closing="完。", performance="依约履行。")
    )
    for fixed in ("之日起生效", "本协议一式三份", "编号：", "（印章）", "签名、盖章或者按指印", "一、赵㛃"):
        assert fixed in page


def test_own_words_are_text_whatever_they_look_like() -> None:
    text = "<script>alert(1)</script> & <img src='file:///etc/passwd'>{{ 调解组织 }}"
    page = html_text(asked("agreement", closing=text))
    assert "<script>" not in page
    assert "<img" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp;" in page


def test_without_own_words_the_page_is_the_products() -> None:
    plain = html_text(sample_request("agreement", "ordinary"))
    assert "经保康镇西胡金稿村人民调解委员会调解，各方当事人自愿达成如下协议：" in plain
    assert plain == html_text(asked("agreement", lead=LEAD.text))


def test_a_character_of_own_words_that_no_font_has_is_refused_by_name() -> None:
    (problem,) = answer(asked("agreement", "short", closing="请签名\U0001f600")).problems
    assert "U+1F600" in str(problem.message)
