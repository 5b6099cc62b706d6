# ruff: noqa: S608  no text of anybody is in these statements
"""What statistics and subsidies read beside the cases of `backlog_rows`: numbers, parties, agreements, duties."""

from __future__ import annotations

from mediation.bootstrap import Installation

AGREED = "('agreed_written', 'agreed_orally')"
NEW = "lower(hex(randomblob(16)))"
DAY = "date(c.registered_at, '+8 hours')"
STATEMENTS = (
    # The committee where it ended, and the one from which it went up: two numbers of one case.
    "INSERT INTO case_numbers (id, case_id, organisation_id, year, n, text, given_on) "
    f"SELECT {NEW}, c.id, c.organisation_id, CAST(strftime('%Y', c.registered_at) AS INTEGER), c.rowid, "
    f"c.number, date({DAY}, '+1 days') FROM cases c WHERE c.number IS NOT NULL",
    "INSERT INTO case_numbers (id, case_id, organisation_id, year, n, text, given_on) "
    f"SELECT {NEW}, c.id, h.organisation_id, CAST(strftime('%Y', c.registered_at) AS INTEGER), c.rowid, "
    f"c.number || '之前', {DAY} FROM cases c JOIN holdings h ON h.case_id = c.id AND h.until_at IS NOT NULL",
    *(
        "INSERT INTO parties (id, case_id, ordinal, position, side, kind, name, ethnicity, occupation, paper, "
        "paper_missing_reason, address_withheld, credit_code, legal_representative, language, interpreter, "
        "special_care, from_on) "
        f"SELECT {NEW}, c.id, {n}, {n}, '{side}', 'natural', '当事人' || (c.rowid * 2 + {n}), '汉族', '', 'id_card', "
        f"'', 0, '', '', '', '', '[]', {DAY} FROM cases c WHERE NOT c.is_open"
        for n, side in enumerate(("applicant", "respondent"))
    ),
    "INSERT INTO agreements (id, case_id, ordinal, form, drawn_on, in_force_on, performed_at_once) "
    f"SELECT {NEW}, c.id, 1, CASE c.outcome WHEN 'agreed_written' THEN 'written' ELSE 'oral' END, c.concluded_on, "
    f"c.concluded_on, c.rowid % 3 = 0 FROM cases c WHERE c.outcome IN {AGREED}",
    "INSERT INTO obligations (id, agreement_id, ordinal, kind, debtor_name, creditor_name, amount, condition, means, "
    "place, performed_at_once) "
    f"SELECT {NEW}, a.id, n.n, 'money', '张三', '李四', 10000 * n.n + a.rowid % 90000, '', '', '', 0 "
    "FROM agreements a CROSS JOIN (SELECT 1 AS n UNION ALL SELECT 2) n",
    "INSERT INTO sittings (id, case_id, ordinal, kind, manner, began_at, ended_at, place, helpers, recorder_id, "
    "rights_told, organisation_id) "
    f"SELECT {NEW}, c.id, 1, 'joint', 'on_site', c.registered_at, c.registered_at, '村委会', '', c.registered_by, 1, "
    "c.organisation_id FROM cases c WHERE NOT c.is_open",
    "ANALYZE",
)


def fill_official(house: Installation) -> None:
    """On SQLite, in one go: the cases are there already."""
    with house.begin() as uow:
        raw = uow.session.connection().connection.driver_connection
        assert raw is not None
        for sql in STATEMENTS:
            raw.execute(sql)
        uow.commit()
