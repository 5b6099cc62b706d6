"""The fourth version: mediation may stand still before a mediator is named, and goes on where it stood."""

from dataclasses import replace

from workflows import dispute, dispute_v3
from workflows.dispute_v3 import DISPUTE_V3

SUSPEND = replace(dispute.SUSPEND, source=(dispute.ACCEPTED, dispute.MEDIATING))
RESUME = replace(
    dispute.RESUME,
    dest=dispute.ACCEPTED,
    then=(dispute_v3.GO_ON,),
    law="中止的原因消除，调解期限继续计算；已经指定的调解员继续调解，还没有指定的再指定（人民调解法第十九条）",
)
NEWER = {"suspend": SUSPEND, "resume": RESUME}

DISPUTE_V4 = replace(
    DISPUTE_V3, version=4, steps=tuple(NEWER.get(step.name, step) for step in DISPUTE_V3.steps)
)
