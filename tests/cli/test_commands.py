"""The commands: what they print, what they refuse, and that history which was touched is found."""

from __future__ import annotations

import json
import os
import pwd
import re
import socket
import sqlite3
import tarfile
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from mediation.adapters.schema import migrate
from mediation.bootstrap import Installation
from mediation.model import Region
from mediation.readmodels.statistics import table
from mediation.rules.definition_page import definition_page, markdown
from mediation.rules.grammar import Definition
from mediation.rules.statistics import INDICATORS, Unit
from mediation.rules.vocabulary import MatterKind
from tests.cli.conftest import ROOT, run, run_from_nothing
from workflows import REGISTRY

COUNTY, TOWNSHIP = "150521000000", "150521100000"
NOVEMBER = ("--period", "2026-11")
NEW_CHAINS = "DROP TRIGGER case_events_no_update; DROP TRIGGER case_events_no_delete;"
TAMPERING = {
    "a changed row": "UPDATE case_events SET role = 'judge' WHERE rowid = 40",
    "another actor": "UPDATE case_events SET person_id = NULL WHERE rowid = 41",
    "a row taken out": "DELETE FROM case_events WHERE rowid = 42",
    "a cut tail": "DELETE FROM case_events WHERE rowid = (SELECT max(rowid) FROM case_events)",
    "two rows swapped": "UPDATE case_events SET happened_at = '2026-01-01 00:00:00.000000' WHERE rowid = 50",
}


def database(folder: Path) -> sqlite3.Connection:
    return sqlite3.connect(folder / "mediation.sqlite")


def put_back(folder: Path, revision: str) -> None:
    """The schema of an older program."""
    house = Installation.open(environment={"MEDIATION_DATA_DIR": str(folder)})
    migrate(house.database, revision, down=True)
    house.close()


def test_an_untouched_history_is_whole(furnished: Path) -> None:
    checked = run(furnished, "events", "verify")
    assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize("how", list(TAMPERING))
def test_touched_history_is_found_and_named(copy: Path, how: str) -> None:
    with database(copy) as connection:
        connection.executescript(NEW_CHAINS + TAMPERING[how])
    checked = run(copy, "events", "verify")
    assert checked.returncode == 1
    assert "案件" in checked.stderr


def test_a_tail_cut_together_with_its_head_is_found_by_the_checkpoint(copy: Path) -> None:
    assert run(copy, "events", "checkpoint").returncode == 0
    with database(copy) as connection:
        connection.executescript(NEW_CHAINS)
        case, seq, previous = connection.execute(
            "SELECT case_id, seq, previous FROM case_events WHERE seq > 2 ORDER BY rowid DESC LIMIT 1"
        ).fetchone()
        connection.execute("DELETE FROM case_events WHERE case_id = ? AND seq = ?", (case, seq))
        connection.execute(
            "UPDATE case_chains SET last_seq = ?, head = ? WHERE case_id = ?", (seq - 1, previous, case)
        )
    checked = run(copy, "events", "verify")
    assert checked.returncode == 1
    assert "不见了" in checked.stderr


def test_a_state_that_its_events_do_not_lead_to_is_found(copy: Path) -> None:
    with database(copy) as connection:
        connection.execute("UPDATE cases SET state = 'in_force' WHERE state = 'mediating'")
    checked = run(copy, "events", "verify")
    assert checked.returncode == 1
    assert "in_force" in checked.stderr
    assert "mediating" in checked.stderr


def test_a_missing_trigger_stops_the_start(copy: Path) -> None:
    with database(copy) as connection:
        connection.execute("DROP TRIGGER case_events_no_update")
    refused = run(copy, "serve")
    assert refused.returncode == 1
    assert "触发器" in refused.stderr
    assert run(copy, "db", "upgrade").returncode == 0
    with database(copy) as connection:
        there = connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'case_events_no_update'")
        assert there.fetchone() == (1,)


def test_a_port_in_use_is_one_sentence(furnished: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        refused = run(furnished, "serve", MEDIATION_PORT=str(taken.getsockname()[1]))
    assert refused.returncode == 1
    assert len(refused.stderr.strip().splitlines()) == 1


def test_a_file_that_is_no_backup_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "evil.tar"
    with tarfile.open(file, "w") as tar:
        tar.addfile(tarfile.TarInfo("../outside"))
    refused = run(tmp_path / "data", "db", "restore", str(file))
    assert refused.returncode == 1
    assert "不是本程序的备份" in refused.stderr
    assert not (tmp_path / "outside").exists()


def test_the_backlog_equals_a_slow_recount(furnished: Path) -> None:
    page = json.loads(run(furnished, "backlog", "--json", "--as", "shidudao").stdout)
    with database(furnished) as connection:
        (open_,) = connection.execute("SELECT sum(is_open) FROM cases").fetchone()
    assert page["total"]["open"] == open_ == sum(row["open"] for row in page["rows"])
    assert run(furnished, "backlog", "--as", "shidudao").stdout.startswith("截至 20")
    assert run(furnished, "backlog", "--recount").stdout == "页面的数字和逐件重数的一致\n"


def test_the_backlog_of_a_village_adds_up_to_its_townships(furnished: Path) -> None:
    township = json.loads(
        run(furnished, "backlog", "--region", "150521100000", "--json", "--as", "shidudao").stdout
    )
    village = json.loads(
        run(furnished, "backlog", "--region", "150521100205", "--json", "--as", "shidudao").stdout
    )
    row = next(row for row in township["rows"] if row["region_code"] == "150521100205")
    assert row["open"] == village["total"]["open"] > 0


def test_whoever_has_no_account_reads_no_small_group_and_every_reading_is_noted(copy: Path) -> None:
    whole = json.loads(run(copy, "backlog", "--region", COUNTY, "--json", "--as", "qidudao").stdout)
    some = json.loads(run(copy, "backlog", "--region", COUNTY, "--json").stdout)
    lines = run(copy, "backlog", "--region", COUNTY).stdout
    month = json.loads(run(copy, "statistics", "--region", COUNTY, "--json").stdout)
    small = [row["region_code"] for row in whole["rows"] if 0 < row["open"] < 5]
    assert small
    assert all(row["open"] is None for row in some["rows"] if row["region_code"] in small)
    assert not re.search(r"(未结|逾期|结案|在法院) [1-4]\b", lines)
    assert "＊" in lines
    assert not {"1", "2", "3", "4"} & set(month["indicators"].values())
    assert "values" not in month
    with database(copy) as connection:
        by_account = connection.execute("SELECT what FROM exports ORDER BY made_at DESC LIMIT 1").fetchone()
        noted = connection.execute(
            "SELECT operator, region_code, what FROM operator_exports WHERE region_code = ? ORDER BY made_at",
            (COUNTY,),
        ).fetchall()
    assert json.loads(by_account[0]) == {
        "page": "backlog",
        "by": "command",
        "machine": pwd.getpwuid(os.getuid()).pw_name,
    }
    assert [(who, where, json.loads(what).get("page")) for who, where, what in noted] == [
        (pwd.getpwuid(os.getuid()).pw_name, COUNTY, "backlog"),
        (pwd.getpwuid(os.getuid()).pw_name, COUNTY, "backlog"),
        (pwd.getpwuid(os.getuid()).pw_name, COUNTY, None),
    ]
    told = [
        json.loads(line)
        for line in run(copy, "export", "log", "--region", COUNTY, "--json").stdout.splitlines()
    ]
    assert [(one["operator"], one["kind"]) for one in told[:4]] == [  # below them, what other tests took
        *((True, kind) for kind in ("statistics", "backlog", "backlog")),
        (False, "backlog"),
    ]
    newest = run(copy, "export", "log", "--most", "1").stdout.rstrip("\n").split("\t")
    assert newest[1:5] == [told[0]["who"], "服务器账号", told[0]["area"], "统计报表"]
    assert newest[-1] == told[0]["sha256"]


def test_no_place_follows_from_the_area_and_the_other_places(copy: Path) -> None:
    """Read one after another without an account: what is left of the township's figure is nothing, or no small one."""
    house = Installation.open(environment={"MEDIATION_DATA_DIR": str(copy)})
    with house.read() as session:
        township = session.get_one(Region, TOWNSHIP)
        page = table(session, township, None, house.clock.now(), house.clock.today())
    house.close()
    names = [one.name for one in INDICATORS if one.of is None and one.unit is not Unit.AMOUNT]
    parts = [one for one in page.parts if not one.figures.is_zero()]
    alone = [
        name
        for name in names
        if sum(0 < one.figures.values[name] < 5 for one in parts) == 1 and page.figures.values[name] >= 5
    ]
    assert alone
    places = [TOWNSHIP, *(one.region_code for one in parts if not one.own)]
    whole, *others = (
        json.loads(run(copy, "statistics", "--region", code, "--json").stdout)["indicators"]
        for code in places
    )
    left = {
        name: int(whole[name]) - sum(int(one[name] or 0) for one in others)
        for name in names
        if whole[name] is not None
    }
    assert {name for name, n in left.items() if 0 < n < 5} == set()
    assert not {name for name in alone if name in left and not left[name]}


def test_a_copy_to_report_is_asked_for_and_says_so(copy: Path, tmp_path: Path) -> None:
    file = tmp_path / "table.xlsx"
    line = ("export", "statistics", "--region", COUNTY, *NOVEMBER, "-o", str(file))
    for who in ((), ("--as", "zongzhi")):
        refused = run(copy, *line, "--use", "report", *who)
        assert (refused.returncode, "由司法局、司法所导出" in refused.stderr) == (1, True)
        assert not file.exists()
    marks = []
    for use in ((), ("--use", "report")):
        assert run(copy, *line, *use, "--as", "qidudao").returncode == 0
        marks.append(str(load_workbook(file)["统计表"]["A3"].value))
    assert "导出，仅供工作使用" in marks[0]
    assert "报送用：含小数目，不得公开、不得外传" in marks[1]
    assert all("陈志远" in one for one in marks)


def test_the_table_on_paper_holds_what_the_spreadsheet_does(copy: Path, tmp_path: Path) -> None:
    line = ("export", "statistics", "--region", COUNTY, *NOVEMBER, "--as", "qidudao", "--use", "report", "-o")
    paper, file = tmp_path / "table.pdf", tmp_path / "table.xlsx"
    for one in (paper, file):
        assert run(copy, *line, str(one)).returncode == 0
    printed = " ".join(page.extract_text() for page in PdfReader(paper).pages)
    book = load_workbook(file, data_only=True)
    titles = [str(row[0].value) for row in book["统计表"].iter_rows(min_row=6) if row[0].value]
    assert all(title in printed for title in titles if not title.startswith(("各地相加", "减")))
    assert printed.count("报送用：含小数目，不得公开、不得外传") > 2
    with database(copy) as connection:
        taken = [
            json.loads(what) for (what,) in connection.execute("SELECT what FROM exports ORDER BY made_at")
        ]
    assert [one["form"] for one in taken[-2:]] == ["pdf", "xlsx"]


def test_who_took_figures_is_the_process_and_not_what_it_calls_itself(copy: Path) -> None:
    called = dict.fromkeys(("LOGNAME", "USER", "LNAME", "USERNAME"), "somebody-else")
    assert run(copy, "backlog", "--region", COUNTY, **called).returncode == 0
    with database(copy) as connection:
        (who,) = connection.execute("SELECT operator FROM operator_exports ORDER BY made_at DESC").fetchone()
    assert who == pwd.getpwuid(os.getuid()).pw_name


def test_a_supervisor_of_the_next_county_reads_nothing_here(copy: Path) -> None:
    for line in (("backlog",), ("statistics",)):
        for account in ("qidudao", "cunzhuren", "faguan"):
            refused = run(copy, *line, "--region", "150523000000", "--as", account)
            assert refused.returncode == 1
            assert refused.stderr.strip() == "没有找到，或者您无权查看"


def test_an_unknown_place_or_account_is_one_sentence(furnished: Path) -> None:
    for arguments in (("backlog", "--region", "999999999999"), ("case", "show", "x", "--as", "nobody")):
        refused = run(furnished, *arguments)
        assert refused.returncode == 1
        assert len(refused.stderr.strip().splitlines()) == 1


def test_a_case_is_shown_to_its_people_and_to_nobody_else(furnished: Path) -> None:
    with database(furnished) as connection:
        (number,) = connection.execute(
            "SELECT number FROM cases WHERE number LIKE '%保康人调字%' LIMIT 1"
        ).fetchone()
    half_width = number.replace("（", "(").replace("）", ")")
    assert run(furnished, "case", "show", half_width, "--as", "zhenzhuren").returncode == 0
    for stranger in ("lincun", "kailu", "kailufayuan", "guanliyuan"):
        refused = run(furnished, "case", "show", number, "--as", stranger)
        missing = run(furnished, "case", "show", "（2026）没有人调字第1号", "--as", stranger)
        assert (
            (refused.returncode, refused.stderr)
            == (missing.returncode, missing.stderr)
            == (1, refused.stderr)
        )


def test_a_backup_is_restored_with_its_key_and_never_over_data(furnished: Path, tmp_path: Path) -> None:
    file = tmp_path / "backup.tar"
    assert run(furnished, "db", "backup", str(file)).returncode == 0
    assert file.stat().st_mode & 0o077 == 0
    assert run(furnished, "db", "restore", str(file)).returncode == 1
    new = tmp_path / "new"
    assert run(new, "db", "restore", str(file)).returncode == 0
    without_key = run(new, "events", "verify")
    assert without_key.returncode == 1
    assert "密钥" in without_key.stderr
    (new / "keys").mkdir(mode=0o700)
    key = new / "keys" / "master.key"
    key.write_bytes((furnished / "keys" / "master.key").read_bytes())
    key.chmod(0o600)
    assert run(new, "events", "verify").returncode == 0


@pytest.mark.parametrize("definition", REGISTRY.newest().definitions, ids=lambda d: d.matter.value)
def test_the_page_beside_a_definition_is_fresh(definition: Definition) -> None:
    page = ROOT / "workflows" / f"{definition.matter.value}.md"
    assert page.read_text(encoding="utf-8") == markdown(definition_page(REGISTRY, definition))


@pytest.mark.parametrize(
    "line",
    [
        "case show x --as wang",
        "case pdf x agreement --as wang -o {folder}/x.pdf",
        "events verify",
        "events checkpoint",
        "import divisions {folder}/divisions.csv",
        "import organisations {folder}/organisations.csv",
        "import users {folder}/users.csv",
        "backlog",
        "backlog --region 150500000000 --json",
        "demo",
        "db backup {folder}/backup.tar",
        "db backup {folder}/nowhere/backup.tar",
        "db restore {folder}/no-backup",
        "documents samples {folder}/no-backup/below",
        "workflows page {folder}/nowhere",
        "serve",
        "worker",
    ],
)
def test_what_cannot_be_done_with_an_empty_data_folder_is_one_sentence(tmp_path: Path, line: str) -> None:
    (tmp_path / "no-backup").write_text("not an archive")
    (tmp_path / "divisions.csv").write_text("code,name\n150000000000,内蒙古自治区\n")
    (tmp_path / "organisations.csv").write_text(
        "kind,name,region_code,short_name\ncourt,法院,150000000000,法\n"
    )
    (tmp_path / "users.csv").write_text("account,name,organisation,role\nwang,王芳,法院,judge\n")
    refused = run(tmp_path / "data", *line.format(folder=tmp_path).split())
    assert refused.returncode == 1
    assert len(refused.stderr.strip().splitlines()) == 1, refused.stderr
    assert "Traceback" not in refused.stderr
    assert not (tmp_path / "backup.tar").exists()


def test_a_database_behind_its_program_is_said(copy: Path) -> None:
    with database(copy) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
    for line in ("events verify", "backlog", "case show x --as cunzhuren"):
        refused = run(copy, *line.split())
        assert refused.returncode == 1
        assert refused.stderr.strip() == "数据库结构不是最新版本：请先运行 mediation db upgrade"


def test_clocks_are_swept_once(copy: Path) -> None:
    first = json.loads(run(copy, "deadlines", "sweep", "--json").stdout)
    assert first["overdue"] > 5
    assert first["failed"] == 0
    again = run(copy, "deadlines", "sweep")
    assert again.returncode == 0
    assert "黄牌 0 个，红牌 0 个" in again.stdout
    assert run(copy, "events", "verify").returncode == 0


def test_a_version_that_is_not_there_is_one_sentence(copy: Path) -> None:
    line = ("workflows", "migrate", "dispute", "--from", "1", "--to", "99", "--as", "guanliyuan")
    refused = run(copy, *line)
    assert (refused.returncode, refused.stderr.strip()) == (1, "没有「纠纷」第 99 版")
    wrong = run(copy, "workflows", "migrate", "quarrel", "--from", "1", "--to", "2", "--as", "guanliyuan")
    assert (wrong.returncode, wrong.stderr.strip()) == (1, "没有「quarrel」这种流程")


def test_open_matters_are_tried_moved_and_taken_back(copy: Path) -> None:
    newest = REGISTRY.current(MatterKind.HAND_OVER).version
    line = f"workflows migrate hand_over --from {newest} --to {newest - 1} --as guanliyuan".split()
    tried = run(copy, *line)
    assert tried.returncode == 0, tried.stderr
    n = len(tried.stdout.splitlines()) - 1
    assert n > 0
    assert tried.stdout.splitlines()[-1] == f"试算 {n} 件，不能办 0 件"
    moved = run(copy, *line, "--apply")
    assert (moved.returncode, moved.stdout.splitlines()[-1]) == (0, f"办了 {n} 件，不能办 0 件")
    number = moved.stdout.splitlines()[0].partition("：")[2]
    assert run(copy, *line).stdout.splitlines() == ["试算 0 件，不能办 0 件"]
    unsaid = run(copy, *line, "--undo", number)
    assert (unsaid.returncode, unsaid.stderr.strip()) == (1, "请写明理由")
    back = run(copy, *line, "--undo", number, "--reason", "选错了版本")
    assert (back.returncode, back.stdout.splitlines()[-1]) == (0, f"办了 {n} 件，不能办 0 件")
    assert run(copy, *line).stdout == tried.stdout
    assert run(copy, "events", "verify").returncode == 0


def test_every_definition_is_as_it_was_published() -> None:
    assert REGISTRY.unpublished() == ()


def test_help_names_every_command_and_each_can_be_called() -> None:
    told = run_from_nothing(Path("/nonexistent"), "--help")
    assert told.returncode == 0
    for name in ("db", "demo", "documents", "backlog", "workflows", "case", "events", "worker", "serve"):
        assert name in told.stdout
        assert run_from_nothing(Path("/nonexistent"), name, "--help").returncode == 0


def test_a_forgotten_password_is_set_anew_and_told_once(copy: Path) -> None:
    done = run(copy, "accounts", "reset-password", "cunzhuren")
    assert done.returncode == 0, done.stderr
    assert "临时密码：" in done.stdout
    unknown = run(copy, "accounts", "reset-password", "nobody")
    assert (unknown.returncode, unknown.stdout) == (1, "")
    assert "没有这个账号" in unknown.stderr


ANOTHER = (
    "INSERT INTO agreements (id, case_id, ordinal, form, drawn_on, performed_at_once, superseded_at) "
    "SELECT lower(hex(randomblob(16))), case_id, 9, form, drawn_on, performed_at_once, '2026-01-01 00:00:00.000000' "
    "FROM agreements LIMIT 1"
)


def rechained(connection: sqlite3.Connection, case: bytes) -> None:
    """What somebody without the key can do: digests and head made to fit again."""
    previous, last = b"\x00" * 32, 0
    rows = connection.execute(
        "SELECT seq, digest FROM case_events WHERE case_id = ? ORDER BY seq", (case,)
    ).fetchall()
    for seq, digest in rows:
        connection.execute(
            "UPDATE case_events SET previous = ? WHERE case_id = ? AND seq = ?", (previous, case, seq)
        )
        previous, last = digest, seq
    connection.execute(
        "UPDATE case_chains SET last_seq = ?, head = ? WHERE case_id = ?", (last, previous, case)
    )


def test_a_chain_cut_and_closed_again_lacks_the_seal_of_its_head(copy: Path) -> None:
    with database(copy) as connection:
        connection.executescript(NEW_CHAINS)
        case, seq = connection.execute(
            "SELECT case_id, seq FROM case_events WHERE seq > 3 ORDER BY rowid DESC LIMIT 1"
        ).fetchone()
        connection.execute("DELETE FROM case_events WHERE case_id = ? AND seq = ?", (case, seq))
        rechained(connection, case)
    checked = run(copy, "events", "verify")
    assert checked.returncode == 1
    assert "封签" in checked.stderr


def test_an_upgrade_seals_no_chain_that_was_sealed_before(copy: Path) -> None:
    """The seal is taken off and the chain rewritten; the next start runs the upgrade."""
    with database(copy) as connection:
        connection.executescript(NEW_CHAINS)
        case, seq = connection.execute(
            "SELECT case_id, seq FROM case_events WHERE seq > 3 ORDER BY rowid DESC LIMIT 1"
        ).fetchone()
        connection.execute("DELETE FROM case_events WHERE case_id = ? AND seq = ?", (case, seq))
        rechained(connection, case)
        connection.execute("UPDATE case_chains SET seal = NULL WHERE case_id = ?", (case,))
    assert run(copy, "db", "upgrade").returncode == 0
    checked = run(copy, "events", "verify")
    assert checked.returncode == 1
    assert "封签" in checked.stderr


def test_a_schema_put_back_to_before_the_seals_gets_none(copy: Path) -> None:
    """Whoever writes to the database can take the column away and the number of the schema back."""
    put_back(copy, "0006")
    with database(copy) as connection:
        connection.executescript(
            NEW_CHAINS + "ALTER TABLE case_chains DROP COLUMN seal;"
            "ALTER TABLE documents ADD COLUMN contents_digest VARCHAR(64) NOT NULL DEFAULT '';"
            "UPDATE alembic_version SET version_num = '0005'"
        )
    assert run(copy, "db", "upgrade").returncode == 0
    checked = run(copy, "events", "verify")
    assert checked.returncode == 1
    assert "封签" in checked.stderr


def test_chains_of_an_older_program_are_sealed_by_its_upgrade(copy: Path) -> None:
    (copy / "checkpoints").unlink(missing_ok=True)
    put_back(copy, "0006")
    with database(copy) as connection:
        connection.executescript(
            "ALTER TABLE case_chains DROP COLUMN seal;"
            "ALTER TABLE documents ADD COLUMN contents_digest VARCHAR(64) NOT NULL DEFAULT '';"
            "UPDATE alembic_version SET version_num = '0005'"
        )
    assert run(copy, "db", "upgrade").returncode == 0
    checked = run(copy, "events", "verify")
    assert checked.returncode == 0, checked.stderr


def test_duties_of_an_older_program_keep_what_became_of_them_and_get_their_clocks(copy: Path) -> None:
    put_back(copy, "0007")
    with database(copy) as connection:
        before = dict(connection.execute("SELECT state, count(*) FROM obligations GROUP BY state"))
    assert {"pending", "done", "done_late", "broken"} <= set(before)
    assert run(copy, "db", "upgrade").returncode == 0
    with database(copy) as connection:
        after = dict(connection.execute("SELECT state, count(*) FROM performances GROUP BY state"))
        without = connection.execute(
            "SELECT count(*) FROM performances p WHERE p.is_open AND p.due_on IS NOT NULL "
            "AND NOT EXISTS (SELECT 1 FROM deadlines d WHERE d.matter_id = p.id)"
        ).fetchone()
        never_due = connection.execute(
            "SELECT count(*) FROM obligations o JOIN agreements a ON a.id = o.agreement_id "
            "WHERE o.id NOT IN (SELECT obligation_id FROM performances) AND a.in_force_on IS NOT NULL"
        ).fetchone()
    assert {name: after[name] for name in ("done", "done_late", "broken")} == {
        name: before[name] for name in ("done", "done_late", "broken")
    }
    assert (without, never_due) == ((0,), (0,))
    assert run(copy, "events", "verify").returncode == 0


def test_a_new_checkpoint_does_not_make_up_for_those_taken_away(copy: Path) -> None:
    assert run(copy, "events", "checkpoint").returncode == 0
    with database(copy) as connection:
        connection.executescript(
            "DROP TRIGGER checkpoint_heads_no_delete; DROP TRIGGER checkpoints_no_delete;"
            "DELETE FROM checkpoint_heads; DELETE FROM checkpoints;"
        )
    assert run(copy, "events", "checkpoint").returncode == 0
    checked = run(copy, "events", "verify")
    assert checked.returncode == 1
    assert "检查点" in checked.stderr


def test_checkpoints_taken_away_are_missed(copy: Path) -> None:
    assert run(copy, "events", "checkpoint").returncode == 0
    assert (copy / "checkpoints").stat().st_mode & 0o077 == 0
    assert run(copy, "events", "verify").returncode == 0
    with database(copy) as connection:
        connection.executescript(
            "DROP TRIGGER checkpoint_heads_no_delete; DROP TRIGGER checkpoints_no_delete;"
            "DELETE FROM checkpoint_heads; DELETE FROM checkpoints;"
        )
    checked = run(copy, "events", "verify")
    assert checked.returncode == 1
    assert "检查点" in checked.stderr


def test_a_case_without_its_events_is_found(copy: Path) -> None:
    with database(copy) as connection:
        connection.executescript(NEW_CHAINS)
        (case,) = connection.execute("SELECT case_id FROM case_chains LIMIT 1").fetchone()
        for table in ("case_events", "case_chains"):
            connection.execute(f"DELETE FROM {table} WHERE case_id = ?", (case,))
    checked = run(copy, "events", "verify")
    assert checked.returncode == 1
    assert "没有办案记录" in checked.stderr


@pytest.mark.daily(4)
@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("UPDATE obligations SET amount = amount + 1 WHERE amount IS NOT NULL", "约定"),
        ("DELETE FROM obligations WHERE ordinal = 2", "约定"),
        ("UPDATE signatures SET signed_on = '2020-01-01' WHERE agreement_id IS NOT NULL", "签名"),
        ("UPDATE agreements SET in_force_on = '2020-01-01' WHERE in_force_on IS NOT NULL", "生效日期"),
        ("UPDATE agreements SET in_force_on = drawn_on WHERE in_force_on IS NULL", "生效日期"),
        ("UPDATE obligations SET debtor_id = creditor_id, creditor_id = debtor_id", "约定"),
        ("UPDATE obligations SET debtor_name = '别人' WHERE debtor_id IS NOT NULL", "约定"),
        ("UPDATE obligations SET performed_at_once = 1 - performed_at_once", "约定"),
        (
            "UPDATE signatures SET person_id = (SELECT id FROM people WHERE account = 'kailu') "
            "WHERE role = 'mediator'",
            "签名",
        ),
        ("UPDATE signatures SET voided_at = recorded_at", "签名"),
        (ANOTHER, "协议"),
        ("DELETE FROM agreements WHERE in_force_on IS NULL", "协议"),
        ("UPDATE agreements SET superseded_at = '2026-01-01 00:00:00.000000'", "协议"),
    ],
)
def test_what_was_agreed_is_held_against_what_the_events_tell(copy: Path, change: str, said: str) -> None:
    with database(copy) as connection:
        connection.execute(change)
    checked = run(copy, "events", "verify")
    assert checked.returncode == 1
    assert said in checked.stderr
