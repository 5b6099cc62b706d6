"""The page of a definition as Markdown, to be kept beside it, compared and printed."""

from __future__ import annotations

from collections.abc import Iterator

from mediation.rules.definition_page.parts import Chapter, DefinitionPage, Line, Section, Text


def markdown(page: DefinitionPage) -> str:
    """One readable document, in Chinese."""
    return "\n".join(_document(page))


def _document(page: DefinitionPage) -> Iterator[str]:
    definition = page.definition
    kind = definition.matter.value
    yield f'# <a id="top"></a>{definition.title} · {kind} v{definition.version}'
    yield ""
    yield "由流程定义生成，不要手改：`mediation workflows page workflows/`。"
    yield ""
    yield f"摘要 {definition.digest}"
    yield ""
    yield "目录：" + " · ".join(f"[{chapter.title}](#{chapter.anchor})" for chapter in page.chapters)
    yield ""
    for line in page.beginning:
        yield from _line(line)
    yield ""
    yield f"![流程图]({kind}.svg)"
    yield ""
    for chapter in page.chapters:
        yield from _chapter(chapter)


def _chapter(chapter: Chapter) -> Iterator[str]:
    yield f'## <a id="{chapter.anchor}"></a>{chapter.title}'
    yield ""
    yield str(chapter.lead)
    yield ""
    for section in chapter.sections:
        yield from _section(section)


def _section(section: Section) -> Iterator[str]:
    marks = "".join(f" 〔{mark}〕" for mark in section.marks)
    yield f'### <a id="{section.anchor}"></a>{section.title}{marks}'
    yield ""
    for line in section.lines:
        yield from _line(line)
    yield ""


def _line(line: Line) -> Iterator[str]:
    if line.listed and len(line.texts) > 1:
        yield f"- **{line.label}**："
        yield from (f"  - {_text(text)}" for text in line.texts)
    else:
        yield f"- **{line.label}**：" + "、".join(map(_text, line.texts))


def _text(text: Text) -> str:
    page = f"{text.matter.value}.md" if text.matter else ""
    return f"[{text.words}]({page}#{text.anchor})" if text.anchor else str(text.words)
