"""起诉立案, the sixth version: a suit over land is registered while its arbitration lasts; danger is told of any.

Whoever sues over land that was contracted waits for no award (农村土地承包经营纠纷调解仲裁法 4).
"""

from dataclasses import replace

from mediation.rules.grammar import Step, newer
from workflows.dispute_v9 import DISPUTE_V9
from workflows.filing_v5 import FILING_V5


def _newer(step: Step) -> Step:
    if step.name == "report_danger":
        return replace(step, of_every_version=True)
    drives = tuple(DISPUTE_V9.by_step[one.name] for one in step.drives)
    return replace(step, drives=drives) if drives else step


FILING_V6 = newer(FILING_V5, tuple(map(_newer, FILING_V5.steps)))
