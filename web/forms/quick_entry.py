"""The quick-entry form (补录): a case that ended on the spot, all on one page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time

from mediation.readmodels.choices import CategoryChoice
from mediation.rules.actor import Actor, Post
from mediation.rules.clock import SHANGHAI
from mediation.rules.messages import Message, say
from mediation.rules.on_the_spot import ENDINGS, DutyAgreed, MarkGiven, OnTheSpot, SittingGiven
from mediation.rules.vocabulary import (
    ObligationKind,
    Outcome,
    Side,
    SignatureManner,
    SittingManner,
)
from web.forms.fields import consented_on
from web.forms.intake import dispute, starting
from web.forms.reading import Reader
from web.typed import Typed

OTHER = "other"
"""The choice 'somebody who is not a party', whose name is then read."""


def starting_entry(
    actor: Actor, posts: Sequence[Post], endings: Sequence[Outcome], today: date, own_place: tuple[str, str]
) -> Typed:
    """An empty page: today, the actor as mediator and recorder, one duty."""
    me = [str(actor.person_id)]
    fields = dict(starting(posts, today, own_place).fields) | {
        "ending": [str(endings[0])] if endings else [],
        "happened_on": [today.isoformat()],
        "sitting.manner": [str(SittingManner.ON_SITE)],
        "sitting.place": [own_place[1]],
        "sitting.mediator_ids": me,
        "sitting.recorder_id": me,
        "duties.0.kind": [str(ObligationKind.MONEY)],
        "difficulty": ["simple"],
    }
    return Typed(fields)


def on_the_spot(reader: Reader, kinds: Sequence[CategoryChoice], today: date) -> OnTheSpot:
    """The whole case as typed; what cannot be read is noted in `reader`."""
    ending = reader.term("ending", Outcome, required=True)
    if ending is not None and ending not in ENDINGS:
        reader.note("ending", say("请从列表中选一项"))
    happened_on = reader.day("happened_on", required=True) or today
    about = dispute(reader, kinds, today)
    parties = tuple(consented_on(party, happened_on) for party in about.parties)
    settled = ending is Outcome.SETTLED
    return OnTheSpot(
        dispute=replace(about, parties=parties),
        ending=ending or Outcome.AGREED_ORALLY,
        happened_on=happened_on,
        late_reason=reader.text("late_reason"),
        settlement_performed=reader.checked("settlement_performed"),
        helper=reader.text("helper"),
        terms=reader.text("terms"),
        sitting=None if settled else _sitting(reader, happened_on),
        facts=reader.text("facts"),
        disputed=reader.text("disputed"),
        responsibility=reader.text("responsibility"),
        duties=() if settled else tuple(_duty(reader, row) for row in reader.rows("duties")),
        further=() if settled else tuple(reader.text(f"{row}.text") for row in reader.rows("further")),
        signed_on=reader.day("signed_on"),
        marks=tuple(_mark(reader, i) for i in range(len(parties))),
        mediator_signed=reader.checked("mediator_signed"),
        sealed=reader.checked("sealed"),
    )


def _sitting(reader: Reader, on: date) -> SittingGiven:
    return SittingGiven(
        began_at=_at(reader, "sitting.began_at", on, required=True) or datetime(1, 1, 2, tzinfo=SHANGHAI),
        ended_at=_at(reader, "sitting.ended_at", on),
        manner=reader.term("sitting.manner", SittingManner, required=True) or SittingManner.ON_SITE,
        place=reader.text("sitting.place"),
        record=reader.text("sitting.record"),
        result=reader.text("sitting.result"),
        helpers=reader.text("sitting.helpers"),
        rights_told=reader.checked("sitting.rights_told"),
        mediator_ids=reader.uuids("sitting.mediator_ids"),
        recorder_id=reader.uuid("sitting.recorder_id"),
    )


def _at(reader: Reader, field: str, on: date, *, required: bool = False) -> datetime | None:
    """A time of that day, as `type=time` sends it."""
    typed = reader.text(field)
    if not typed:
        if required:
            reader.note(field, say("请填写时间"))
        return None
    try:
        found = time.fromisoformat(typed)
        if found.tzinfo is not None:
            raise ValueError(typed)
        return datetime.combine(on, found, SHANGHAI)
    except ValueError:
        reader.note(field, say("没有这个时间，请重新填写"))
        return None


def _duty(reader: Reader, row: str) -> DutyAgreed:
    debtor, creditor = _place(reader, f"{row}.debtor"), _place(reader, f"{row}.creditor")
    return DutyAgreed(
        kind=reader.term(f"{row}.kind", ObligationKind, required=True) or ObligationKind.MONEY,
        debtor=debtor,
        debtor_name=reader.text(f"{row}.debtor_name") if debtor is None else "",
        creditor=creditor,
        creditor_name=reader.text(f"{row}.creditor_name") if creditor is None else "",
        amount=reader.yuan(f"{row}.amount"),
        what=reader.text(f"{row}.what"),
        due_on=reader.day(f"{row}.due_on"),
        condition=reader.text(f"{row}.condition"),
        means=reader.text(f"{row}.means"),
        performed_at_once=reader.checked(f"{row}.performed_at_once"),
    )


def _place(reader: Reader, field: str) -> int | None:
    """Which of the parties on this page; None for somebody else or nobody."""
    typed = reader.text(field)
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 5 else None


def _mark(reader: Reader, i: int) -> MarkGiven:
    return MarkGiven(
        manners=reader.terms(f"marks.{i}.manners", SignatureManner), by=_place(reader, f"marks.{i}.by")
    )


def party_options(typed: Typed) -> list[tuple[str, Message]]:
    """The parties on this page, to choose from before any of them is registered."""
    return [
        (
            str(i),
            say(
                "第{n}位（{side}）{name}",
                n=i + 1,
                side=_side(typed, i),
                name=typed.value(f"parties.{i}.name").strip(),
            ),
        )
        for i in range(typed.count("parties"))
    ]


def _side(typed: Typed, i: int) -> Side | str:
    chosen = typed.value(f"parties.{i}.side")
    return Side.of(chosen) if chosen in Side._value2member_map_ else ""


def signer_options(typed: Typed, i: int) -> list[tuple[str, str]]:
    """Those who act for a party, by their place."""
    rows = f"parties.{i}.representatives"
    return [(str(j), typed.value(f"{rows}.{j}.name")) for j in range(typed.count(rows))]


def one_person_did_all(actor: Actor, given: OnTheSpot) -> bool:
    """Whether who enters it also mediated and wrote the record: no refusal, but said."""
    one = given.sitting
    return one is not None and set(one.mediator_ids) == {actor.person_id} == {one.recorder_id}
