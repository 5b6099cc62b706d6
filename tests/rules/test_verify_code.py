"""The code on a paper: easy to read out, hard to mistype, impossible to guess."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from mediation.documents.samples import sample_json
from mediation.rules.papers import (
    PAPERS,
    contents_digest,
    facts_of,
    is_code,
    is_tail,
    issuer_of,
    new_code,
    printed_code,
    read_code,
)
from mediation.rules.papers.verify_code import ALPHABET, LENGTH


def test_a_code_has_ten_unambiguous_characters() -> None:
    codes = {new_code() for _ in range(500)}
    assert len(codes) == 500
    assert all(is_code(code) and len(code) == LENGTH for code in codes)
    assert not set("01ILO") & set(ALPHABET)


def test_every_wrong_and_every_swapped_character_is_noticed() -> None:
    code = new_code()
    for at in range(LENGTH):
        for other in ALPHABET:
            if other != code[at]:
                assert not is_code(code[:at] + other + code[at + 1 :])
    for at in range(LENGTH - 1):
        swapped = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
        assert is_code(swapped) == (swapped == code)


@pytest.mark.parametrize("typed", ["{}", " {} ", "{}\n"])
def test_a_code_is_read_as_people_type_it(typed: str) -> None:
    code = new_code()
    for form in (code, printed_code(code), code.lower(), f"{code[:5]} {code[5:]}", f"{code[:5]}—{code[5:]}"):
        assert read_code(typed.format(form)) == code
    full = "".join(chr(ord(one) + 0xFEE0) for one in code)
    assert read_code(full) == code


def test_what_is_no_code_is_none() -> None:
    for typed in ("", "ABC", "0" * 10, "核验码在下方一共十个", "A" * 5000):
        assert not is_code(read_code(typed))


def test_the_digest_is_compared_by_its_tail_of_at_least_eight() -> None:
    digest = contents_digest("5a17", "{}")
    assert is_tail(digest[-8:].upper(), digest)
    assert is_tail(digest, digest)
    assert is_tail(f" {digest[-16:-8]} {digest[-8:]}", digest)
    assert not is_tail(digest[-7:], digest)
    assert not is_tail("f" * 8 if not digest.endswith("f" * 8) else "e" * 8, digest)
    assert not is_tail("", digest)
    assert contents_digest("other", "{}") != digest


@pytest.mark.parametrize("name", PAPERS)
def test_every_paper_says_who_issues_it(name: str) -> None:
    paper = PAPERS[name].contents.from_json(sample_json(name, "ordinary"))
    issuer = issuer_of(PAPERS[name], paper)
    assert issuer.endswith("法院") == (PAPERS[name].issuer == "court")
    assert PAPERS[name].issuer == "court" or not any(
        "法院" in s or "审判员" in s for s in PAPERS[name].signers
    )
    assert facts_of(paper).dated_on == paper.dated_on


def test_the_facts_of_an_agreement_are_its_number_day_total_and_sums() -> None:
    paper = PAPERS["agreement"].contents.from_json(sample_json("agreement", "ordinary"))
    facts = facts_of(paper)
    assert facts.has_number("(2026) 保康人调字12号")
    assert facts.has_number("（2026）保康人调字第12号")
    assert not facts.has_number("（2026）保康人调字第13号")
    sums = [o for clause in paper.clauses for o in clause.obligations if o.amount is not None]
    assert facts.total == sum(one.amount for one in sums) == Decimal("12000.00")
    assert facts.has_duty(sums[0].amount, sums[0].due_on)
    assert facts.has_duty(sums[0].amount, None)
    assert not facts.has_duty(sums[0].amount, date(1999, 1, 1))
    assert not facts.has_duty(Decimal("11999.99"), None)
