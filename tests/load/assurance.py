"""``docs/assurance-report.md``: each promise, the figure promised and the figure reached.

``python -m tests.load.assurance`` writes it from docs/reports/*.json; nothing in it is typed by
hand. What was not measured, or fell short, says so in bold.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.load.report import REPORTS
from tests.load.server import ROOT

Facts = dict[str, Any]
Reached = tuple[str, bool | None]  # words, and whether the promise is kept; None: not measured
NOT_MEASURED: Reached = ("not measured", None)
KILLS, CASTS = 200, 10_000  # of R1
NOTICES, DEATHS = 1_000, 3  # of R4
WRITERS, WORST_MS = 16, 5_000  # of R7, with CASTS
CITY, MILLION = 800_000, 1_000_000  # ballots: R8 is judged on a city, reckoned up to a million
SEALED = 1_800_000  # ballots of L6, reckoned up to likewise


@dataclass(frozen=True, slots=True)
class Promise:
    """``report``: the JSON it is read from; "" where a test of the suite holds it at each run."""

    name: str
    promised: str
    shown_by: str
    report: str = ""
    reached: Callable[[Facts], Reached] | None = None
    missing: str = ""  # what of the promise no test shows yet


def load(name: str) -> Callable[[Callable[[Facts], Reached]], Callable[[Facts], Reached]]:
    """Read one result of the load report, if it is there; it says where it was taken anew."""

    def wrap(read: Callable[[Facts], Reached]) -> Callable[[Facts], Reached]:
        def reached(facts: Facts) -> Reached:
            each = facts["results"].get(name)
            if each is None:
                return NOT_MEASURED
            words, kept = read(each)
            return _at(words, each, facts), kept

        return reached

    return wrap


def _at(words: str, each: Facts, facts: Facts) -> str:
    """The words, with the commit at which this result was taken anew."""
    first = facts["circumstances"]["commit"]
    later = each.get("commit", first)
    return words if later == first else f"{words}; at {later}"


@load("casting")
def casting(each: Facts) -> Reached:
    words = (
        f"{each['rate_per_second']}/s, p95 {each['p95_ms']} ms, p99 {each['p99_ms']} ms, "
        f"lost {each['lost']}, exact: {each['exact']}"
    )
    kept = each["rate_per_second"] >= 60 and each["p95_ms"] <= 800 and each["p99_ms"] <= 2_000
    return f"{words}, {each['seconds']} s", kept and each["exact"] and each["seconds"] >= 600


def bare(facts: Facts) -> Reached:
    ratio = facts["ratios"].get("casting / bare view")
    if ratio is None:
        return NOT_MEASURED
    return _at(f"{ratio} ×", facts["results"]["casting"], facts), ratio >= 0.5


@load("last_hour")
def last_hour(each: Facts) -> Reached:
    words = f"{each['offered']} offered, {each['acknowledged']} acknowledged, lost {each['lost']}"
    return words, each["lost"] == 0 and each["exact"]


def pages(facts: Facts) -> Reached:
    cached, fresh = (facts["results"].get(f"anonymous_{kind}") for kind in ("cached", "uncached"))
    if not cached or not fresh:
        return NOT_MEASURED
    words = f"{cached['rate_per_second']}/s cached, {fresh['rate_per_second']}/s uncached"
    kept = cached["rate_per_second"] >= 300 and fresh["rate_per_second"] >= 60
    return _at(words, fresh, facts), kept


@load("mixed")
def mixed(each: Facts) -> Reached:
    refused = sum(n for status, n in each["statuses"].items() if int(status) >= 400)
    broken = sum(each["errors"].values()) + refused
    words = f"{broken} refused or lost of {each['answers']}, p95 {each['p95_ms']} ms"
    kept = broken <= each["answers"] / 1_000 and each["p95_ms"] <= 1_000
    return f"{words}, {each['seconds']:.0f} s", kept if each["seconds"] >= 1_800 else None


@load("overload")
def overload(each: Facts) -> Reached:
    share, casting, after = each["share_of_solo_rate"], each["casting"], each["after"]
    return (
        f"casting keeps {share} of its rate for {casting['seconds']:.0f} s; after: "
        f"{after['median_ms']} ms",
        (share >= 0.7) if casting["seconds"] >= 300 else None,
    )


@load("seals")
def seals(each: Facts) -> Reached:
    seconds = each["seconds"] * max(1, SEALED / max(each["ballots"], 1))
    words = (
        f"{each['sealed']} sealed, {each['ballots']:,} ballots in {each['seconds']} s; reckoned to "
        f"{SEALED:,}: {seconds:.0f} s"
    )
    return words, each["exact"] and seconds <= 900 and each["sealed"] >= 635


@load("seals")
def isolation(each: Facts) -> Reached:
    more = each["casting_beside"]["p99_ms"] - each["casting_alone"]["p99_ms"]
    return f"p99 {more:+} ms beside the seals", more <= 200


def growth(facts: Facts) -> Reached:
    sizes = facts["sizes"]
    first, last = sizes.get("1000"), sizes.get("130000")
    if not first or not last:
        return f"measured at {', '.join(sizes)} proposals only", None
    worst = max(last[page]["median_ms"] / max(first[page]["median_ms"], 1) for page in first)
    queries = max(each["queries"] for each in last.values())
    return f"{worst:.2f} ×, at most {queries} queries", worst <= 1.2 and queries <= 15


def asked(facts: Facts) -> Reached:
    """Queries of each page; none asks more in the largest city than in one of a thousand cases."""
    sizes = facts["sizes"]
    first, last = sizes.get("1000"), sizes.get("130000")
    if not first or not last:
        return f"measured at {', '.join(sizes)} proposals only", None
    grown = [page for page in first if last[page]["queries"] > first[page]["queries"]]
    most = max(each["queries"] for each in last.values())
    return f"at most {most}; more than at 1,000: {len(grown)} pages", not grown and most <= 15


def scaling(facts: Facts) -> Reached:
    rates = facts["rates"]
    return " → ".join(f"{workers}: {rate}/s" for workers, rate in rates.items()), (
        rates.get("2", 0) >= 1.6 * rates.get("1", 1)
    )  # fmt: skip


def chaos(facts: Facts) -> Reached:
    end = facts["end"]
    words = ", ".join(f"{key} {end[key]}" for key in (
        "acknowledged ballots", "lost ballots", "confirmed payments", "lost payments",
        "half states"))  # fmt: skip
    if end["lost ballots"] or end["lost payments"] or end["half states"] or end["faults"]:
        return words, False
    is_whole = facts["kills"] >= KILLS and end["acknowledged ballots"] >= CASTS
    return f"{words}, {facts['kills']} kills", True if is_whole else None


def notices(facts: Facts) -> Reached:
    """Kept where PostgreSQL is among the databases, at full size, leases waited for."""
    results = facts["results"]
    words = "; ".join(
        f"{name}: {each['received']} of {each['queued']} received, {each['missing']} missing, "
        f"{each['doubled']} doubled, {each['kills']} kills" for name, each in results.items()
    )  # fmt: skip
    if not all(each["exact"] for each in results.values()):
        return words, False
    is_whole = "postgresql" in results and all(
        each["queued"] >= NOTICES and each["kills"] >= DEATHS and each["leases_waited_for"]
        for each in results.values()
    )
    return words, True if is_whole else None


def writers(facts: Facts) -> Reached:
    backup = facts["backup"]
    words = (
        f"{facts['writers']} × {facts['ballots']:,} ballots, {sum(facts['errors'].values())} "
        f"errors, {facts['locked']} locked, median {facts['median_ms']} ms, p99 "
        f"{facts['p99_ms']} ms, worst {facts['worst_ms']} ms; backup of {backup['ballots']:,} "
        f"{'restores' if backup['ok'] else 'does not restore'}"
    )
    if facts["errors"] or not (facts["exact"] and backup["ok"]) or facts["worst_ms"] >= WORST_MS:
        return words, False
    is_whole = facts["writers"] >= WRITERS and facts["ballots"] >= CASTS
    is_meanwhile = 0 < backup["ballots"] < facts["ballots"]
    return words, True if is_whole and is_meanwhile else None


def fault(name: str) -> Callable[[Facts], Reached]:
    def read(facts: Facts) -> Reached:
        each = facts["results"].get(name)
        if each is None:
            return NOT_MEASURED
        words = f"back after {each['ready_again_after_s']} s; statuses {each['statuses']}"
        return words, "500" not in each["statuses"] and each["ready_again_after_s"] <= 10

    return read


def drill(facts: Facts) -> Reached:
    seconds = facts["restore_s"] + sum(facts["verifiers_s"].values())
    words = (
        f"{facts['ballots']:,} ballots, {facts['megabytes']} MB: restored in {facts['restore_s']} "
        f"s, with verifiers {seconds:.0f} s"
    )
    is_kept = seconds * max(1, MILLION / max(facts["ballots"], 1)) <= 900
    return words, is_kept if facts["ballots"] >= CITY else None


EVENING = "make load LOAD=--long"
PROMISES = (
    Promise("R1", "0 of 10,000 acknowledged lost under 200 kills", "make chaos", "chaos", chaos),
    Promise("R2", "a form sent twice does one deed", "tests/matrix/test_sweeps.py, tests/ledger"),
    Promise("R3", "Redis away: nothing refused, 0 × 500", "make chaos", "chaos",
            fault("Redis away")),
    Promise("R4", "mail and SMS away: votes taken; 1,000 notices, three kills of the worker: "
            "each once", "make chaos; tests/notifications", "notices", notices),
    Promise("R5", "database restart: errors ≤ 10 s, 503 with the truth", "make chaos", "chaos",
            fault("PostgreSQL restarted")),
    Promise("R7", "SQLite: 16 writers × 10,000 ballots, none refused, worst wait < 5 s; a backup "
            "meanwhile restores", "python -m tests.load.sqlite_writers", "sqlite_writers",
            writers),
    Promise("R8", "restore ≤ 30 min, a million ballots ≤ 15 min, verifiers pass",
            "make restore-drill", "restore", drill),
    Promise("R11", "each fault flips its field", "tests/core/test_health.py"),
    Promise("R13", "a seal delays a ballot ≤ 200 ms at p99", EVENING, "load_long", isolation),
    Promise("R14", "≤ 15 queries a page, the same at every size", "make growth", "growth", asked),
    Promise("R17", "error pages: no traceback, one next step", "tests/core/test_outages.py, "
            "tests/browser/test_errors.py"),
    Promise("L1", "≥ 60 ballots/s for 10 min, p95 ≤ 800 ms, p99 ≤ 2 s, exact", EVENING,
            "load_long", casting),
    Promise("L1 ratio", "casting ≥ 0.5 × a bare one-row view", "make load", "load", bare),
    Promise("L2", "last hour of Estonia at 102/s: no loss, no false success", EVENING,
            "load_long", last_hour),
    Promise("L3", "≥ 300 pages/s cached, ≥ 60/s uncached list", "make load", "load", pages),
    Promise("L4", "mixed: errors < 0.1 %, p95 ≤ 1 s", EVENING,
            "load_long", mixed),
    Promise("L5", "overload: casting keeps ≥ 70 %", EVENING, "load_long", overload),
    Promise("L6", "645 seals, 1.8 M ballots ≤ 15 min", EVENING, "load_long", seals),
    Promise("L7", "130,000 proposals ≤ 1.2 × the time of 1,000", "make growth", "growth", growth),
    Promise("L8", "two workers ≥ 1.6 × one", "python -m tests.load.scaling", "scaling", scaling),
)  # fmt: skip


def main() -> None:
    rows = [_row(promise) for promise in PROMISES]
    text = "\n".join([
        "# What was promised, and what was reached", "",
        "Written by `python -m tests.load.assurance` from `docs/reports/`; not edited. Figures of "
        "a busy machine are lower than those of a quiet one: the load average stands beside each.",
        "",
        "| promise | figure promised | figure reached | kept | shown by | date | commit | load |",
        "|---|---|---|---|---|---|---|---|", *rows, "",
    ])  # fmt: skip
    (ROOT / "docs" / "assurance-report.md").write_text(text)
    print(text)


def _row(promise: Promise) -> str:
    if not promise.report:
        words, verdict = "held at each run of the suite", "by test"
        if promise.missing:
            words, verdict = f"{words}; not measured: {promise.missing}", "**in part**"
        cells = [words, verdict, promise.shown_by, "", "", ""]
        return f"| {promise.name} | {promise.promised} | {' | '.join(cells)} |"
    file = REPORTS / f"{promise.report}.json"
    facts = json.loads(file.read_text()) if file.exists() else None
    words, kept = promise.reached(facts) if facts and promise.reached else NOT_MEASURED
    where = facts["circumstances"] if facts else {}
    verdict = {True: "yes", False: "**no**", None: "**not measured in full**"}[kept]
    cells = [words, verdict, promise.shown_by, str(where.get("at", ""))[:10],
             str(where.get("commit", "")), str(where.get("load_average", ""))]  # fmt: skip
    return f"| {promise.name} | {promise.promised} | {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
