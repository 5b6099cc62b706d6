"""A party signs on their own phone: a step of the dispute like a mark on paper, from the party's own seat."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from mediation.model import Document, DrawnSignature, Party, Repetition, SigningLink, SigningRound
from mediation.rules.actor import Actor
from mediation.rules.acts import Mark, MarkDrawn
from mediation.rules.clock import SHANGHAI, Clock
from mediation.rules.drawing import read_drawing
from mediation.rules.errors import BadInput, NotAllowed, Problem, WrongState
from mediation.rules.identity import mask_phone
from mediation.rules.messages import say
from mediation.rules.vocabulary import SignatureManner, SignerRole
from mediation.services.load import load_for_party
from mediation.services.open_phone_signing import BY_PHONE
from mediation.services.signing_links import PROVE_FIRST, USED, is_proved, link_behind, usable_link
from mediation.services.take_step import take_as_party
from mediation.services.unit_of_work import UnitOfWork

READ_FIRST = say("请先打开协议原件或者协议全文看一遍、听一遍，再签名")
SENTENCE = "我已经看过协议全文，协议是自愿达成的，我同意用手机签名，并按协议履行。"


def sign_by_phone(
    uow: UnitOfWork,
    *,
    actor: Actor | None,
    clock: Clock,
    token: str,
    browser: str,
    drawing: str,
    agrees: bool,
    form_key: str,
    address: str,
) -> UUID:
    """The answer is the link. The same form sent twice is one signature; anything else after it is refused."""
    link, one = link_behind(uow, token)
    if link.used_at is not None:
        if _is_the_same(uow, link, form_key):
            return link.id
        raise WrongState(USED)
    now = clock.now()
    link, one, party = usable_link(uow, token, now)
    if not is_proved(link, browser, now):
        raise NotAllowed(PROVE_FIRST)
    image = _checked(drawing, agrees, link)
    given = MarkDrawn(
        marks=(_mark(link, party, clock),),
        round_id=one.id,
        document_digest=one.document_digest,
        image=image,
        proof=tuple(_proof(uow, link, one).items()),
        sentence=SENTENCE,
        key=form_key,
        address=address,
        link_id=link.id,
    )
    loaded = load_for_party(uow, one.case_id)
    take_as_party(uow, loaded, BY_PHONE, given, clock=clock, answers=one.opened_by)
    link.used_at = now
    return link.id


def _is_the_same(uow: UnitOfWork, link: SigningLink, key: str) -> bool:
    sent = select(DrawnSignature.key).where(DrawnSignature.link_id == link.id)
    return bool(key) and uow.session.scalar(sent) == key


def _checked(drawing: str, agrees: bool, link: SigningLink) -> str:
    """The image; BadInput with all that is missing at once. Nobody says that they have read what they never opened."""
    problems: list[Problem] = []
    if link.read_at is None:
        problems.append(Problem("read", READ_FIRST))
    image = ""
    try:
        image = read_drawing(drawing)
    except BadInput as bad:
        problems += bad.problems
    if not agrees:
        problems.append(Problem("agrees", say("请先看过协议，再勾选这一句")))
    if problems:
        raise BadInput(*problems)
    return image


def _mark(link: SigningLink, party: Party, clock: Clock) -> Mark:
    return Mark(
        SignerRole.PARTY,
        clock.today(),
        (SignatureManner.SIGNED,),
        party_id=party.id,
        representative_id=link.representative_id,
    )


def _proof(uow: UnitOfWork, link: SigningLink, one: SigningRound) -> dict[str, str]:
    """How the signer was known, as the manifest and the sheet tell it; the number masked."""
    check, _, channel = link.proved_by.partition(":")
    said = select(Repetition.id).where(
        Repetition.agreement_id == one.agreement_id, Repetition.party_id == link.party_id
    )
    document = uow.session.get_one(Document, one.document_id)
    return {
        "how": check,
        "channel": channel,
        "phone": mask_phone(link.phone or ""),
        "proved_at": link.proved_at.astimezone(SHANGHAI).isoformat() if link.proved_at else "",
        "read": "yes" if link.read_at else "no",
        "repeated": "yes" if uow.session.scalar(said.limit(1)) else "no",
        "edition": str(document.edition),
    }
