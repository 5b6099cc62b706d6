"""更正: what a dispute is about is put right while it is open; the history keeps what was written before."""

from __future__ import annotations

from dataclasses import fields, replace
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import Case, Category, Diversion, Organisation, Region
from mediation.rules.actor import Actor
from mediation.rules.clock import SHANGHAI, Clock
from mediation.rules.intake import MatterGiven
from mediation.rules.messages import say
from mediation.services.field_check import FieldCheck
from mediation.services.follow_facts import approve_or_refuse, follow, of_the_dispute
from mediation.services.load import compare_version, load_case
from mediation.services.note_event import authorise_change, note_event
from mediation.services.open_case import rename_case
from mediation.services.printable import note_unprintable
from mediation.services.register_dispute import check_matter
from mediation.services.unit_of_work import UnitOfWork


def correct_dispute(
    uow: UnitOfWork,
    *,
    actor: Actor,
    clock: Clock,
    case_id: UUID,
    given: MatterGiven,
    reason: str,
    approved: bool = False,
    seen_version: int | None = None,
) -> UUID:
    """Kind, source, place, days, story, claim and amount of an open case; papers issued before say that it changed.

    A wrong answer about labour or land title would shut the road to court (劳动争议调解仲裁法 5, 土地管理法 14), a
    wrong source the court that invited (民事诉讼法 205). The kind of dispute, its source and the day of the request
    also say which term of mediation runs and from when: the clocks that move are listed, and move when `approved`.
    """
    loaded = load_case(uow, actor, case_id)
    compare_version(uow, loaded, seen_version)
    case = loaded.case
    post = authorise_change(uow, loaded, actor, "case:corrected", clock.today())
    before = matter_given(case)
    given = replace(
        given, narrative=given.narrative.strip(), claim=given.claim.strip(), place=given.place.strip()
    )
    check = FieldCheck()
    check_matter(uow.session, check, given, clock.today(), before)
    note_unprintable(uow.session, check, given)
    registered_on = case.registered_at.astimezone(SHANGHAI).date()
    if given.first_asked_on > max(registered_on, before.first_asked_on):
        check.note("first_asked_on", say("首次请求不能晚于登记的 {day}", day=registered_on))
    sent = uow.session.scalar(select(Diversion.door).where(Diversion.case_id == case.id))
    from_court = (given.source, given.inviting_court_id) != (before.source, before.inviting_court_id)
    if sent is not None and from_court:
        check.note("source", say("法院送来的案件，来源和法院由法院登记，不能在这里改"))
    reason = check.text("reason", reason, say("请写明理由"))
    changed = [f.name for f in fields(MatterGiven) if getattr(given, f.name) != getattr(before, f.name)]
    if not changed:
        check.note("", say("内容没有变化"))
    check.refuse()
    for name in changed:
        setattr(case, name, getattr(given, name))
    moves = of_the_dispute(uow, case, clock.today())
    approve_or_refuse(moves, approved)
    rename_case(uow.session, loaded.case)
    data = {
        "reason": reason,
        "changed": changed,
        "before": _in_words(uow.session, before, changed),
        "after": _in_words(uow.session, given, changed),
    }
    note_event(uow, loaded, "case:corrected", actor, post, clock, data)
    follow(uow, moves, case, actor, post, clock.now())
    return case.id


def _in_words(session: Session, given: MatterGiven, names: list[str]) -> dict[str, str]:
    """What the history shows: titles instead of codes."""
    court = session.get(Organisation, given.inviting_court_id) if given.inviting_court_id else None
    words = {
        "category_code": session.get_one(Category, given.category_code).name,
        "region_code": session.get_one(Region, given.region_code).label,
        "source": given.source.title_text,
        "difficulty": given.difficulty.title_text,
        "inviting_court_id": court.name if court else "",
        "labour": "是" if given.labour else "否",
        "land_title": "是" if given.land_title else "否",
        "amount": f"{given.amount:.2f}" if given.amount is not None else "",
    }
    return {name: words[name] if name in words else str(getattr(given, name)) for name in names}


def matter_given(case: Case) -> MatterGiven:
    """What the dispute is about, as it stands."""
    return MatterGiven(
        category_code=case.category_code,
        source=case.source,
        region_code=case.region_code,
        first_asked_on=case.first_asked_on,
        narrative=case.narrative or "",
        claim=case.claim or "",
        difficulty=case.difficulty,
        labour=case.labour,
        land_title=case.land_title,
        place=case.place,
        amount=case.amount,
        inviting_court_id=case.inviting_court_id,
    )
