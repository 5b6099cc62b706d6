"""起诉立案, the sixth version: only who sues takes a complaint back, whatever becomes of mediation."""

from dataclasses import replace

from mediation.rules.grammar import State, Step
from workflows.filing_v5 import FILING_V5

V5 = FILING_V5.by_step
SENT_BACK = State("sent_back", "已转回调解，暂不审查", open=False, fulfils=False)
PUT_OFF, SENT_OUT_AGAIN = (
    replace(
        V5[name],
        dest=SENT_BACK,
        law=f"{V5[name].law}；当事人没有撤回起诉，另外递交起诉材料的照样接收、审查（登记立案规定第二条）",
    )
    for name in ("put_off", "sent_out_again")
)
NEWER: dict[str, tuple[Step, ...]] = {
    "put_off": (PUT_OFF,),
    "sent_out_again": (SENT_OUT_AGAIN,),
    "lapse": (),
}
"""Nothing ends a complaint with its dispute: any party leaves mediation, who sues alone the suit (民事诉讼法 13)."""

FILING_V6 = replace(
    FILING_V5,
    version=6,
    states=(*FILING_V5.states, SENT_BACK),
    steps=tuple(one for step in FILING_V5.steps for one in NEWER.get(step.name, (step,))),
    lapses=None,
)
