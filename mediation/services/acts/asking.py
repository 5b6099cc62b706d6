"""What is asked of others about a case, and what they answer: the case stays with who answers for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, cast
from uuid import UUID

from sqlalchemy.orm import Session

from mediation.model import Case, Organisation, Party, Request
from mediation.rules.acts import (
    Answered,
    Asked,
    CallDispatched,
    CommitteeInvited,
    MeetingCalled,
    MeetingHeld,
    Referred,
)
from mediation.rules.clock import SHANGHAI
from mediation.rules.errors import WrongState
from mediation.rules.intake import land_was_contracted
from mediation.rules.meetings import (
    NOTICE,
    PUBLIC_AFFAIRS,
    RESIDENTS_PRESENT,
    forums_at,
    rule_of,
    why_no_resolution,
)
from mediation.rules.messages import say
from mediation.rules.vocabulary import (
    AgreementForm,
    Channel,
    ConsentPurpose,
    CounsellingAnswer,
    MatterKind,
    MeetingForum,
    OrganisationKind,
    Seat,
)
from mediation.services.acts.opening import release_mediators
from mediation.services.acts.telling import record_agreement, silent
from mediation.services.case_now import current_agreement, current_parties
from mediation.services.chosen_number import chosen_number
from mediation.services.court_door import registered_by_a_court
from mediation.services.field_check import LONGEST_NAME, FieldCheck
from mediation.services.receivers import centre_of, departments, receiver, unmanned
from mediation.services.run_clocks import LastDay, start_clock
from mediation.services.step import Done, Taking
from mediation.services.suits import FULLY_AGREED

MOST_PEOPLE = 100_000
RESOLVE = "resolve"
"""The step by which a meeting has resolved something: nobody resolves anything where nobody came."""
BESIDE_MEDIATION = (
    Channel.ADMINISTRATIVE_MEDIATION,
    Channel.ADMINISTRATIVE_RULING,
    Channel.ARBITRATION,
    Channel.PETITION,
)
"""Where what is still in dispute may go; an agreement in full has left nothing."""
PERSONAL = (Channel.LEGAL_AID, Channel.COUNSELLING)
"""What a party asks for itself alone: it goes with that party's own papers, and nobody else has a say in it."""


def refer(taking: Taking) -> Done:
    """Another channel is asked; the parties were told and agree that their papers go there (个人信息保护法 23).

    Legal aid and counselling are a party's own affair (法律援助法 31): only who asks for it agrees; to counselling,
    which is about health, separately (个人信息保护法 29). Where mediation has ended, the ways that are left.
    """
    given, check = cast(Referred, taking.entry.given), FieldCheck()
    if given.channel not in channels_left(taking.uow.session, taking.loaded.case):
        check.note("channel", say("案件现在的情形不能转介这一途径，请从列表中选"))
    name = check.text("asked_name", given.asked_name, say("请写明转介给哪个机构"), LONGEST_NAME)
    subject = check.text("subject", given.subject, say("请写明请对方办什么"))
    parties = current_parties(taking.uow.session, taking.loaded.case.id)
    if given.channel in PERSONAL:
        parties = [party for party in parties if party.id in given.agreeing_ids]
        check.require("agreeing_ids", tuple(parties), say("请选是哪一位当事人要转介，并征得本人同意"))
    _check_agreement(parties, check, given.agreeing_ids)
    check.refuse()
    record_agreement(taking, parties)
    if given.channel is Channel.COUNSELLING:
        record_agreement(taking, parties, ConsentPurpose.SENSITIVE_DATA)
    made = open_request(taking, MatterKind.REFERRAL, subject, asked_name=name, channel=given.channel)
    return Done(data={"channel": given.channel.value, "to": name, "subject": subject}, subject_id=made.id)


def channels_left(session: Session, case: Case) -> tuple[Channel, ...]:
    """Where the dispute may be referred as it stands: anywhere while it is open and no court tries it itself.

    Ended without agreement, or agreed on a part, the other ways (人调法 26). Over what was agreed in full, a notary,
    who helps its parties, and who comes before the court (公证法 37; 劳调仲法 15; 土地管理法 14).
    """
    holder = session.get_one(Organisation, case.organisation_id)
    if holder.kind is OrganisationKind.COURT and registered_by_a_court(session, case):
        return PERSONAL
    if case.is_open:
        return tuple(Channel)
    agreement = current_agreement(session, case.id)
    written = agreement is not None and agreement.in_force_on and agreement.form is AgreementForm.WRITTEN
    barred = set() if written else {Channel.NOTARY}
    barred |= set() if case.labour else {Channel.LABOUR_ARBITRATION}
    barred |= set() if case.land_title else {Channel.GOVERNMENT}
    contracted = land_was_contracted(case.category_code, land_title=case.land_title)
    barred |= set() if contracted else {Channel.LAND_ARBITRATION}
    barred |= set(BESIDE_MEDIATION) if case.outcome in FULLY_AGREED else set()
    return tuple(channel for channel in Channel if channel not in barred)


def invite_committee(taking: Taking) -> Done:
    """A second committee mediates too; who answers for the case stays the same."""
    given, check = cast(CommitteeInvited, taking.entry.given), FieldCheck()
    session, case = taking.uow.session, taking.loaded.case
    asked = receiver(session, case.organisation_id, given.asked_id, _today(taking))
    if asked is None:
        check.note("asked_id", say("请从列表中选参加的调解组织"))
    elif unmanned(session, taking.uow.registry, [asked.id], _today(taking), MatterKind.JOINT, Seat.ASKED):
        check.note("asked_id", say("{name}还没有能签收的人员，请选别的组织", name=asked.name))
    subject = check.text("subject", given.subject, say("请写明请对方做什么"))
    parties = current_parties(taking.uow.session, taking.loaded.case.id)
    _check_agreement(parties, check, given.agreeing_ids)
    check.refuse()
    assert asked is not None
    record_agreement(taking, parties)
    made = open_request(taking, MatterKind.JOINT, subject, asked_id=asked.id, asked_name=asked.name)
    return Done(data={"to": asked.name, "subject": subject}, subject_id=made.id)


def call_county(taking: Taking) -> Done:
    """The township calls; the county's centre dispatches. What it is told names nobody who need not be named."""
    given, check = cast(Asked, taking.entry.given), FieldCheck()
    holder, uow = taking.loaded.holder, taking.uow
    centre = centre_of(uow.session, holder.region_code)
    subject = check.text("subject", given.subject, say("请写明要旗县解决什么问题"))
    if centre is None:
        check.note("", say("本旗县还没有登记综治中心，请先与旗县司法局联系"))
    elif unmanned(uow.session, uow.registry, [centre.id], _today(taking), MatterKind.CALL_UP, Seat.CENTRE):
        check.note("", say("{name}还没有能派单的人员，请先与旗县司法局联系", name=centre.name))
    check.refuse()
    assert centre is not None
    made = open_request(taking, MatterKind.CALL_UP, subject, asked_id=centre.id, asked_name=centre.name)
    return Done(data={"to": centre.name, "subject": subject}, subject_id=made.id)


def dispatch_call(taking: Taking) -> Done:
    given, check, request = cast(CallDispatched, taking.entry.given), FieldCheck(), request_of(taking)
    session, registry, chosen = taking.uow.session, taking.uow.registry, given.handler_id
    centre = session.get_one(Organisation, request.asked_id)
    known = {department.id: department.name for department in departments(session, centre.region_code)}
    if chosen not in known:
        check.note("handler_id", say("请从列表中选办理部门"))
    elif unmanned(session, registry, [chosen], _today(taking), MatterKind.CALL_UP, Seat.HANDLER):
        check.note("handler_id", say("{name}还没有能办理的人员，请选别的部门", name=known[chosen]))
    note = check.text("note", given.note)
    check.refuse()
    request.handler_id = chosen
    return Done(data={"to": known[chosen], "note": note})


def give_back_call(taking: Taking) -> Done:
    """Not that department's business: the centre dispatches again."""
    request_of(taking).handler_id = None
    return Done()


def call_meeting(taking: Taking) -> Done:
    """A notice: when, where, about what, and how many have a say.

    What is everybody's business is called in everybody's ears; of anything else the parties must agree to that.
    """
    given, check = cast(MeetingCalled, taking.entry.given), FieldCheck()
    subject = check.text("subject", given.subject, say("请写明议什么事"))
    place = check.text("place", given.place, say("请写明开会地点"), LONGEST_NAME)
    told = check.text("told", given.told, say("请写明通知了谁、怎样通知"), LONGEST_NAME)
    meets_on, rule = given.meets_at.astimezone(SHANGHAI).date(), rule_of(given.forum)
    earliest = taking.entry.on + timedelta(days=rule.notice_days if rule else 0)
    if given.forum not in forums_at(taking.loaded.case.region_code, taking.loaded.holder.region_code):
        check.note(
            "forum",
            say(
                "这里不开{forum}：居民委员会的地方开居民会议，村民委员会的地方开村民会议、村民代表会议",
                forum=say(given.forum.title_text),
            ),
        )
    if meets_on < taking.entry.on:
        check.note("meets_at", say("开会时间不能早于公告的日期"))
    elif meets_on < earliest:
        check.note("meets_at", say(NOTICE.text, day=earliest))
    if not 1 <= given.entitled <= MOST_PEOPLE:
        check.note("entitled", say("应到人数是 1 到 {n} 的整数", n=MOST_PEOPLE))
    parties = current_parties(taking.uow.session, taking.loaded.case.id)
    names = silent(parties, given.agreeing_ids)
    if names and taking.loaded.case.category_code not in PUBLIC_AFFAIRS:
        check.note(
            "agreeing_ids",
            say("不是村务等公共事务的纠纷：应先告知 {names} 并征得同意，才能提交议事协商", names=names),
        )
    check.refuse()
    record_agreement(taking, [party for party in parties if party.id in given.agreeing_ids])
    made = open_request(
        taking,
        MatterKind.MEETING,
        subject,
        asked_name=told,
        place=place,
        meets_at=given.meets_at,
        forum=given.forum,
        entitled=given.entitled,
    )
    data = {"subject": subject, "place": place, "entitled": given.entitled, "forum": given.forum.value}
    return Done(data={**data, "told": told, "meets_on": meets_on.isoformat()}, subject_id=made.id)


def record_meeting(taking: Taking) -> Done:
    given, check, request = cast(MeetingHeld, taking.entry.given), FieldCheck(), request_of(taking)
    resolution = check.text("resolution", given.resolution, say("请写明议定了什么，没有议定的写明原因"))
    entitled = request.entitled or 0
    if not 0 <= given.attended <= entitled:
        check.note("attended", say("实到人数应在 0 到应到的 {n} 人之间", n=entitled))
    elif given.attended == 0 and taking.step.name == RESOLVE:
        check.note("attended", say("没有人到会，不能议定；请用「记录没有议定」或者「取消会议」"))
    elif request.forum is not None:
        _check_votes(taking, check, request.forum, given, entitled)
    check.refuse()
    request.attended, request.in_favour = given.attended, given.in_favour
    _answer(taking, resolution)
    told = {"attended": given.attended, "entitled": entitled, "resolution": resolution}
    voted = {"forum": request.forum.value, "in_favour": given.in_favour} if request.forum else {}
    return Done(data={**told, **voted})


def _check_votes(
    taking: Taking, check: FieldCheck, forum: MeetingForum, given: MeetingHeld, entitled: int
) -> None:
    """What lacks quorum or majority is no resolution, but a talk that was held; what has both is one."""
    if given.in_favour is None:
        if taking.step.name == RESOLVE:
            check.note("in_favour", say("请写明多少人同意"))
        return
    if not 0 <= given.in_favour <= given.attended:
        check.note("in_favour", say("同意的人数应在 0 到实到的 {n} 人之间", n=given.attended))
        return
    percent = chosen_number(taking.uow, RESIDENTS_PRESENT, taking.entry.on)
    why = why_no_resolution(forum, given.attended, given.in_favour, entitled, percent)
    if why is not None and taking.step.name == RESOLVE:
        check.note("in_favour", say("不构成决议：{why}；请用「记录议事情况」或者「记录没有议定」", why=why))
    elif why is None and taking.step.name != RESOLVE:
        check.note(
            "in_favour",
            say("到会和同意的人数已经构成决议：请用「记录议定结果」；没有表决的，不填同意的人数"),
        )


def record_answer(taking: Taking) -> Done:
    """Of counselling only whether the person came."""
    given, check = cast(Answered, taking.entry.given), FieldCheck()
    if request_of(taking).channel is Channel.COUNSELLING:
        known = {one.value: one.title_text for one in CounsellingAnswer}
        answer = check.text(
            "answer", known.get(given.answer, ""), say("请选本人是否接受了服务；不写其他内容")
        )
    else:
        answer = check.text("answer", given.answer, say("请写明答复的内容"))
    check.refuse()
    _answer(taking, answer)
    return Done(data={"answer": answer})


def join_in(taking: Taking) -> Done:
    """From now on the committee that was asked sees the case as who leads it does."""
    request_of(taking).answered_at = taking.entry.happened_at
    return Done()


def answer_with_reason(taking: Taking) -> Done:
    """The reason is the answer; mediators of a committee that mediates no more along with others leave the case."""
    request = request_of(taking)
    if request.kind is MatterKind.JOINT and request.asked_id is not None:
        release_mediators(taking, request.asked_id)
    _answer(taking, taking.entry.reason)
    return Done()


def _answer(taking: Taking, text: str) -> None:
    request = request_of(taking)
    request.answer, request.answered_at = text, taking.entry.happened_at


def _today(taking: Taking) -> date:
    """Who is there now, whatever day the act is entered for."""
    return taking.entry.recorded_at.astimezone(SHANGHAI).date()


def request_of(taking: Taking) -> Request:
    if not isinstance(taking.loaded.matter, Request):
        raise WrongState(say("没有这个事项"))
    return taking.loaded.matter


def _check_agreement(parties: Sequence[Party], check: FieldCheck, agreeing_ids: Iterable[UUID]) -> None:
    names = silent(parties, agreeing_ids)
    if names:
        check.note("agreeing_ids", say("应先告知 {names} 并征得同意，才能把材料交给其他机构", names=names))


def open_request(
    taking: Taking,
    kind: MatterKind,
    subject: str,
    *,
    asker_id: UUID | None = None,
    until: LastDay | None = None,
    at: datetime | None = None,
    **columns: Any,
) -> Request:
    """Open since the step, or since `at`, which is when the first clock starts."""
    case, uow, entry = taking.loaded.case, taking.uow, taking.entry
    opened_at = at or entry.happened_at
    definition = uow.registry.current(kind)
    request = Request(
        case_id=case.id,
        kind=kind,
        asker_id=asker_id or case.organisation_id,
        opened_at=opened_at,
        definition_version=definition.version,
        definition_digest=definition.digest,
        state=definition.initial.name,
        is_open=True,
        version=1,
        **columns,
    )
    uow.session.add(request)
    request.subject = subject
    uow.session.flush()
    if definition.initial.clock:
        linked = replace(taking.loaded, matter=request, kind=kind)
        start_clock(uow, linked, definition.initial.clock, opened_at.astimezone(SHANGHAI).date(), until=until)
    return request
