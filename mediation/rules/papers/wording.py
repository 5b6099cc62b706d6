"""The blocks of a paper that a committee may word itself: plain text with named fields, and nothing that runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from jinja2 import StrictUndefined, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from mediation.rules.messages import Message, say
from mediation.rules.papers.dates import printed_date, printed_instant

LONGEST = 2000
_PLAIN = (nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name)
"""All that the text of a block may parse into."""


@dataclass(frozen=True, slots=True)
class WordingBlock:
    """One block as the paper declares it."""

    paper: str
    name: str
    title: str
    text: str
    """The product's own words; empty where the block is an addition."""
    fields: tuple[str, ...]
    """The fields that may stand in it."""
    mandatory: tuple[str, ...] = ()
    """Those that must."""
    says: tuple[str, ...] = ()
    """Words that the law wants to be read there."""
    law: str = ""
    paragraphs: bool = False
    """Whether it may run over several paragraphs."""


def _names(paper: Any) -> str:
    return "、".join(party.name for party in paper.parties)


FIELDS: Mapping[str, Callable[[Any], str]] = {
    "调解组织": lambda paper: paper.committee,
    "编号": lambda paper: paper.number,
    "当事人": _names,
    "人民调解员": lambda paper: "、".join(paper.mediators),
    "记录人": lambda paper: paper.recorder,
    "登记人": lambda paper: paper.registrar,
    "事由": lambda paper: f"你们申请（同意）调解的{paper.matter}" if paper.matter else "你们之间的纠纷",
    "地点": lambda paper: paper.place,
    "调解时间": lambda paper: printed_instant(paper.began_at),
    "法院": lambda paper: paper.court,
    "协议编号": lambda paper: paper.agreement_number,
    "协议生效日期": lambda paper: printed_date(paper.agreement_in_force_on),
    "日期": lambda paper: printed_date(paper.dated_on),
}
"""What a field says, from the contents of the paper."""


def problems_of(block: WordingBlock, text: str) -> Iterator[Message]:
    """Everything for which the text cannot stand in the block."""
    if len(text) > LONGEST:
        yield say("最多 {n} 个字，现在是 {now} 个", n=LONGEST, now=len(text))
        return
    if not text.strip():
        yield say("请写明这一处的文字；不再用自己的文字，请点“停用”")
        return
    if not block.paragraphs and "\n" in text.strip():
        yield say("这一处只能写一段，请不要换行")
    names = fields_in(text)
    if names is None:
        yield say(
            "只能写文字和 {field} 这样的字段：字段的名称照下面的列表写，不能有点号、竖线、括号和百分号",
            field="{{ 调解组织 }}" if "调解组织" in block.fields else "{{ 字段 }}",
        )
        return
    for name in names:
        if name not in block.fields:
            yield say(
                "没有「{name}」这个字段，可以用的有：{fields}", name=name, fields="、".join(block.fields)
            )
    for name in block.mandatory:
        if name not in names:
            yield say("必须写有字段「{name}」", name=name)
    for words in block.says:
        if words not in text:
            yield say("依照{law}，必须写明「{words}」", law=block.law, words=words)


def fields_in(text: str) -> tuple[str, ...] | None:
    """The names of the fields in a text; None when it holds anything but text and plain names."""
    if "{%" in text or "{#" in text:
        return None
    try:
        tree = _sandbox().parse(text)
    except (TemplateSyntaxError, RecursionError):
        return None
    found: list[str] = []
    waiting: list[nodes.Node] = [tree]
    while waiting:
        node = waiting.pop()
        if not isinstance(node, _PLAIN):
            return None
        if isinstance(node, nodes.Name):
            found.append(node.name)
        waiting += node.iter_child_nodes()
    return tuple(dict.fromkeys(reversed(found)))


def worded(block: WordingBlock, text: str | None, paper: Any) -> str:
    """The block as it is printed: the committee's own text, or the product's, its fields filled.

    ValueError for a text that never passed `problems_of`.
    """
    text = block.text if text is None else text
    names = fields_in(text)
    if names is None or any(name not in block.fields for name in names):
        raise ValueError(f"the wording of {block.paper}.{block.name} is none")
    return _sandbox().from_string(text).render({name: FIELDS[name](paper) for name in names})


@cache
def _sandbox() -> ImmutableSandboxedEnvironment:
    """Without filters, tests and functions: names are all that there is. What it makes is escaped by the paper."""
    sandbox = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False)
    for table in (sandbox.globals, sandbox.filters, sandbox.tests):
        table.clear()
    return sandbox
