"""What proves at a signing page, beside the one-time code, that the one at the phone is the signer: pluggable."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from sqlalchemy.orm import Session

from mediation.model import Party, Representative, SigningLink
from mediation.rules.messages import Message, say

TAIL = 4


class IdentityCheck(Protocol):
    """Asks for something more than the code; a service of faces or carriers would be another one of these."""

    @property
    def name(self) -> str: ...

    @property
    def asks(self) -> Mapping[str, Message]:
        """The fields that the page shows, by name."""
        ...

    def is_met(self, session: Session, link: SigningLink, typed: Mapping[str, str]) -> bool: ...


class CodeOnly:
    """Nothing beside the code."""

    name = "code"
    asks: Mapping[str, Message] = {}

    def is_met(self, session: Session, link: SigningLink, typed: Mapping[str, str]) -> bool:
        return True


class CodeAndNumber:
    """The last four characters of the signer's identity number as registered, beside the code."""

    name = "code_and_number"
    asks: Mapping[str, Message] = {"id_tail": say("签名人证件号码的最后四位")}

    def is_met(self, session: Session, link: SigningLink, typed: Mapping[str, str]) -> bool:
        if link.representative_id is not None:
            number = session.get_one(Representative, link.representative_id).id_number
        else:
            party = session.get_one(Party, link.party_id)
            number = party.id_number or party.credit_code
        tail = typed.get("id_tail", "").strip().upper()
        return bool(number) and len(tail) == TAIL and str(number)[-TAIL:] == tail


CHECKS: Mapping[str, IdentityCheck] = {one.name: one for one in (CodeOnly(), CodeAndNumber())}
