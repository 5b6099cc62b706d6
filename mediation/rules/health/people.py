"""Who agrees: capacity, guardians, agents, representatives, and others whom a clause touches without their word."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mediation.rules.health import articles
from mediation.rules.health.words import sentences
from mediation.rules.health.written import NOBODY, AgreementWritten, Finding, PartyWritten
from mediation.rules.messages import Message, say
from mediation.rules.vocabulary import AgentAuthority, Capacity, PartyKind, RepresentativeKind

_DOUBT = re.compile(
    r"精神(分裂|病|障碍|残疾)|智力(残疾|障碍)|痴呆|失智|阿尔茨海默|植物(人|状态)|昏迷|失去意识|神志不清|不能辨认|糊涂|(没有|未|尚未)苏醒|不省人事|说不了话|认不得人|不认人|脑萎缩"
)
_RECOVERED = re.compile(r"痊愈|恢复|一度|清醒|出院")
_KIN = re.compile(r"[之的其]?(父|母|妻|夫|儿|女儿|子|哥|弟|姐|妹|亲属|家人|爱人|对象)")
_PAYER = re.compile(
    r"由(?P<who>[一-龥·]{2,16}?)(?:负责|予以|代为|一次性)*(?:承担|支付|赔偿|偿还|清偿|还清|代付|出资|负担|垫付)"
)
_SURETY = re.compile(
    r"(?P<who>[一-龥·]{2,8}?)(?:自愿|愿意)*(?:为|替|给)[^，。；]{1,20}?(?:担保|保证责任|作保)"
    r"|由(?P<other>[一-龥·]{2,8}?)(?:提供|作|做)?(?:担保|保证)"
)
_OWNER = re.compile(r"(?:登记在|在)?(?P<who>[一-龥·]{2,4}?)名下的?")
_RELATIVE = re.compile(
    r"[他她其的](?:岳父|岳母|儿子|女儿|妻子|丈夫|父亲|母亲|哥哥|弟弟|姐姐|妹妹|爱人|亲戚|朋友)(?P<who>[一-龥·]{0,4}?)"
    r"[^，。；]{0,4}(?:接着|代为?|替|负责|承担|偿还|来还|作保|担保|名下|所有的|家的)"
)
_HEIRS = re.compile(
    r"(其他|其余|另外?|还有)(一|两|二|三|四|几)?[名位个]?[^，。；]{0,6}(继承人|共有人|股东|合伙人)"
)
_COLLECTIVE = re.compile(r"集体(所有)?的?[^，。；]{0,4}(地|财产|资金|草场|林|款|房)")
_GENERIC = re.compile(
    r"双方|各自|自己|自行|本人|对方|甲方|乙方|申请人|当事人|责任人|监护人|法院|原告|被告|败诉方|违约方|该公司|其$|^其"
)


def check_people(agreement: AgreementWritten) -> Iterator[Finding]:
    for party in agreement.parties:
        yield from _capacity(party)
        yield from _acting(party)
    yield from _doubtful(agreement)
    yield from _others(agreement)


def _capacity(party: PartyWritten) -> Iterator[Finding]:
    if party.capacity is not Capacity.FULL and not party.guarded:
        yield Finding(
            "people.no_guardian",
            say("{name} 没有完全民事行为能力，还没有登记监护人", name=party.name),
            say("登记监护人，由监护人代为签字，并附监护关系证明"),
            articles.GUARDIAN,
            "parties",
        )


def _acting(party: PartyWritten) -> Iterator[Finding]:
    for one in party.acting:
        if one.authority is AgentAuthority.SPECIAL or (party.signed and not one.signed):
            continue
        if one.kind is RepresentativeKind.AGENT:
            yield Finding(
                "people.agent",
                say(
                    "{name} 的代理人 {agent} 没有特别授权，不能代为和解签字", name=party.name, agent=one.name
                ),
                say("由本人签字，或者补交写明“代为和解、承认、放弃、变更”的特别授权委托书"),
                articles.AGENT,
                "parties",
            )
        elif one.kind is RepresentativeKind.CHOSEN:
            yield Finding(
                "people.representative",
                say("代表人 {agent} 还没有取得 {name} 对和解的同意", name=party.name, agent=one.name),
                say("请被代表的当事人书面同意协议内容，并登记为特别授权"),
                articles.REPRESENTATIVE,
                "parties",
            )


def _doubtful(agreement: AgreementWritten) -> Iterator[Finding]:
    """Of whom the text tells that they may not understand; not of a relative who is named behind them."""
    doubted = set()
    for text in (agreement.facts, agreement.disputed, agreement.responsibility):
        for sentence in sentences(text):
            for found in _DOUBT.finditer(sentence):
                if _RECOVERED.search(sentence):
                    continue
                before = sentence[: found.start()]
                last = max(agreement.parties, key=lambda p: before.rfind(p.name), default=None)
                if last is None or last.name not in before:
                    continue
                if not _KIN.match(before[before.rfind(last.name) + len(last.name) :]):
                    doubted.add(last.name)
    for party in agreement.parties:
        if party.name in doubted and not party.guarded:
            yield Finding(
                "people.capacity_doubtful",
                say("从记录看，{name} 的民事行为能力有疑问", name=party.name),
                say("核实病历、残疾证；需要时由监护人代理，或者先向法院申请认定"),
                articles.GUARDIAN,
                "parties",
            )


def _others(agreement: AgreementWritten) -> Iterator[Finding]:
    for n, duty in enumerate(agreement.duties):
        if duty.debtor and duty.debtor not in NOBODY and not agreement.is_party(duty.debtor):
            yield _touched(
                say("第 {n} 项由不是当事人的 {who} 履行，协议不能约束他", n=n + 1, who=duty.debtor),
                f"obligations.{n}.debtor_id",
            )
    for at, text in agreement.clauses():
        who = next(_strangers(agreement, text), "")
        if who:
            yield _touched(say("这一条涉及不是当事人的 {who}", who=who), at)
        elif _HEIRS.search(text):
            yield _touched(say("还有其他继承人、共有人没有参加，可能损害他们的权益"), at)
        elif _COLLECTIVE.search(text) and all(p.kind is PartyKind.NATURAL for p in agreement.parties):
            yield _touched(say("处分的是集体的财产，集体不是当事人"), at)


def _strangers(agreement: AgreementWritten, text: str) -> Iterator[str]:
    for pattern in (_PAYER, _SURETY, _OWNER, _RELATIVE):
        for found in pattern.finditer(text):
            groups = found.groupdict()
            who = groups.get("who") or groups.get("other") or found[0][1:]
            who = who.rpartition("的")[2] or who
            known = any(name in who or who in name for name in agreement.names)
            if who and not known and not _GENERIC.search(who):
                yield who


def _touched(said: Message, at: str) -> Finding:
    mend = say("请他作为第三人参加调解并签字，或者去掉这一条")
    return Finding("people.third_party", said, mend, articles.HARM, at)
