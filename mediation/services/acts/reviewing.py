"""The court's review: what it asked both sides, and its answer to every point (民诉法解释 355-358)."""

from __future__ import annotations

from typing import cast

from mediation.model import Confirmation, Questioning
from mediation.rules.acts import HearingHeld, ReviewAnswered
from mediation.rules.court_review import CourtReview
from mediation.rules.messages import say
from mediation.services.case_now import current_parties
from mediation.services.field_check import LONGEST_NAME, FieldCheck
from mediation.services.step import Done, Taking

LONGEST_NOTE = 1000


def record_review(taking: Taking) -> Done:
    """Every point answered, or the application set aside with a word on why. Only the court reads the answers."""
    given, check = cast(ReviewAnswered, taking.entry.given), FieldCheck()
    flag = check.text("flag", given.flag, longest=LONGEST_NOTE)
    review = CourtReview(given.answers, flag)
    for one in given.answers:
        at = f"{one.point.value}_note"
        check.text(at, one.note, longest=LONGEST_NOTE)
        if not one.satisfied:
            check.require(at, one.note, say("不符合的，请写明情况"))
    if not flag:
        for point in review.unanswered:
            check.note(point.value, say("请逐项回答"))
    check.refuse()
    confirmation = cast(Confirmation, taking.loaded.matter)
    confirmation.review = review.to_json()
    return Done(subject_id=confirmation.id)


def record_hearing(taking: Taking) -> Done:
    """Who came and what they said when the court called both sides."""
    given, check = cast(HearingHeld, taking.entry.given), FieldCheck()
    confirmation, session = cast(Confirmation, taking.loaded.matter), taking.uow.session
    place = check.text("place", given.place, say("请写明地点"), LONGEST_NAME)
    clerk = check.text("clerk_name", given.clerk_name, say("请写明书记员"), 80)
    record = check.text("record", given.record, say("请写明询问的内容"))
    check.require("party_ids", given.party_ids, say("请勾选到场的当事人"))
    known = {party.id for party in current_parties(session, taking.loaded.case.id)}
    if not known.issuperset(given.party_ids):
        check.note("party_ids", say("所选的人不是本案当事人"))
    if given.began_at > taking.entry.recorded_at:
        check.note("began_at", say("开始时间不能晚于现在"))
    if given.ended_at is not None and given.ended_at < given.began_at:
        check.note("ended_at", say("结束时间不能早于开始时间"))
    check.refuse()
    held = Questioning(
        confirmation_id=confirmation.id,
        began_at=given.began_at,
        ended_at=given.ended_at,
        place=place,
        asked_by=taking.entry.taker.person_id,
        clerk_name=clerk,
        party_ids=[str(one) for one in given.party_ids],
    )
    session.add(held)
    held.record = record
    session.flush()
    return Done(subject_id=held.id)
