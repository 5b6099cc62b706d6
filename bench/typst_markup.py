"""The ordinary agreement as Typst markup: the same sheet, fonts, sizes, texts and places to sign."""

from __future__ import annotations

import re

from mediation.rules.papers import Agreement, Imprint, ordinal, party_lines, printed_code, signing_place

HEAD = """
#set document(title: "人民调解协议书", author: "{committee}")
#set page(paper: "a4", margin: (top: 37mm, right: 26mm, bottom: 35mm, left: 28mm),
  footer: context [#align(center)[－#counter(page).display()－]
    #text(size: 7.5pt)[核验码 *{code}*　内容摘要 {digest}　案卷链 {head}]])
#set text(font: ("Noto Serif CJK SC", "BabelStone Han"), size: 16pt, lang: "zh")
#set par(leading: 12pt, spacing: 12pt, first-line-indent: (amount: 2em, all: true), justify: true)
#align(center)[#text(size: 22pt, weight: "bold")[人民调解协议书]]
#align(right)[编号：{number}]
"""
PLACE = "#block(breakable: false)[#grid(columns: (45%, 24%, 31%), row-gutter: 8pt,"
PLACE += " [{who}], line(length: 100%), [　　年　　月　　日])]\n"


def markup(paper: Agreement, imprint: Imprint) -> str:
    head = HEAD.format(
        committee=_text(paper.committee),
        code=printed_code(imprint.code),
        digest=imprint.contents_digest[-16:],
        head=imprint.chain_head,
        number=_text(paper.number),
    )
    lines = [
        f"{line.label}：{line.name}{line.rest}" for party in paper.parties for line in party_lines(party)
    ]
    texts = [
        *lines,
        "纠纷主要事实、争议事项：",
        *paper.facts.split("\n"),
        *paper.disputed.split("\n"),
        f"经{paper.committee}调解，各方当事人自愿达成如下协议：",
        *(f"{ordinal(n)}、{clause.text}" for n, clause in enumerate(paper.clauses, 1)),
        *paper.responsibility.split("\n"),
        *paper.left_over.split("\n"),
        f"本协议一式{ordinal(paper.copies)}份，当事人各执一份，人民调解委员会存档一份。",
    ]
    signed = [signing_place(party) for party in paper.parties]
    places = [f"{one.label}：{one.name}" for one in signed] + [f"人民调解员：{m}" for m in paper.mediators]
    body = "\n\n".join(_text(text) for text in texts if text.strip())
    return head + body + "\n\n" + "".join(PLACE.format(who=_text(who)) for who in places)


def _text(text: str) -> str:
    """Every mark that Typst would read as markup, as itself."""
    return re.sub(r"([\\#$*_@<>`\[\]~/=+\-])", r"\\\1", text)
