"""Triage: which tier, which level and which organisation fit a dispute, with the reasons; a person decides."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import Enum
from uuid import UUID

from mediation.rules.messages import Message, say
from mediation.rules.regions import ancestor_at, is_within
from mediation.rules.vocabulary import (
    CaseSource,
    Difficulty,
    Level,
    OrganisationKind,
    Outcome,
    Tier,
    TriageAspect,
    TriageRule,
)

VERSION = 3
"""Raised whenever the rule proposes something else for the same facts: kept with every decision."""
LEVELS = (Level.VILLAGE, Level.TOWNSHIP, Level.COUNTY)
SENT_BY_COURT = (CaseSource.COURT_DELEGATED, CaseSource.COURT_ENTRUSTED)


@dataclass(frozen=True, slots=True)
class TriageLimits:
    """What counts as much: the law names no figure, so an administrator does."""

    large_amount: Decimal = Decimal(100_000)
    many_people: int = 10
    load: int = 30
    """Open cases for each mediator who is there."""


class Settlement(Enum):
    """Where the first tier stands."""

    UNTRIED = "untried"
    RUNNING = "running"
    OVER = "over"
    """Tried without result, or skipped with a reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A committee to which the case could go, or where it is."""

    id: UUID
    name: str
    kind: OrganisationKind
    level: Level
    region_code: str
    serves: bool = True
    """Whether it takes disputes of that kind."""
    signs: bool = True
    """Whether somebody who can sign for a case is there today."""
    back_on: date | None = None
    """When the first of those who are away comes back, where nobody is there."""
    there: int = 1
    """Its mediators who are not away today."""
    open: int = 0
    returned: bool = False
    """Whether it has sent this case back before."""
    silent: bool = False
    """Whether it let the term for signing pass without a word, so that the case was taken back."""
    concluded: int = 0
    """Disputes of that kind that it concluded in the last year; `agreed` of them by an agreement."""
    agreed: int = 0
    worked: bool = False
    """Whether it has accepted the case, so that handing it over means going on from there."""
    holds: bool = False
    """Whether it answers for the case now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TriageFacts:
    """What triage looks at. Region codes of parties are '' where no domicile is known."""

    party_regions: tuple[str, ...]
    place: str
    category: str
    difficulty: Difficulty = Difficulty.ORDINARY
    amount: Decimal | None = None
    danger: bool = False
    refusing: bool = False
    source: CaseSource = CaseSource.APPLICATION
    settlement: Settlement = Settlement.UNTRIED
    at_court: bool = False
    """Whether a court answers for the dispute and sends it out."""
    at_centre: bool = False
    """Whether a governance centre does: it mediates nothing itself."""
    labour: bool = False
    land_title: bool = False
    candidates: tuple[Candidate, ...] = ()
    limits: TriageLimits = TriageLimits()


@dataclass(frozen=True, slots=True)
class Passed:
    """A candidate that is not proposed, and why it stands behind."""

    candidate: Candidate
    why: tuple[Message, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What triage proposes; `organisation` None where nobody could take the case."""

    tier: Tier
    tier_reasons: tuple[Message, ...]
    forum: Outcome | None = None
    """Which door the law opens, where the tier is litigation."""
    rule: TriageRule
    organisation: Candidate | None
    reasons: tuple[Message, ...]
    others: tuple[Passed, ...] = ()

    @property
    def level(self) -> Level | None:
        """The level of the organisation proposed."""
        return self.organisation.level if self.organisation else None


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person chooses: a tier, or the organisation that mediates."""

    aspect: TriageAspect
    tier: Tier
    organisation_id: UUID | None = None
    level: Level | None = None


@dataclass(frozen=True, slots=True)
class Weighed:
    """A choice beside the proposal of that moment, before the step has changed anything."""

    proposal: Proposal
    choice: Choice

    @property
    def followed(self) -> bool:
        """Whether what was proposed is chosen; a departure needs a reason."""
        organisation = self.proposal.organisation
        if self.choice.aspect is TriageAspect.TIER:
            return self.choice.tier is self.proposal.tier
        return organisation is not None and organisation.id == self.choice.organisation_id

    @property
    def proposed(self) -> str | Message:
        """The tier or the organisation that was proposed, by its title or name."""
        organisation = self.proposal.organisation
        if self.choice.aspect is TriageAspect.TIER or organisation is None:
            return say(self.proposal.tier.title_text)
        return organisation.name


@dataclass(frozen=True, slots=True)
class _Route:
    """What default routing asks for: the committee of an area, or one that serves the category."""

    rule: TriageRule
    level: Level
    area: str
    reasons: tuple[Message, ...]


def propose(facts: TriageFacts) -> Proposal:
    """The tier, the level and the organisation that fit, and every other candidate with what stands against it."""
    tier, tier_reasons, forum = _tier(facts)
    route = _route(facts)
    ranked = sorted(facts.candidates, key=lambda one: _rank(facts, route, one))
    chosen = next((one for one in ranked if one.signs and one.serves), None)
    reasons = (*route.reasons, *_instead(facts, route, chosen))
    return Proposal(
        tier=tier,
        tier_reasons=tier_reasons,
        forum=forum,
        rule=route.rule,
        organisation=chosen,
        reasons=reasons,
        others=tuple(Passed(one, _against(facts, route, one)) for one in ranked if one is not chosen),
    )


def _tier(facts: TriageFacts) -> tuple[Tier, tuple[Message, ...], Outcome | None]:
    """和解第一、非诉第二、诉讼兜底; what the law puts before the court comes before it here too."""
    forum, backstop = _backstop(facts)
    if facts.refusing:
        why = say("有当事人明确拒绝调解，不得调解（人民调解法第十七条）")
        return Tier.LITIGATION, (why, backstop), forum
    if facts.at_court:
        return Tier.NON_LITIGATION, (say("由法院引导、委派或者委托到调解组织"), backstop), None
    if facts.at_centre:
        return Tier.NON_LITIGATION, (say("由综治中心派单到调解组织"), backstop), None
    if facts.settlement is Settlement.RUNNING:
        return Tier.SETTLEMENT, (say("正在和解"), backstop), None
    if facts.settlement is Settlement.OVER:
        return Tier.NON_LITIGATION, (say("和解已经试过，或者已经写明理由不经和解"), backstop), None
    if facts.danger:
        why = say("有激化风险，不宜让双方自行和解")
    elif facts.source in SENT_BY_COURT:
        why = say("法院委派、委托来的，不再先行和解")
    else:
        why = say("和解第一：先帮助双方自行和解，当事人要求直接调解的除外（人民调解法第十七条）")
        return Tier.SETTLEMENT, (why, backstop), None
    return Tier.NON_LITIGATION, (why, backstop), None


def _backstop(facts: TriageFacts) -> tuple[Outcome, Message]:
    if facts.labour:
        return Outcome.TO_ARBITRATION, say("调解不成的，先申请劳动仲裁（劳动争议调解仲裁法第五条）")
    if facts.land_title:
        return Outcome.TO_GOVERNMENT, say("调解不成的，先由人民政府处理（土地管理法第十四条）")
    return Outcome.TO_COURT, say("调解不成的，随时可以起诉（人民调解法第三条）")


def _route(facts: TriageFacts) -> _Route:
    by_area = _by_area(facts)
    if not any(one.kind is OrganisationKind.INDUSTRY_COMMITTEE and one.serves for one in facts.candidates):
        return by_area
    why = say("「{category}」有行业性、专业性调委会（人民调解法第三十四条）", category=say(facts.category))
    return replace(by_area, rule=TriageRule.INDUSTRY, reasons=(why, *by_area.reasons))


def _by_area(facts: TriageFacts) -> _Route:
    level, area = _shared(facts)
    upward: list[tuple[TriageRule, Message]] = []
    if level is Level.COUNTY:
        upward.append(
            (TriageRule.ACROSS_TOWNSHIPS, say("当事人不在同一苏木乡镇（或者没有登记到苏木乡镇），由旗县调解"))
        )
    limits, n = facts.limits, len(facts.party_regions)
    if facts.amount is not None and facts.amount >= limits.large_amount:
        why = say(
            "金额 {amount} 元，达到 {limit} 元，由旗县调解",
            amount=f"{facts.amount:,.2f}",
            limit=f"{limits.large_amount:,.0f}",
        )
        upward.append((TriageRule.LARGE_AMOUNT, why))
    if n >= limits.many_people:
        why = say("当事人 {n} 名，达到 {limit} 名，由旗县调解", n=n, limit=limits.many_people)
        upward.append((TriageRule.MANY_PEOPLE, why))
    if facts.difficulty is Difficulty.COMPLEX:
        upward.append((TriageRule.COMPLEX, say("登记为疑难复杂，由旗县调解")))
    if upward:
        county = ancestor_at(area, Level.COUNTY) or area
        return _Route(upward[0][0], Level.COUNTY, county, (*(why for _, why in upward), *_supposed(facts)))
    if level is Level.TOWNSHIP:
        why = say(
            "当事人在同一苏木乡镇、不在同一嘎查村（或者没有登记到村），"
            "由苏木乡镇调解（人民调解工作若干规定第二十一条）"
        )
        return _Route(TriageRule.SAME_TOWNSHIP, level, area, (why, *_supposed(facts)))
    why = say("当事人都在同一嘎查村、社区，纠纷不复杂，由本村、社区调解")
    return _Route(TriageRule.SAME_VILLAGE, level, area, (why, *_supposed(facts)))


def _supposed(facts: TriageFacts) -> tuple[Message, ...]:
    unknown = sum(not code for code in facts.party_regions)
    return (say("{n} 名当事人没有登记住所地，按纠纷发生地推定", n=unknown),) if unknown else ()


def _known(facts: TriageFacts) -> tuple[str, ...]:
    """Where the parties live; who did not say is taken to live where the dispute is."""
    return tuple(dict.fromkeys(code or facts.place for code in facts.party_regions)) or (facts.place,)


def _shared(facts: TriageFacts) -> tuple[Level, str]:
    """The smallest area in which all parties live; beyond a county, the county of the dispute."""
    codes = _known(facts)
    for level in LEVELS:
        areas = {ancestor_at(code, level) for code in codes}
        if len(areas) == 1 and None not in areas:
            return level, str(areas.pop())
    return Level.COUNTY, ancestor_at(facts.place, Level.COUNTY) or facts.place


class _Fit(Enum):
    """How a candidate stands to what routing asks for, the best first."""

    MEANT = 0
    ABOVE = 1
    BELOW = 2
    OUTSIDE = 3
    NOT_SERVING = 4


def _fit(facts: TriageFacts, route: _Route, one: Candidate) -> _Fit:
    if not one.serves:
        return _Fit.NOT_SERVING
    if one.kind is OrganisationKind.INDUSTRY_COMMITTEE:
        return _Fit.MEANT
    if is_within(route.area, one.region_code) and one.level.rank >= route.level.rank:
        meant = one.level is route.level and route.rule is not TriageRule.INDUSTRY
        return _Fit.MEANT if meant else _Fit.ABOVE
    here = any(is_within(code, one.region_code) for code in (*_known(facts), facts.place))
    return _Fit.BELOW if here else _Fit.OUTSIDE


def _rank(facts: TriageFacts, route: _Route, one: Candidate) -> tuple[object, ...]:
    """Who is there and fits comes first; then who was not asked in vain, who has room, and who is nearest."""
    fit = _fit(facts, route, one)
    near = fit in (_Fit.MEANT, _Fit.ABOVE)
    return (
        not one.signs,
        not one.serves,
        one.returned or one.silent or one.worked,
        not near,
        _is_full(facts, one),
        *_nearness(facts, route, one),
        -_tenths_agreed(one),
        one.open / max(one.there, 1),
        one.name,
    )


FEW = 10
"""Concluded disputes below which a share of agreements says nothing: such a committee counts as one of the middle."""


def _tenths_agreed(one: Candidate) -> int:
    """Of ten disputes of the kind, how many it brought to an agreement; five where it has had too few to say."""
    return 5 if one.concluded < FEW else round(10 * one.agreed / one.concluded)


def _is_full(facts: TriageFacts, one: Candidate) -> bool:
    return one.there == 0 or one.open > facts.limits.load * one.there


def _against(facts: TriageFacts, route: _Route, one: Candidate) -> tuple[Message, ...]:
    """What stands against a candidate."""
    fit, found = _fit(facts, route, one), []
    if fit is _Fit.NOT_SERVING:
        found.append(say("不受理这一类纠纷"))
    elif fit is _Fit.OUTSIDE:
        found.append(say("不在当事人所在的地方，要联合调解"))
    elif fit is _Fit.BELOW:
        found.append(say("按规则应由{level}一级调解", level=say(route.level.title_text)))
    elif fit is _Fit.ABOVE and route.rule is TriageRule.INDUSTRY:
        found.append(say("这一类纠纷有行业性、专业性调委会"))
    elif fit is _Fit.ABOVE:
        found.append(say("{level}一级能调解的，不必到上级", level=say(route.level.title_text)))
    return (*found, *_at_present(facts, one)) or (say("未结案件更多"),)


def _at_present(facts: TriageFacts, one: Candidate) -> list[Message]:
    """What stands against it today only."""
    found = []
    if not one.signs and one.back_on:
        found.append(say("能签收的人员都不在，{day} 起有人", day=one.back_on))
    elif not one.signs:
        found.append(say("还没有能签收的人员"))
    elif one.there == 0:
        found.append(say("没有在岗的调解员"))
    elif _is_full(facts, one):
        found.append(
            say(
                "未结 {open} 件，在岗调解员 {there} 名，每名超过 {limit} 件",
                open=one.open,
                there=one.there,
                limit=facts.limits.load,
            )
        )
    if one.returned:
        found.append(say("曾经退回本案"))
    if one.silent:
        found.append(say("上一次没有在期限内签收本案"))
    if one.worked:
        found.append(say("已经受理过本案，移交就是交给别的组织"))
    return found


def _is_nearer(facts: TriageFacts, route: _Route, one: Candidate, chosen: Candidate | None) -> bool:
    """Whether routing alone would have put it before the one chosen."""
    own = _nearness(facts, route, one)
    return own < _nearness(facts, route, chosen) if chosen else own[0] <= _Fit.ABOVE.value


def _nearness(facts: TriageFacts, route: _Route, one: Candidate) -> tuple[int, int]:
    return _fit(facts, route, one).value, abs(one.level.rank - route.level.rank)


def _instead(facts: TriageFacts, route: _Route, chosen: Candidate | None) -> tuple[Message, ...]:
    """Why it is not the one that routing names, and what follows from the choice."""
    nearer = [one for one in facts.candidates if one.serves and _is_nearer(facts, route, one, chosen)]
    found = [
        say("{name}：{why}", name=one.name, why=why) for one in nearer for why in _at_present(facts, one)
    ]
    if not any(_fit(facts, route, one) is _Fit.MEANT for one in facts.candidates):
        found.append(say("没有{level}一级的调委会可以移交", level=say(route.level.title_text)))
    if chosen is None:
        return (*found, say("现在没有哪个调解组织有人能签收"))
    homes = _known(facts)
    if not all(is_within(code, chosen.region_code) for code in homes):
        found.append(say("有当事人不在{name}的地方，应当联合调解，由它牵头", name=chosen.name))
    load = say(
        "{name}现有未结 {open} 件，在岗调解员 {there} 名",
        name=chosen.name,
        open=chosen.open,
        there=chosen.there,
    )
    past = say(
        "{name}近一年办结同类纠纷 {n} 件，达成协议 {agreed} 件",
        name=chosen.name,
        n=chosen.concluded,
        agreed=chosen.agreed,
    )
    return (*found, load, *((past,) if chosen.concluded else ()))
