"""The page of a definition that a lawyer reads, made from the definition itself."""

from __future__ import annotations

from mediation.rules.grammar import WITHOUT_POSTS, Clock, Definition, State, Step
from mediation.rules.terms import length_in_words


def definition_page(definition: Definition) -> str:
    """Markdown: the states with their clocks, then every step with who, conditions, papers and law."""
    lines = [
        f"# {definition.title} · {definition.matter.value} v{definition.version}",
        "",
        "由流程定义生成，不要手改：`mediation workflows page workflows/`。",
        "",
        f"摘要 {definition.digest}",
        "",
        "## 状态",
        "",
        "| 状态 | 层次 | 未结 | 期限 |",
        "|---|---|---|---|",
        *(_state(state) for state in definition.states),
        "",
        f"![流程图]({definition.matter.value}.svg)",
        "",
        "## 步骤",
        "",
        "| 步骤 | 从 | 到 | 谁 | 条件 | 文书 | 期限 | 依据 |",
        "|---|---|---|---|---|---|---|---|",
        *(_step(step) for step in definition.steps),
        "",
        *_changes(definition),
    ]
    return "\n".join(lines)


def _state(state: State) -> str:
    tier = state.tier.title_text if state.tier else ""
    return f"| {state.title} `{state.name}` | {tier} | {'是' if state.open else '否'} | {_clocks(state.clocks)} |"


def _step(step: Step) -> str:
    who = (
        step.seat.title_text
        if step.seat in WITHOUT_POSTS
        else f"{step.seat.title_text}：" + "、".join(r.title for r in step.by)
    )
    cells = (
        f"{step.title} `{step.name}`",
        "、".join(state.title for state in step.source),
        step.dest.title if step.dest else "（不变）",
        who,
        "；".join(f"`{guard.name}`" for guard in step.guards) or "—",
        "、".join(paper.title for paper in step.issues) or "—",
        _clocks(step.starts),
        step.law,
    )
    return "| " + " | ".join(cells) + " |"


def _changes(definition: Definition) -> list[str]:
    """What may be written beside the steps, for who has to know what else can happen to a case."""
    if not definition.changes:
        return []
    rows = [
        f"| {c.title} `{c.tag}` | {'、'.join(state.title for state in c.source)} "
        f"| {'、'.join(role.title for role in c.by)} "
        f"| {'；'.join(f'`{guard.name}`' for guard in c.guards) or '—'} | {c.law} |"
        for c in definition.changes
    ]
    head = [
        "## 步骤以外可以改的",
        "",
        "| 内容 | 在哪些状态 | 谁（承办组织） | 条件 | 依据 |",
        "|---|---|---|---|---|",
    ]
    return [*head, *rows, ""]


def _clocks(clocks: tuple[Clock | None, ...] | list[Clock | None] | tuple[Clock, ...]) -> str:
    shown = [
        f"{clock.title} {length_in_words(clock.term) if clock.term else '（约定的日期）'}"
        for clock in clocks
        if clock
    ]
    return "、".join(shown) or "—"
