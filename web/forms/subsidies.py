"""Rules of 以案定补 and schemes of 考评, read from their forms."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from mediation.rules.assessment import Better
from mediation.rules.messages import say
from mediation.rules.money import HALF_WIDTH
from mediation.rules.subsidy import Extra, PayRule, Way
from mediation.rules.vocabulary import Difficulty
from mediation.services.keep_scheme import ItemGiven
from mediation.services.keep_subsidy_rule import SubsidyRuleGiven
from web.forms.reading import Reader
from web.typed import Typed

NUMBER = re.compile(r"[0-9]{1,10}(\.[0-9]{1,2})?")


def rule(reader: Reader) -> SubsidyRuleGiven:
    return SubsidyRuleGiven(
        paper=reader.text("paper"),
        base={(one, way): reader.yuan(f"base.{one}.{way}") for one in Difficulty for way in Way},
        extras={one: reader.yuan(f"extra.{one}") for one in Extra},
        people=reader.count("people"),
        month_cap=reader.yuan("month_cap"),
        year_cap=reader.yuan("year_cap"),
        whole_files=reader.terms("whole_files", Way),
    )


def rule_starting(kept: PayRule | None, paper: str = "") -> Typed:
    """The form with the version that it goes on from; the usual amounts of nobody where there is none."""
    if kept is None:
        return Typed({"people": ["10"], "whole_files": [Way.WRITTEN.value, Way.FAILED.value]})
    fields: dict[str, list[str]] = {
        f"base.{one}.{way}": [yuan_typed(fen)] for (one, way), fen in kept.base.items()
    }
    fields |= {f"extra.{one}": [yuan_typed(fen)] for one, fen in kept.extras.items()}
    caps: Mapping[str, int | None] = {"month_cap": kept.month_cap, "year_cap": kept.year_cap}
    fields |= {name: [yuan_typed(fen)] for name, fen in caps.items() if fen is not None}
    fields |= {"people": [str(kept.people)], "whole_files": [one.value for one in kept.whole_files]}
    return Typed({**fields, "paper": [paper]})


def yuan_typed(fen: int) -> str:
    """As somebody would type it."""
    yuan, rest = divmod(fen, 100)
    return f"{yuan}.{rest:02}" if rest else str(yuan)


def items(reader: Reader) -> tuple[ItemGiven, ...]:
    return tuple(
        ItemGiven(
            indicator=reader.text(f"{row}.indicator"),
            better=reader.term(f"{row}.better", Better),
            target=_number(reader, f"{row}.target"),
            weight=_whole(reader, f"{row}.weight"),
        )
        for row in reader.rows("items")
    )


def _number(reader: Reader, name: str) -> Decimal | None:
    typed = "".join(reader.text(name).split()).translate(HALF_WIDTH).replace(",", "").removesuffix("%")
    if not typed:
        return None
    try:
        if not NUMBER.fullmatch(typed):
            raise InvalidOperation
        return Decimal(typed)
    except InvalidOperation:
        reader.note(name, say("请填数字，最多两位小数"))
        return None


def _whole(reader: Reader, name: str) -> int | None:
    typed = reader.text(name).translate(HALF_WIDTH)
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 5 else None
