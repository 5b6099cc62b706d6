"""The intake form (登记): how it starts, and what it gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from mediation.readmodels.campaign_tasks import ToRegister
from mediation.readmodels.choices import CategoryChoice
from mediation.readmodels.regions import Place, place, resolve, search
from mediation.rules.actor import Actor, Post
from mediation.rules.court_cases import CourtCaseGiven
from mediation.rules.diversion import SOURCES
from mediation.rules.intake import DisputeGiven, MatterGiven
from mediation.rules.messages import say
from mediation.rules.vocabulary import (
    CaseSource,
    CourtDoor,
    CourtProcedure,
    Difficulty,
    OrganisationKind,
    PartyKind,
    Side,
)
from web.forms.fields import party
from web.forms.reading import Reader
from web.typed import Typed

YES, NO = "yes", "no"
BY_A_DESK = {
    OrganisationKind.COURT: CaseSource.COURT_GUIDANCE,
    OrganisationKind.GOVERNANCE_CENTRE: CaseSource.GOVERNANCE_CENTRE,
}
"""Where who comes to the desk of an organisation that mediates nothing comes from."""


def starting(posts: Sequence[Post], today: date, own_place: tuple[str, str]) -> Typed:
    """An empty form: one party on each side, the actor's own place and today's date."""
    code, label = own_place
    source = BY_A_DESK.get(posts[0].kind, CaseSource.APPLICATION)
    fields = {
        "organisation_id": [str(posts[0].organisation_id)],
        "region_code": [code],
        "region_code_text": [label],
        "source": [str(source)],
        "difficulty": [str(Difficulty.ORDINARY)],
        "first_asked_on": [today.isoformat()],
    }
    for i, side in enumerate((Side.APPLICANT, Side.RESPONDENT)):
        fields |= new_party(i, side)
    return Typed(fields)


def found_by_screening(form: Typed, found: ToRegister) -> Typed:
    """The same form for what a screening found: its kind, place and story, and where it comes from."""
    told = {
        "find": [str(found.find_id)],
        "organisation_id": [str(found.organisation_id)],
        "category_code": [found.category_code],
        "source": [str(CaseSource.GRID)],
        "region_code": [found.region_code],
        "region_code_text": [found.place],
        "narrative": [found.what],
    }
    return Typed({**form.fields, **told})


def known(given: MatterGiven, place_label: str) -> Typed:
    """The form of a dispute as it stands."""
    return Typed(
        {
            "category_code": [given.category_code],
            "source": [str(given.source)],
            "region_code": [given.region_code],
            "region_code_text": [place_label],
            "first_asked_on": [given.first_asked_on.isoformat()],
            "narrative": [given.narrative],
            "claim": [given.claim],
            "difficulty": [str(given.difficulty)],
            "labour": [YES if given.labour else NO],
            "land_title": [YES if given.land_title else NO],
            "place": [given.place],
            "inviting_court_id": [str(given.inviting_court_id or "")],
            "amount": [str(given.amount) if given.amount is not None else ""],
        }
    )


def new_party(i: int, side: Side) -> dict[str, list[str]]:
    """What a fresh party row begins with: a natural person. No consent is ticked beforehand."""
    return {
        f"parties.{i}.side": [str(side)],
        f"parties.{i}.kind": [str(PartyKind.NATURAL)],
    }


def rows_changed(typed: Typed, added: str, removed: str) -> Typed | None:
    """The form with a row more or less, when that is what the button asked for."""
    if removed:
        return typed.without_row(removed)
    if not added:
        return None
    grown = typed.with_row(added, typed.count(added))
    if grown is typed:
        return typed
    if added == "parties":
        fresh = new_party(typed.count(added), Side.THIRD)
    elif added.endswith(".representatives") or added == "duties":
        fresh = {f"{added}.{typed.count(added)}.kind": [""]}
    elif added == "further":
        fresh = {f"{added}.{typed.count(added)}.text": [""]}
    else:
        return typed
    return Typed({**grown.fields, **fresh}, (), grown.focus)


def court_case(reader: Reader, given: DisputeGiven, court_id: UUID) -> CourtCaseGiven | None:
    """The dispute with the door by which it came to the court; None where that is not said yet."""
    door = reader.term("door", CourtDoor)
    if door is None:
        return None
    invited = door is not CourtDoor.GUIDANCE
    dispute = replace(given, source=SOURCES[door], inviting_court_id=court_id if invited else None)
    return CourtCaseGiven(
        dispute=dispute,
        door=door,
        court_number=reader.text("court_number"),
        filed_on=reader.day("filed_on"),
        procedure=reader.term("procedure", CourtProcedure),
    )


def organisation(reader: Reader, posts: Sequence[Post]) -> UUID:
    """For which of the actor's organisations; the use case checks it again."""
    chosen = reader.uuid("organisation_id")
    return chosen if chosen is not None else posts[0].organisation_id


def dispute(reader: Reader, kinds: Sequence[CategoryChoice], today: date) -> DisputeGiven:
    """The dispute as typed; what cannot be read is noted in `reader`."""
    about = matter(reader, kinds, today)
    parties = tuple(party(reader, row, today) for row in reader.rows("parties"))
    return DisputeGiven(**{f.name: getattr(about, f.name) for f in fields(about)}, parties=parties)


def matter(reader: Reader, kinds: Sequence[CategoryChoice], today: date) -> MatterGiven:
    """What the dispute is about, as typed."""
    code = reader.text("category_code")
    kind = next((k for k in kinds if k.code == code), None)
    return MatterGiven(
        category_code=code,
        source=reader.term("source", CaseSource, required=True) or CaseSource.APPLICATION,
        region_code=reader.text("region_code"),
        first_asked_on=reader.day("first_asked_on", required=True) or today,
        narrative=reader.text("narrative"),
        claim=reader.text("claim"),
        difficulty=reader.term("difficulty", Difficulty) or Difficulty.ORDINARY,
        labour=_answer(reader, "labour", kind is not None and kind.labour),
        land_title=_answer(reader, "land_title", kind is not None and kind.land_title),
        place=reader.text("place"),
        amount=reader.yuan("amount"),
        inviting_court_id=reader.uuid("inviting_court_id"),
    )


def _answer(reader: Reader, field: str, asked: bool) -> bool:
    """Yes or no to a question that the kind of dispute asks; it decides where the road to court leads."""
    said = reader.text(field)
    if asked and said not in (YES, NO):
        reader.note(field, say("请回答这个问题：它决定纠纷调解不成时该去哪里"))
    return asked and said == YES


def with_place(session: Session, actor: Actor, typed: Typed, today: date) -> tuple[Typed, tuple[Place, ...]]:
    """The form with its place found, also from a name that was only typed; else the places it may mean."""
    typed = with_domiciles(session, actor, typed, today)
    code = next((c for c in reversed(typed.values("region_code")) if c.strip()), "").strip()
    text = typed.value("region_code_text").strip()
    chosen = place(session, code) if code else None
    if chosen is None and not code and text:
        found = search(session, actor, text, today).places
        picked = typed.value("region_choice")
        chosen = next((p for p in found if p.code == picked), None) or resolve(session, actor, text, today)
        if chosen is None:
            return typed, found
    fields = {**typed.fields, "region_code": [code]}
    if chosen is not None:
        fields |= {"region_code": [chosen.code], "region_code_text": [chosen.label]}
    return Typed(fields, typed.problems, typed.focus), ()


def with_domiciles(session: Session, actor: Actor, typed: Typed, today: date, *, own: bool = False) -> Typed:
    """The form with each party's place found, also from a name that was only typed; `own`: the form's own too."""
    fields = dict(typed.fields)
    for name in [n for n in fields if n.endswith(".region_code_text") or (own and n == "region_code_text")]:
        code, text = name.removesuffix("_text"), typed.value(name).strip()
        found = resolve(session, actor, text, today) if text and not typed.value(code).strip() else None
        if not text:
            fields[code] = [""]
        elif found is not None:
            fields |= {code: [found.code], name: [found.label]}
    return Typed(fields, typed.problems, typed.focus)


def draft_title(typed: Typed) -> str:
    """By what its owner recognises a draft: the parties' names."""
    names = [typed.value(f"parties.{i}.name").strip() for i in range(typed.count("parties"))]
    return "、".join(name for name in names if name)[:200]
