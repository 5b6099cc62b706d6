"""Looking at a dossier for which a subsidy is claimed: the points that a reviewer ticks, and what may be decided."""

from __future__ import annotations

from mediation.rules.vocabulary import Term


class Verdict(Term):
    """What a person decided after looking."""

    PASS = "pass", "按计算结果支付"
    WITHHOLD = "withhold", "不支付"


class Point(Term):
    """What a dossier is looked at for."""

    WHOLE = "whole", "必备材料齐全"
    SIGNED = "signed", "该签名的都签了，日期在调解以后"
    RECORD = "record", "调解记录写明了经过和结果，不是套话"
    AGREEMENT = "agreement", "协议写明了事实、约定和期限"
    GENUINE = "genuine", "向当事人核实过，确有其事"
    GRADE = "grade", "难易程度登记得对"
