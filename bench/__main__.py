"""script/bench: the table, as ratios in one run."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.measure import Row

HEAD = ("| what | figure | against | times as fast |", "|---|---|---|---|")


def benchmarks(quick: bool) -> dict[str, Callable[[], Iterator[Row]]]:
    """Each loads what it measures only when it runs."""

    def steps() -> Iterator[Row]:
        from bench.steps import measure

        return measure(rounds=2 if quick else 9, cases=3 if quick else 30)

    def papers() -> Iterator[Row]:
        from bench.papers import measure

        return measure(
            rounds=2 if quick else 25,
            batch=4 if quick else 731,
            environment=None if quick else Path("var/bench/peers"),
            chromium=os.environ.get("MEDIATION_CHROMIUM", "/usr/bin/chromium"),
        )

    def pages() -> Iterator[Row]:
        from bench.pages import measure

        folder = Path("var/bench")
        if quick:
            return measure(folder=folder, cases=60, requests=4, rounds=1, alone=2, warming=4)
        return measure(folder=folder, cases=20_000, requests=120, rounds=7)

    def court() -> Iterator[Row]:
        from bench.court import measure

        return measure(folder=Path("var/bench"), cases=60 if quick else 36_200, alone=2 if quick else 20)

    def long_cases() -> Iterator[Row]:
        from bench.long_cases import measure

        return measure(rounds=1, steps=2, events=3) if quick else measure(rounds=9, steps=40)

    def startup() -> Iterator[Row]:
        from bench.startup import measure

        return measure(rounds=2 if quick else 15)

    def peers() -> Iterator[Row]:
        from bench.peer_steps import measure

        environment = Path("var/bench/peers")
        rounds, cases = (1, 2) if quick else (7, 12)
        return measure(rounds=rounds, cases=cases, environment=environment)

    def clocks() -> Iterator[Row]:
        from bench.clocks import measure

        return measure(folder=Path("var/bench"), cases=120 if quick else 40_000)

    def batches() -> Iterator[Row]:
        from bench.batches import measure

        return measure(followers=3 if quick else 731)

    def imports() -> Iterator[Row]:
        from bench.imports import measure

        return measure(rows=40 if quick else 36_200)

    def dossiers() -> Iterator[Row]:
        from bench.dossiers import measure

        return measure(rounds=1, pages=9, scans=2) if quick else measure(rounds=2, pages=300, scans=50)

    def backlog() -> Iterator[Row]:
        from bench.backlog import measure

        if quick:
            return measure(folder=Path("var/bench"), sizes={300: 100}, requests=2, databases=("SQLite",))
        sizes = {10_000: 8_000, 100_000: 8_000, 1_000_000: 8_000}
        return measure(folder=Path("var/bench"), sizes=sizes, requests=40, databases=("SQLite", "PostgreSQL"))

    def backlog_city() -> Iterator[Row]:
        from bench.backlog import measure

        sizes = {300: 100} if quick else {1_000_000: 40_000}
        databases = ("SQLite",) if quick else ("SQLite", "PostgreSQL")
        return measure(
            folder=Path("var/bench"), sizes=sizes, requests=2 if quick else 40, databases=databases
        )

    def exports() -> Iterator[Row]:
        from bench.backlog import exports as measure

        return measure(folder=Path("var/bench"), cases=300 if quick else 210_000, lines=100_000)

    def supervising() -> Iterator[Row]:
        from bench.supervising import measure

        folder = Path("var/bench")
        if quick:
            return measure(folder=folder, cases=300, requests=2)
        return measure(folder=folder, cases=100_000, requests=7)

    def exchange() -> Iterator[Row]:
        from bench.exchange import measure

        return measure(cases=2 if quick else 60)

    def what_if() -> Iterator[Row]:
        from bench.what_if import measure

        return measure(cases=60, runs=5) if quick else measure(cases=2_000, runs=20)

    def simulation() -> Iterator[Row]:
        from bench.simulation import measure

        return measure(share=0.002 if quick else 1 / 40)

    return {
        "steps": steps,
        "peers": peers,
        "papers": papers,
        "imports": imports,
        "dossiers": dossiers,
        "pages": pages,
        "court": court,
        "long": long_cases,
        "clocks": clocks,
        "batches": batches,
        "startup": startup,
        "backlog": backlog,
        "backlog_city": backlog_city,
        "exports": exports,
        "supervising": supervising,
        "what_if": what_if,
        "exchange": exchange,
        "simulation": simulation,
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="script/bench", description="Measurements as ratios in one run.")
    parser.add_argument("--quick", action="store_true", help="tiny sizes, to see that it runs")
    parser.add_argument("--only", choices=list(benchmarks(quick=True)), nargs="+")
    parser.add_argument("--out", type=Path, help="write the table there too")
    chosen = parser.parse_args()
    lines = list(HEAD)
    print(*HEAD, sep="\n", flush=True)  # noqa: T201
    for name, measure in benchmarks(chosen.quick).items():
        if chosen.only is None or name in chosen.only:
            for row in measure():
                lines.append(row.line())
                print(lines[-1], flush=True)  # noqa: T201
    if chosen.out:
        chosen.out.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
