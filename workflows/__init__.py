"""The published definitions, handed to the core at start-up."""

from pathlib import Path

from mediation.rules.grammar import Registry
from workflows import owing, requests, reversing, roles
from workflows.call_up_v2 import CALL_UP_V2
from workflows.call_up_v3 import CALL_UP_V3
from workflows.call_up_v4 import CALL_UP_V4
from workflows.confirmation import CONFIRMATION
from workflows.confirmation_v2 import CONFIRMATION_V2
from workflows.confirmation_v3 import CONFIRMATION_V3
from workflows.confirmation_v4 import CONFIRMATION_V4
from workflows.confirmation_v5 import CONFIRMATION_V5
from workflows.confirmation_v6 import CONFIRMATION_V6
from workflows.confirmation_v7 import CONFIRMATION_V7
from workflows.court_fee import FEE
from workflows.court_fee_v2 import FEE_V2
from workflows.dispute import DISPUTE
from workflows.dispute_v2 import DISPUTE_V2
from workflows.dispute_v3 import DISPUTE_V3
from workflows.dispute_v4 import DISPUTE_V4
from workflows.dispute_v5 import DISPUTE_V5
from workflows.dispute_v6 import DISPUTE_V6
from workflows.dispute_v7 import DISPUTE_V7
from workflows.dispute_v8 import DISPUTE_V8
from workflows.dispute_v9 import DISPUTE_V9
from workflows.dispute_v10 import DISPUTE_V10
from workflows.dispute_v11 import DISPUTE_V11
from workflows.filing import FILING
from workflows.filing_v2 import FILING_V2
from workflows.filing_v3 import FILING_V3
from workflows.filing_v4 import FILING_V4
from workflows.filing_v5 import FILING_V5
from workflows.filing_v6 import FILING_V6
from workflows.grievance import GRIEVANCE
from workflows.hand_over import HAND_OVER
from workflows.hand_over_v2 import HAND_OVER_V2
from workflows.hand_over_v3 import HAND_OVER_V3
from workflows.hand_over_v4 import HAND_OVER_V4
from workflows.hand_over_v5 import HAND_OVER_V5
from workflows.hand_over_v6 import HAND_OVER_V6
from workflows.hand_over_v7 import HAND_OVER_V7
from workflows.hand_over_v8 import HAND_OVER_V8
from workflows.hand_over_v9 import HAND_OVER_V9
from workflows.joint_v2 import JOINT_V2
from workflows.joint_v3 import JOINT_V3
from workflows.joint_v4 import JOINT_V4
from workflows.joint_v5 import JOINT_V5
from workflows.meeting_v2 import MEETING_V2
from workflows.order_v2 import ORDER_V2
from workflows.order_v3 import ORDER_V3
from workflows.order_v4 import ORDER_V4
from workflows.performance import PERFORMANCE
from workflows.performance_v2 import PERFORMANCE_V2
from workflows.performance_v3 import PERFORMANCE_V3
from workflows.referral_v2 import REFERRAL_V2
from workflows.referral_v3 import REFERRAL_V3
from workflows.referral_v4 import REFERRAL_V4

PUBLISHED = Path(__file__).parent / "published.txt"
REGISTRY = Registry(
    definitions=(
        DISPUTE,
        DISPUTE_V2,
        DISPUTE_V3,
        DISPUTE_V4,
        DISPUTE_V5,
        DISPUTE_V6,
        DISPUTE_V7,
        DISPUTE_V8,
        DISPUTE_V9,
        DISPUTE_V10,
        DISPUTE_V11,
        CONFIRMATION,
        CONFIRMATION_V2,
        CONFIRMATION_V3,
        CONFIRMATION_V4,
        CONFIRMATION_V5,
        CONFIRMATION_V6,
        CONFIRMATION_V7,
        PERFORMANCE,
        PERFORMANCE_V2,
        PERFORMANCE_V3,
        HAND_OVER,
        HAND_OVER_V2,
        HAND_OVER_V3,
        HAND_OVER_V4,
        HAND_OVER_V5,
        HAND_OVER_V6,
        HAND_OVER_V7,
        HAND_OVER_V8,
        HAND_OVER_V9,
        *requests.ALL,
        JOINT_V2,
        JOINT_V3,
        JOINT_V4,
        JOINT_V5,
        FILING,
        MEETING_V2,
        CALL_UP_V2,
        CALL_UP_V3,
        CALL_UP_V4,
        REFERRAL_V2,
        REFERRAL_V3,
        REFERRAL_V4,
        FILING_V2,
        FEE,
        ORDER_V2,
        ORDER_V3,
        ORDER_V4,
        GRIEVANCE,
        FILING_V3,
        FILING_V4,
        FILING_V5,
        FILING_V6,
        FEE_V2,
    ),
    roles=roles.ALL,
    published={
        (matter, int(version)): digest
        for matter, version, digest in map(str.split, PUBLISHED.read_text(encoding="utf-8").splitlines())
    },
    reversible=reversing.REVERSIBLE,
    final=reversing.FINAL,
    owed_from=owing.OWED_FROM,
)
