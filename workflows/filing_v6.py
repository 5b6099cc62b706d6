"""起诉立案, the sixth version: only who sues takes a complaint back, whatever becomes of mediation.

Whoever sues over land that was contracted waits for no award (农村土地承包经营纠纷调解仲裁法 4).
"""

from dataclasses import replace

from mediation.rules.grammar import State, Step, newer
from workflows.dispute_v10 import DISPUTE_V10
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
DECIDED = {step.name: step for step in (PUT_OFF, SENT_OUT_AGAIN)}


def _newer(step: Step) -> Step:
    """Danger is told of any; what moves the dispute moves its newest."""
    if step.name == "report_danger":
        return replace(step, of_every_version=True)
    found = DECIDED.get(step.name, step)
    return replace(found, drives=tuple(DISPUTE_V10.by_step[one.name] for one in step.drives))


NEWER = newer(FILING_V5, tuple(map(_newer, FILING_V5.steps)), states=(SENT_BACK,))
FILING_V6 = replace(NEWER, steps=tuple(step for step in NEWER.steps if step.name != "lapse"), lapses=None)
"""Nothing ends a complaint with its dispute: any party leaves mediation, who sues alone the suit (民事诉讼法 13)."""
