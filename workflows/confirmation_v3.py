"""The third version: rulings on objections are sealed and served, and reach the duties that they concern."""

from dataclasses import replace

from mediation.rules import acts, guards
from mediation.rules.grammar import Step
from mediation.rules.vocabulary import Seat
from workflows import confirmation, papers
from workflows.confirmation import CONFIRMED, DESK, OBJECTED, REVOKED, VARIED
from workflows.confirmation_v2 import CONFIRMATION_V2
from workflows.performance_v3 import LOSE_TITLE

ISSUED = (papers.OBJECTION_RULING,)
DISMISS_OBJECTION = replace(
    confirmation.DISMISS_OBJECTION, act=acts.REFUSE_OBJECTION, needs=(), issues=ISSUED
)
UPHOLD_OBJECTION = replace(
    confirmation.UPHOLD_OBJECTION,
    act=acts.REVOKE_RULING,
    needs=(),
    issues=ISSUED,
    reaches=(LOSE_TITLE,),
    law="民诉法司法解释第三百七十二条：异议成立的，作出新的裁定撤销原裁定；不再是执行依据，"
    "当事人可以另行调解、变更协议，也可以起诉",
)
VARY_RULING = replace(
    confirmation.VARY_RULING,
    act=acts.VARY_RULING,
    needs=(),
    issues=ISSUED,
    reaches=(LOSE_TITLE,),
)
AFTER_AN_OBJECTION = (CONFIRMED, OBJECTED, REVOKED, VARIED)
SEAL_OBJECTION_RULING = Step(
    name="seal_objection_ruling",
    title="异议裁定加盖院印",
    source=AFTER_AN_OBJECTION,
    by=DESK,
    seat=Seat.COURT,
    guards=(guards.an_objection_ruling_awaits_its_seal,),
    act=acts.SEAL_OBJECTION_RULING,
    issues=ISSUED,
    law="裁定书由审判员、书记员署名，加盖人民法院印章（民事诉讼法第一百五十七条）",
)
SERVE_OBJECTION_RULING = Step(
    name="serve_objection_ruling",
    title="送达异议裁定",
    source=AFTER_AN_OBJECTION,
    by=DESK,
    seat=Seat.COURT,
    guards=(guards.an_objection_ruling_awaits_service,),
    act=acts.SERVE_OBJECTION_RULING,
    law="民事诉讼法第八十七条：送达双方当事人和提出异议的利害关系人",
)

NEWER: dict[Step, Step] = {
    confirmation.DISMISS_OBJECTION: DISMISS_OBJECTION,
    confirmation.UPHOLD_OBJECTION: UPHOLD_OBJECTION,
    confirmation.VARY_RULING: VARY_RULING,
}
ADDED: dict[Step, tuple[Step, ...]] = {
    confirmation.SERVE: (SEAL_OBJECTION_RULING, SERVE_OBJECTION_RULING),
}
"""What is new, by the step after which it stands on the page."""

CONFIRMATION_V3 = replace(
    CONFIRMATION_V2,
    version=3,
    steps=tuple(
        one for step in CONFIRMATION_V2.steps for one in (NEWER.get(step, step), *ADDED.get(step, ()))
    ),
)
