"""The forms of a batch: its list as a table, and the plan of each stage."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from mediation.readmodels.batches import BatchShown, ModelWords
from mediation.rules.errors import BadInput, Problem
from mediation.rules.follower_list import COLUMNS, share_column
from mediation.rules.messages import Message, say
from mediation.rules.vocabulary import BatchStage, SittingManner
from mediation.services.follow_batch import CaseFollows
from mediation.services.many.batch import ApplyTogether, DrawAgreements, OpenCases, SignAgreements
from mediation.services.many.followers import BatchPlan
from web.forms.reading import Reader
from web.typed import Typed

ACTING = {
    "name": "acting_name",
    "relation": "acting_relation",
    "authority": "acting_authority",
    "id_number": "acting_id_number",
    "phone": "acting_phone",
}
UTF_8, GB = "utf-8-sig", "gb18030"


def told_by_line(bad: BadInput) -> BadInput:
    """Problems of a table at `3.id_number` as sentences that name line and column, all at the table's field."""
    return BadInput(*(Problem(*_line(p.field, p.message)) for p in bad.problems))


def _line(field: str, message: Message) -> tuple[str, Message]:
    row, _, rest = field.partition(".")
    if not row.isdecimal():
        return field, message
    name = ACTING.get(rest.rpartition(".")[2], rest) if rest.startswith("representatives.") else rest
    column = share_column(int(name[6:])) if name.startswith("share.") else COLUMNS.get(name, "")
    if not column:
        return "text", say("第 {row} 行：{what}", row=int(row), what=message)
    return "text", say("第 {row} 行「{column}」：{what}", row=int(row), column=say(column), what=message)


def decoded(content: bytes) -> str:
    """A table saved by WPS or Excel as text: UTF-8, else GB 18030. BadInput for what is no text."""
    for encoding in (UTF_8, GB):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise BadInput.at(
        "file", say("这不是文本表格：请在 WPS 或 Excel 里另存为 CSV，或者把表格复制到下面的框里")
    )


def totals(reader: Reader) -> tuple[int | None, Decimal | None]:
    """How many people and how much money the list says it has, where it says so."""
    people = reader.count("people") if reader.text("people") else None
    return people, reader.yuan("total")


def joining(reader: Reader, shown: BatchShown) -> tuple[CaseFollows, ...]:
    """The chosen cases, each with its own amounts; an amount that cannot be read is noted in `reader`."""
    return tuple(
        CaseFollows(
            case_id=case_id,
            shares=tuple(
                amount for n in shown.shares if (amount := reader.yuan(f"share_{case_id}_{n}")) is not None
            ),
        )
        for case_id in reader.uuids("case_ids")
    )


def told_by_case(bad: BadInput, given: tuple[CaseFollows, ...]) -> dict[UUID, list[Message]]:
    """Problems at `<n>.case_id` and `<n>.shares`, by the case that they are about."""
    told: dict[UUID, list[Message]] = {}
    for problem in bad.problems:
        row = problem.field.partition(".")[0]
        if row.isdecimal() and int(row) < len(given):
            told.setdefault(given[int(row)].case_id, []).append(problem.message)
    return told


def starting(stage: BatchStage, shown: BatchShown, words: ModelWords, today: str) -> Typed:
    """A stage's form as it begins."""
    if stage is BatchStage.OPEN:
        return Typed(
            {
                "person_ids": [str(one) for one in shown.mediators],
                "narrative": [words.narrative],
                "claim": [words.claim],
                "others_agreed_on": [today],
            }
        )
    if stage is BatchStage.DRAW:
        return Typed(
            {
                "manner": [SittingManner.ON_SITE.value],
                "facts": [words.facts],
                "disputed": [words.disputed],
                "responsibility": [words.responsibility],
            }
        )
    return Typed({"signed_on": [today]})


def plan(stage: BatchStage, reader: Reader, organisation_id: UUID, batch_id: UUID) -> BatchPlan:
    """The plan as typed; what cannot be read is noted in `reader`."""
    late_reason = reader.text("late_reason")
    if stage is BatchStage.OPEN:
        return OpenCases(
            organisation_id=organisation_id,
            batch_id=batch_id,
            happened_on=reader.day("happened_on"),
            late_reason=late_reason,
            person_ids=reader.uuids("person_ids"),
            others_agreed_on=reader.day("others_agreed_on"),
            narrative=reader.text("narrative"),
            claim=reader.text("claim"),
            sent_by_court=reader.checked("sent_by_court"),
        )
    if stage is BatchStage.DRAW:
        return DrawAgreements(
            organisation_id=organisation_id,
            batch_id=batch_id,
            late_reason=late_reason,
            began_at=reader.moment("began_at"),
            ended_at=reader.moment("ended_at"),
            manner=reader.term("manner", SittingManner) or SittingManner.ON_SITE,
            place=reader.text("place"),
            record=reader.text("record"),
            result=reader.text("result"),
            facts=reader.text("facts"),
            disputed=reader.text("disputed"),
            responsibility=reader.text("responsibility"),
            due_on=reader.day("due_on"),
        )
    if stage is BatchStage.SIGN:
        return SignAgreements(
            organisation_id=organisation_id,
            batch_id=batch_id,
            late_reason=late_reason,
            signed_on=reader.day("signed_on"),
            place=reader.text("place"),
            through_agents=reader.checked("through_agents"),
        )
    if not reader.checked("none_excluded"):
        reader.note(
            "none_excluded", say("请核对以后勾选；涉及其中一项的，法院不予受理（民诉法解释第三百五十五条）")
        )
    return ApplyTogether(
        none_excluded=reader.checked("none_excluded"),
        organisation_id=organisation_id,
        batch_id=batch_id,
        late_reason=late_reason,
        court_id=reader.uuid("court_id"),
        signed_on=reader.day("signed_on"),
        through_agents=reader.checked("through_agents"),
    )
