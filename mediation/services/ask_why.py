"""What the law usually forbids and sometimes allows: the step is taken with a reason that is written down."""

from __future__ import annotations

from sqlalchemy.orm import Session

from mediation.model import Case
from mediation.rules import acts
from mediation.rules.acts import Act
from mediation.rules.messages import Message, say
from mediation.rules.vocabulary import ProceedingKind
from mediation.services.decided_elsewhere import has_ended, is_under_way

OTHER_ORGANS = (ProceedingKind.POLICE, ProceedingKind.ADMINISTRATIVE, ProceedingKind.ARBITRATION)
"""Who may have taken a dispute beside a court (人民调解工作若干规定 22)."""


def why_asked(session: Session, case: Case, act: Act | None) -> Message | None:
    """What stands against the step, to be answered with a reason; None where nothing does.

    A committee accepts what another organ has taken (若干规定 22); a court registers a labour dispute that was not
    arbitrated (劳调仲法 5), which it may where wages are owed on a note of debt alone.
    """
    if act is acts.GIVE_NUMBER and is_under_way(session, case.id, *OTHER_ORGANS):
        return say(
            "公安或者其他机关已经受理这件纠纷，一般不予受理（人民调解工作若干规定第二十二条）："
            "由调解组织受理的，请写明为什么，例如该机关委托、移送，或者各方都同意先调解"
        )
    unarbitrated = case.labour and not has_ended(session, case.id, ProceedingKind.ARBITRATION)
    if act is acts.FILE_SUIT and unarbitrated:
        return say(
            "劳动争议应先申请劳动仲裁（劳动争议调解仲裁法第五条），这里还没有记下仲裁的结果：仍然登记立案的，"
            "请写明为什么，例如只凭工资欠条起诉，或者仲裁不予受理、逾期没有裁决"
        )
    return None
