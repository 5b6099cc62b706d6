"""The mediator's own signature under an agreement that is signed by phone: drawn in an account, in the same step."""

from __future__ import annotations

from uuid import UUID

from mediation.rules.actor import Actor
from mediation.rules.acts import Mark, MarkDrawn
from mediation.rules.clock import Clock
from mediation.rules.drawing import read_drawing
from mediation.rules.errors import WrongState
from mediation.rules.vocabulary import MatterKind, SignatureManner, SignerRole
from mediation.services.open_phone_signing import SIGN, load_signing
from mediation.services.signing_rounds import STALE, is_stale
from mediation.services.step import StepCommand
from mediation.services.take_step import take_step
from mediation.services.unit_of_work import UnitOfWork

SENTENCE = "本人主持了本案调解，这是各方当事人自愿达成的协议。"


def sign_on_screen(
    uow: UnitOfWork, *, actor: Actor, clock: Clock, case_id: UUID, drawing: str, form_key: str, address: str
) -> UUID:
    """Under the very text that the parties sign; whoever is no mediator of the case is refused by the step."""
    _, _, now = load_signing(uow, actor, case_id)
    if is_stale(uow.session, now):
        raise WrongState(STALE)
    mark = Mark(SignerRole.MEDIATOR, clock.today(), (SignatureManner.SIGNED,), person_id=actor.person_id)
    given = MarkDrawn(
        marks=(mark,),
        round_id=now.id,
        document_digest=now.document_digest,
        image=read_drawing(drawing),
        proof=(("how", "account"),),
        sentence=SENTENCE,
        key=form_key,
        address=address,
    )
    command = StepCommand(matter=MatterKind.DISPUTE, matter_id=case_id, step=SIGN, given=given)
    return take_step(uow, actor=actor, clock=clock, command=command)
