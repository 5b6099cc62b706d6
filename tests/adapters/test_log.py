"""No line of the log shows a person's number, whoever wrote it and however it came in."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from uuid import UUID

import pytest
import structlog

from mediation.adapters.clock import SystemClock
from mediation.adapters.log import mask, route_here, set_up_log
from mediation.rules.machine import move
from mediation.rules.vocabulary import MatterKind
from workflows import REGISTRY

ID_NUMBER, WITH_X, MOBILE = "150524199001011234", "15052419900101123X", "13947512345"


@pytest.fixture(params=["json", "console"])
def log(request: pytest.FixtureRequest) -> Iterator[Callable[[], str]]:
    """The text of the log so far, in each style; the logging of the tests is put back after."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    set_up_log(style=request.param, stream=stream)
    yield stream.getvalue
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.mark.parametrize(
    "number", [ID_NUMBER, WITH_X, WITH_X.lower(), MOBILE, "６２２２０２０６０２００１２３４５６７"]
)
@pytest.mark.parametrize("around", ["{}", "身份证{}号", "ID{}", "号码：{}，电话", "/find?q={}&x=1"])
def test_a_number_is_masked_whatever_stands_around_it(number: str, around: str) -> None:
    masked = mask(around.format(number))
    assert number not in masked
    assert masked == around.format("*" * len(number))


@pytest.mark.parametrize(
    "number",
    [
        "152321 19800305 3570",
        "152321-19800305-357X",
        "138-1234-5678",
        "138 1234 5678",
        "+8613812345678",
        "86 138 1234 5678",
        "１３８１２３４５６７８",
        "6222 0206 0200 1234 567",
    ],
)
def test_a_number_is_masked_however_it_is_set_apart(number: str) -> None:
    assert mask(f"电话 {number}，请回") == f"电话 {'*' * len(number)}，请回"


@pytest.mark.parametrize(
    "text",
    [
        "150524201203",
        "2026-11-23T10:00:00.123456Z",
        "（2026）保康人调字第12号",
        "01980f5e-7c1a-7b3e-9d2f-0123456789ab",
        "12000.00",
    ],
)
def test_regions_dates_and_case_numbers_stay_readable(text: str) -> None:
    assert mask(text) == text


def test_a_number_is_masked_however_deep_it_stands() -> None:
    class Loud:
        def __str__(self) -> str:
            return f"<party {ID_NUMBER}>"

    deep = {
        "a": [{"b": (ID_NUMBER, 7, None, True)}],
        MOBILE: {Loud()},
        "raw": ID_NUMBER.encode(),
        "n": int(MOBILE),
    }
    masked = mask(deep)
    assert ID_NUMBER not in repr(masked)
    assert MOBILE not in repr(masked)
    assert masked["a"][0]["b"][1:] == [7, None, True]
    assert mask(UUID(int=5)) == str(UUID(int=5))


def test_our_own_lines_are_masked(log: Callable[[], str]) -> None:
    structlog.get_logger("ours").info(f"party {ID_NUMBER}", phone=MOBILE, nested={"id": [WITH_X]})
    assert_masked(log(), "party")


def test_the_standard_library_s_lines_are_masked(log: Callable[[], str]) -> None:
    logging.getLogger("theirs").warning("called %s about %s", MOBILE, ID_NUMBER, extra={"payer": WITH_X})
    assert_masked(log(), "called")


def test_exception_texts_are_masked_in_both_kinds_of_line(log: Callable[[], str]) -> None:
    def fail() -> None:
        number = ID_NUMBER  # a local, which pretty tracebacks would print
        raise ValueError(f"no party {number}") from KeyError(MOBILE)

    for write in (structlog.get_logger("ours").exception, logging.getLogger("theirs").exception):
        try:
            fail()
        except ValueError:
            write("failed")
    assert_masked(log(), "ValueError")
    assert log().count("ValueError: no party ***") == 2


def test_context_bound_to_a_request_is_in_every_line_and_masked(log: Callable[[], str]) -> None:
    with structlog.contextvars.bound_contextvars(request="r-1", account=MOBILE):
        logging.getLogger("theirs").info("seen")
    assert_masked(log(), "r-1")


def test_a_server_s_own_handlers_can_be_taken_over(log: Callable[[], str]) -> None:
    server = logging.getLogger("server.access")
    own = io.StringIO()
    server.addHandler(logging.StreamHandler(own))
    server.propagate = False
    route_here("server.access")
    server.info("GET /find?q=%s", ID_NUMBER)
    assert own.getvalue() == ""
    assert_masked(log(), "GET")


def test_setting_up_twice_writes_every_line_once(log: Callable[[], str]) -> None:
    stream = io.StringIO()
    set_up_log(style="json", level="WARNING", stream=stream)
    logging.getLogger("theirs").info("too quiet")
    logging.getLogger("theirs").warning("once")
    structlog.get_logger("ours").warning("twice")
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert [line["event"] for line in lines] == ["once", "twice"]
    assert [line["logger"] for line in lines] == ["theirs", "ours"]
    assert log() == ""


def test_a_step_of_a_case_leaves_no_lines_of_the_machine_s_library(log: Callable[[], str]) -> None:
    dispute = REGISTRY.current(MatterKind.DISPUTE)
    assert move(dispute, "registered", dispute.step("skip_settlement")) == "awaiting_acceptance"
    assert log() == ""
    logging.getLogger("transitions.core").warning("heard")
    assert "heard" in log()


def test_the_machine_s_clock_gives_aware_instants_and_the_date_in_shanghai() -> None:
    clock = SystemClock()
    assert clock.now().tzinfo is UTC
    assert abs(clock.now() - datetime.now(UTC)).total_seconds() < 5

    class Evening(SystemClock):
        def now(self) -> datetime:
            return datetime(2026, 11, 23, 16, 30, tzinfo=UTC)

    assert Evening().today().isoformat() == "2026-11-24"


def assert_masked(text: str, word: str) -> None:
    assert word in text
    for number in (ID_NUMBER, WITH_X, MOBILE):
        assert number not in text
