"""The installation's own exchange keys, and the card by which others come to know it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from mediation.model import ExchangeKey, ExchangeOrganisation, Membership, Organisation, Person
from mediation.model.types import new_id
from mediation.rules.clock import SHANGHAI, Clock
from mediation.rules.errors import BadInput, WrongState
from mediation.rules.exchange.envelope import VERSION, Card, OrganisationOnCard, fingerprint
from mediation.rules.messages import say
from mediation.rules.vocabulary import OrganisationKind
from mediation.services.exchange.sealing import Secrets
from mediation.services.unit_of_work import UnitOfWork

LONGEST_NAME = 60
REACHED = (
    OrganisationKind.COURT,
    OrganisationKind.COMMITTEE,
    OrganisationKind.INDUSTRY_COMMITTEE,
    OrganisationKind.GOVERNANCE_CENTRE,
)
"""To which cases can be sent, or from which they come."""


def make_keys(uow: UnitOfWork, *, clock: Clock, name: str = "") -> ExchangeKey:
    """The first keys of the installation under that name, or newer ones: the older still open what is on its way."""
    earlier = own_keys(uow.session)
    name = name.strip() or (earlier[0].name if earlier else "")
    if not name:
        raise BadInput.at("name", say("请写明本系统的名称，例如「开鲁县人民法院」"))
    if len(name) > LONGEST_NAME:
        raise BadInput.at("name", say("最多 {n} 个字", n=LONGEST_NAME))
    secrets = Secrets.fresh()
    key = ExchangeKey(
        number=max((one.number for one in _all_keys(uow.session)), default=0) + 1,
        installation_id=earlier[0].installation_id if earlier else new_id(),
        name=name,
        signing_key=secrets.signing.public_key().public_bytes_raw(),
        box_key=secrets.box.public_key().public_bytes_raw(),
        made_at=clock.now(),
    )
    uow.session.add(key)
    key.secret = secrets.to_json()
    uow.session.flush()
    return key


def retire_older_keys(uow: UnitOfWork, *, clock: Clock) -> int:
    """Files for any but the newest key are no longer opened, and the older secrets are deleted; how many."""
    _, *older = own_keys(uow.session) or (None,)
    for key in older:
        assert key is not None
        key.retired_at, key.secret = clock.now(), None
    return len(older)


def own_keys(session: Session) -> Sequence[ExchangeKey]:
    """Ours that open files, the newest first: that one signs."""
    return [one for one in _all_keys(session) if one.retired_at is None]


def newest_key(session: Session) -> ExchangeKey:
    """WrongState before the operator has made one."""
    keys = own_keys(session)
    if not keys:
        raise WrongState(say("本系统还没有交换密钥：请运维人员运行 mediation exchange keys"))
    return keys[0]


def _all_keys(session: Session) -> Sequence[ExchangeKey]:
    return session.scalars(select(ExchangeKey).order_by(ExchangeKey.number.desc())).all()


def own_card(session: Session, clock: Clock) -> Card:
    """The card of this installation, with every organisation in which somebody works today."""
    key = newest_key(session)
    today = clock.now().astimezone(SHANGHAI).date()
    return Card(
        version=VERSION,
        installation=key.installation_id,
        name=key.name,
        signing_key=key.signing_key.hex(),
        box_key=key.box_key.hex(),
        made_at=key.made_at,
        organisations=tuple(
            OrganisationOnCard(
                id=one.id,
                kind=one.kind,
                level=one.level,
                region_code=one.region_code,
                name=one.name,
                short_name=one.short_name,
                court_code=one.court_code or "",
            )
            for one in session.scalars(_manned(today))
        ),
    )


def _manned(on: date) -> Select[Organisation]:
    return (
        select(Organisation)
        .where(
            Organisation.active,
            Organisation.kind.in_(REACHED),
            Organisation.id.not_in(select(ExchangeOrganisation.organisation_id)),
            Organisation.id.in_(
                select(Membership.organisation_id)
                .join(Person, Person.id == Membership.person_id)
                .where(
                    Person.active,
                    Membership.from_on <= on,
                    Membership.until_on.is_(None) | (Membership.until_on >= on),
                )
            ),
        )
        .order_by(Organisation.region_code, Organisation.name)
    )


def read_card(text: str) -> Card:
    """The card in the file; BadInput for what is none."""
    try:
        card = Card.from_json(text)
        keys = bytes.fromhex(card.signing_key), bytes.fromhex(card.box_key)
    except (ValueError, RecursionError):
        raise BadInput.at("card", say("这不是交换名片")) from None
    if card.version != VERSION:
        raise BadInput.at("card", say("名片的格式版本比本系统新：请先升级本系统"))
    if any(len(key) != 32 for key in keys) or not card.name.strip() or len(card.name) > LONGEST_NAME:
        raise BadInput.at("card", say("这不是交换名片"))
    return card


def fingerprint_of(key: ExchangeKey) -> str:
    """As the other side must see it."""
    return fingerprint(key.signing_key, key.box_key)
