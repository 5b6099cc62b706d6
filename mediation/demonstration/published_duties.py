"""What the parties of each published dispute owe one another, as duties that can be checked and enforced.

Who, to whom, what and how much stand as the reports tell them; days count from the agreement of the played story. Where
a report leaves open by when, or how a sum is divided, a usual term is filled in: a duty without one is unclear.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from mediation.rules.acts import ObligationDrawn
from mediation.rules.vocabulary import ObligationKind as K


@dataclass(frozen=True, slots=True)
class Duty:
    """One term: debtor and creditor by their place among the story's parties; `days` after the agreement."""

    kind: K
    debtor: int
    creditor: int
    what: str
    amount: str | None = None
    days: int | None = None
    condition: str = ""
    at_once: bool = False

    def drawn(self, parties: list[UUID], on: date) -> ObligationDrawn:
        return ObligationDrawn(
            kind=self.kind,
            debtor_id=parties[self.debtor],
            creditor_id=parties[self.creditor],
            amount=None if self.amount is None else Decimal(self.amount),
            what=self.what,
            due_on=None if self.days is None else on + timedelta(self.days),
            condition=self.condition,
            performed_at_once=self.at_once,
        )


DUTIES: dict[str, tuple[Duty, ...]] = {
    "tc03": (Duty(K.MONEY, 1, 0, "死亡赔偿款", "750000", 15),),
    "tc09": (
        Duty(K.ACT, 1, 0, "拆除砖墙，将小路恢复原状并保持通行", days=7),
        Duty(K.MONEY, 0, 1, "砖、水管损失", "200", 7),
    ),
    "tc10": (
        Duty(K.MONEY, 1, 0, "医疗费", "9000", 15),
        Duty(K.ACT, 1, 0, "拆除熊某门口旁的茅厕", days=7),
        Duty(K.ACT, 0, 1, "向常某出具谅解书", condition="收到医疗费之日起三日内"),
    ),
    "tc12": (
        Duty(K.ACT, 1, 0, "拆除占路设施，将门前道路恢复到四米宽", days=10),
        Duty(K.ACT, 2, 1, "将付某屋后的闲地交付某种菜", days=10),
        Duty(K.ACT, 1, 2, "将该闲地交还村委会", condition="村委会提前一个月通知收回，通知期满后"),
    ),
    "tc14": (Duty(K.MONEY, 1, 0, "机动地承包费", "62700", 1),),
    "tc15": (
        Duty(K.ACT, 0, 1, "将180亩承包地转给原承包人继续耕种", days=7),
        Duty(K.MONEY, 1, 0, "转包费（180亩，每亩400元）", "72000", 15),
    ),
    "tc16": (
        Duty(K.THING, 1, 0, "走失的牛一头", at_once=True),
        Duty(K.MONEY, 0, 1, "饲养费", "1000", at_once=True),
    ),
    "tc20": (
        Duty(K.MONEY, 1, 0, "劳务费第一期", "9500", 30),
        Duty(K.MONEY, 1, 0, "劳务费第二期", "9500", 60),
    ),
    "tc21": (Duty(K.MONEY, 1, 0, "劳务费余款", "3090", 18),),
    "tc25": (
        Duty(K.ACT, 1, 0, "由父母按高某某提出的数额赔偿其应承担的部分", at_once=True),
        Duty(K.ACT, 2, 0, "由父母按高某某提出的数额赔偿其应承担的部分", at_once=True),
    ),
    "tc29": (Duty(K.MONEY, 1, 0, "工亡补助金、丧葬费等", "610000", 30),),
    "tc33": (
        Duty(K.FORBEARANCE, 0, 1, "不得越过新立的两根界标耕种"),
        Duty(K.FORBEARANCE, 1, 0, "不得越过新立的两根界标耕种"),
    ),
    "tc34": (
        Duty(K.MONEY, 1, 0, "羊群啃食庄稼的赔偿款", "300", at_once=True),
        Duty(K.ACT, 1, 0, "向牧民宣传不让羊群进入菜地", days=7),
        Duty(K.APOLOGY, 1, 0, "羊群啃食庄稼一事", days=1),
    ),
}
