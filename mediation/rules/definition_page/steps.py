"""Each step, and each change beside the steps: from where, by whom, on which conditions, and all that follows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mediation.rules.definition_page.parts import (
    Chapter,
    Line,
    Reading,
    Section,
    Text,
    clock_text,
    lines,
    named,
    one,
    several,
    state_text,
    step_anchor,
)
from mediation.rules.grammar import WITHOUT_POSTS, Change, Guard, Step
from mediation.rules.messages import Message, say
from mediation.rules.vocabulary import MatterKind, Seat


def steps_by_people(read: Reading) -> Chapter:
    return Chapter(
        "steps",
        say("步骤"),
        say("由人办理的步骤。条件要全部满足；不满足的，系统写明是哪一条，不让办。"),
        tuple(step_section(read, step) for step in read.definition.steps if step.seat is not Seat.SYSTEM),
    )


def steps_by_the_system(read: Reading) -> Chapter:
    return Chapter(
        "system",
        say("由系统办的步骤"),
        say("没有人点这些步骤：别的步骤带动，或者期限届满，由系统办理，和人办的一样记入经过。"),
        tuple(step_section(read, step) for step in read.definition.steps if step.seat is Seat.SYSTEM),
    )


def step_section(read: Reading, step: Step) -> Section:
    """All that the definition says of one step."""
    marks = (
        (say("慎重：结束这件事或者收不回来"), step.danger),
        (say("只在需要时办"), step.aside),
        (say("按以前版本开始的也能办"), step.of_every_version),
    )
    return Section(
        step_anchor(step.name),
        named(step),
        step.name,
        lines(
            several(say("从哪个状态"), map(state_text, step.source)),
            several(say("到哪个状态"), [state_text(step.dest) if step.dest else Text(say("状态不变"))]),
            _who(step),
            several(say("由此带动"), _brought_by(read, step)),
            several(say("期满时办"), map(clock_text, step.at_end_of)),
            several(say("条件"), map(_condition, step.guards), listed=True),
            several(say("必填"), (Text(Message(need.title)) for need in step.needs)),
            several(say("出文书"), (Text(Message(paper.title)) for paper in step.issues)),
            *_time(step),
            several(say("开出"), _opened(step)),
            several(say("纠纷同时走（合适的第一个）"), _of(read, step.drives, MatterKind.DISPUTE)),
            several(say("同时带动（未了的、合适的每一项）"), _reached_texts(read, step)),
            several(say("随后由系统办（条件满足的第一个）"), _of(read, step.then, read.definition.matter)),
            _mistaken(read, step),
            one(say("依据"), step.law, law=True),
            one(say("依据（法院委派、委托的案件）"), step.law_from_court, law=True),
        ),
        tuple(words for words, so in marks if so),
    )


def _who(step: Step) -> Line:
    if step.seat in WITHOUT_POSTS:
        return several(say("由谁办"), [Text(named(step.seat))])
    seat, roles = named(step.seat), tuple(Message(role.title) for role in step.by)
    return one(say("由谁办"), say("{seat}的{roles}", seat=seat, roles=roles))


def _condition(guard: Guard) -> Text:
    return Text(Message(guard.title))


def _of(read: Reading, steps: Iterable[Step], matter: MatterKind) -> Iterator[Text]:
    return (read.step(step, matter) for step in steps)


def _opened(step: Step) -> Iterator[Text]:
    if step.opens is not None:
        yield Text(named(step.opens), "top", step.opens)


def _brought_by(read: Reading, step: Step) -> Iterator[Text]:
    """The steps after which, or with which, this one is taken without anybody's asking for it."""
    matter = read.definition.matter
    for definition in read.others():
        for other in definition.steps:
            if matter is definition.matter:
                brought = any(one.name == step.name for one in other.then)
            else:
                brought = any(one.name == step.name for one in _reached(read, other, matter))
            if brought:
                yield read.step(other, definition.matter)
    if read.definition.begins is step:
        yield Text(say("事项开出"))
    if read.definition.lapses is step:
        yield Text(say("纠纷结案"))


def _reached(read: Reading, step: Step, matter: MatterKind) -> tuple[Step, ...]:
    """The steps of that matter that it takes with it."""
    if matter is MatterKind.DISPUTE:
        return step.drives
    return tuple(one for one in step.reaches if _matter_of(read, one) is matter)


def _reached_texts(read: Reading, step: Step) -> Iterator[Text]:
    return (read.step(one, _matter_of(read, one)) for one in step.reaches)


def _matter_of(read: Reading, step: Step) -> MatterKind:
    """To whose definition a step belongs, in whatever version."""
    return next(one.matter for one in read.registry.definitions if step in one.steps)


def _time(step: Step) -> Iterator[Line]:
    """What the step does to clocks; the clock of the state that it leads to begins with the state."""
    moved = step.dest is not None and any(state is not step.dest for state in step.source)
    begun = (*step.starts, *(step.dest.clocks if moved and step.dest else ()))
    yield several(say("开始计期"), map(clock_text, begun))
    yield several(say("期限办结"), map(clock_text, step.stops))
    yield several(say("期限取消（不算办结，也不算逾期）"), map(clock_text, step.drops))
    yield several(say("期限暂停"), map(clock_text, step.pauses))
    yield several(say("期限继续"), map(clock_text, step.resumes))
    if step.renews:
        again = (clock for state in step.source if step.dest in (None, state) for clock in state.clocks)
        yield several(say("期限重新起算"), map(clock_text, again))


def _mistaken(read: Reading, step: Step) -> Line:
    """Whether the step may be taken back, where the definitions' neighbours say so."""
    tag = f"{read.definition.matter.value}:{step.name}"
    label = say("办错了")
    if tag in read.registry.reversible:
        return one(label, say("可以撤销"))
    final = read.registry.final.get(tag)
    return Line(label, (Text(final),) if final is not None else ())


def changes(read: Reading) -> Chapter:
    """What may be written beside the steps, for who has to know what else can happen to a case."""
    return Chapter(
        "changes",
        say("步骤以外可以改的"),
        say("由承办组织记录，不改变状态。"),
        tuple(_change(change) for change in read.definition.changes),
    )


def _change(change: Change) -> Section:
    return Section(
        f"change-{change.tag.replace(':', '-')}",
        Message(change.title),
        change.tag,
        lines(
            several(say("在哪些状态"), map(state_text, change.source)),
            several(say("由谁办"), (Text(Message(role.title)) for role in change.by)),
            several(say("条件"), map(_condition, change.guards), listed=True),
            one(say("依据"), change.law, law=True),
        ),
    )
