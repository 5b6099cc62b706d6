"""The case that a page is about, for those who see it whole."""

from __future__ import annotations

from mediation.readmodels.case_page import MatterPage, case_id_of, matter_page
from mediation.rules.errors import NotThere
from mediation.rules.policy import CaseView
from mediation.rules.vocabulary import MatterKind
from web.identity import current_actor, house


def whole_case(public_id: str) -> MatterPage:
    """Where the case stands; NotThere for who may not see it, or sees only a part."""
    with house().read() as session:
        case_id, today = case_id_of(session, public_id), house().clock.today()
        page = matter_page(session, house().registry, current_actor(), MatterKind.DISPUTE, case_id, today)
    if page.view is not CaseView.FULL:
        raise NotThere
    return page
