"""V5, V9 and the agreement of two counts: ``python -m tests.load.package_assurance [--quick]``.

Forges a package of 2,000 ballots a thousand times and more; has the stand-alone verifier recount
every approval election of PABULIB_DIR by greedy and by Equal Shares; and times it on a million
ballots. Needs no database.
"""

from __future__ import annotations

import os
import random
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from mws.core.canonical import GENESIS, canonical_json, sha256_hex
from tests.assurance.promises import Report
from tests.voting.polls.forging import Files, forge, verdict, write
from voting.counting import (
    BallotKind,
    Completion,
    Election,
    EqualShares,
    Greedy,
    Misfit,
    Outcome,
    Project,
    Ties,
    count,
    make_election,
    read_pb,
    write_pb,
)
from voting.polls.ballot_line import leaf_of, line_of, root_of
from voting.verify import verify

SEED = "5f2c"
TIES = Ties(("cost", "lot"), seed=SEED)
RULES = (
    Greedy(ties=TIES, min_score=1),
    Greedy(ties=TIES, min_score=1, misfit=Misfit.STOP),
    EqualShares(ties=TIES, completion=Completion.ADD1U, min_score=1),
)
TERMS = {
    "equalshares/add1u": "equal-shares", "greedy-threshold": "greedy",
    "greedy-no-skip": "greedy-no-skip",
}  # fmt: skip
FEN_SCALE = 100
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
LABEL = "440305007001-2026-1"
# The peak of the verifier's own memory: what a child inherits from its parent is not counted.
MEASURED = """
import re, sys
sys.path.insert(0, sys.argv[1])
import verify
code = verify.main(sys.argv[1:])
print(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1])
sys.exit(code)
"""
MUTATIONS, MILLION = 1_200, 1_000_000


def main(quick: bool) -> None:
    report = Report("packages")
    with tempfile.TemporaryDirectory() as folder:
        _forgeries(report, Path(folder), 100 if quick else MUTATIONS)
        if os.environ.get("PABULIB_DIR"):
            _agreement(report, Path(folder), Path(os.environ["PABULIB_DIR"]), 6 if quick else None)
        _million(report, Path(folder), 20_000 if quick else MILLION)
    report.finish()


def _forgeries(report: Report, folder: Path, number: int) -> None:
    election = _invented(2_000, 12, 3)
    files, dice = package_of(election, RULES[0]), random.Random(1)
    honest = verdict(write(files, folder / "honest"))[0] == 0
    passed = []
    for _number in range(number):
        what, forged = forge(files, dice)
        place = folder / "forged"
        for old in place.glob("*"):
            old.unlink()
        if verdict(write(forged, place))[0] == 0:
            passed.append(what)
    report.add(
        "V5", f"{number:,} forged packages rejected, the honest one accepted",
        f"{number - len(passed):,} rejected, honest {'accepted' if honest else 'REJECTED'}",
        honest and not passed,
    )  # fmt: skip


def _agreement(report: Report, folder: Path, elections: Path, most: int | None) -> None:
    """The site's count and the verifier's agree on root, tally and winners."""
    agreed, runs, differing = 0, 0, []
    for file in sorted(elections.glob("*.pb"))[:most]:
        election = read_pb(str(file))
        if election.kind not in (BallotKind.APPROVAL, BallotKind.CHOOSE_1):
            continue
        election = _without_empty(election)
        for rule in RULES:
            runs += 1
            code, lines = verdict(write(package_of(election, rule), folder / "real"))
            agreed += code == 0
            if code:
                differing += [file.name, rule.name, *(line for line in lines if "FAIL" in line)]
    print(*differing, sep="\n", end="\n" if differing else "")
    report.add("V9b", "the verifier agrees with the site on every real election and rule",
               f"{agreed} of {runs} counts", agreed == runs)  # fmt: skip


def _million(report: Report, folder: Path, ballots: int) -> None:
    place = write(package_of(_invented(ballots, 200, 5), RULES[0]), folder / "million")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-I", "-S", "-c", MEASURED, str(place)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    megabytes = int(done.stdout.split()[-1]) / 1024
    report.add(
        "V9", f"{ballots:,} ballots verified in ≤ 60 CPU-s and ≤ 1,024 MB",
        f"{seconds:.1f} CPU-s, {megabytes:.0f} MB, exit {done.returncode}",
        done.returncode == 0 and seconds <= 60 and megabytes <= 1024,
    )  # fmt: skip


def _invented(ballots: int, projects: int, most: int) -> Election:
    dice = random.Random(2)
    listed = [Project(str(n), 1_000_000 + 37_000 * n, f"项目{n}") for n in range(1, projects + 1)]
    codes = [project.id for project in listed]
    said = [sorted(dice.sample(codes, dice.randint(1, most))) for _ballot in range(ballots)]
    return make_election(budget=100_000_000, scale=100, projects=listed, ballots=said)


def _without_empty(election: Election) -> Election:
    """A ballot of ours chooses something, and our money is in fen."""
    ballots = [ballot for ballot in election.each_ballot() if ballot]
    fen = FEN_SCALE // election.scale
    projects = [replace(project, cost=project.cost * fen) for project in election.projects]
    return make_election(
        budget=election.budget * fen, scale=FEN_SCALE, projects=projects, ballots=ballots
    )


def package_of(election: Election, rule: Greedy | EqualShares) -> Files:
    """A package as the site makes one, of an election that was never in its database."""
    outcome = count(election, rule)
    dice = random.Random(3)
    said = ((sorted(ballot), f"{dice.getrandbits(128):032x}") for ballot in election.each_ballot())
    lines = sorted(
        (leaf_of(round_label=LABEL, choices=choices, nonce=nonce),
         line_of(round_label=LABEL, choices=choices, nonce=nonce))
        for choices, nonce in said
    )  # fmt: skip
    root = root_of([leaf for leaf, _line in lines])
    manifest = _manifest(election, outcome, root, len(lines))
    events, manifest["events_head"] = _events(manifest)
    files = {
        "ballots.ndjson": _file(line for _leaf, line in lines),
        "events.ndjson": events,
        "heads.json": canonical_json(
            {"seal": {"root_sha256": root, "size": len(lines)}, "turnout": []}
        ).encode(),
        "election.pb": write_pb(election).encode(),
        "verify.py": Path(verify.__file__).read_bytes(),
    }
    manifest["files"] = {name: sha256_hex(data) for name, data in files.items()}
    files["manifest.json"] = canonical_json(manifest).encode()
    return {**files, "signature": _signature(files["manifest.json"])}


def _manifest(election: Election, outcome: Outcome, root: str, ballots: int) -> dict:
    items = [
        {"code": project.id, "cost_fen": 0 if project.withdrawn else project.cost, "number": number,
         "title": project.name}
        for number, project in enumerate(election.projects, 1)
    ]  # fmt: skip
    parameters = dict(outcome.parameters)
    longest = max((len(ballot.choices) for ballot in election.ballots), default=1)
    terms = {
        "ballot": "approval", "choices_max": longest, "minimum_support": parameters["min_score"],
        "rule": TERMS[outcome.rule], "ties": parameters["ties"]["order"],
    }  # fmt: skip
    frozen = {"budget_fen": election.budget, "items": items, "round": LABEL, "rule": terms}
    return {
        **{name: value for name, value in frozen.items() if name != "rule"},
        "amendments": [], "audience": "auditor", "ballot_format": "approval", "ballots": ballots,
        "choices_max": longest, "format": "mws-poll-1",
        "items_sha256": sha256_hex(canonical_json(frozen)), "left_fen": outcome.left,
        "mode": "full", "papers": {"invalid": {}, "valid": 0}, "process": dict(outcome.process),
        "roll": {"residents": ballots, "root_sha256": GENESIS, "size": ballots},
        "root_sha256": root, "rule": {"name": outcome.rule, "parameters": parameters},
        "rules": {}, "rules_sha256": sha256_hex(canonical_json({})), "scale": outcome.scale,
        "selected": list(outcome.selected), "spent_fen": outcome.spent, "state": "certified",
        "tally": {decision.id: decision.support for decision in outcome.decisions},
        "terms": terms, "voted": {"assisted": 0, "online": ballots, "paper": 0},
        "withheld_below": 5,
    }  # fmt: skip


def _events(manifest: dict) -> tuple[bytes, str]:
    lines, head = [], GENESIS
    roll = manifest["roll"]
    steps: Sequence[tuple[str, dict]] = (
        ("created", {}),
        ("frozen", {
            "items_sha256": manifest["items_sha256"], "rules_sha256": manifest["rules_sha256"],
            "roll_root_sha256": roll["root_sha256"], "roll_size": roll["size"],
            "tie_seed_sha256": sha256_hex(SEED),
        }),
        ("opened", {}),
        ("sealed", {"root_sha256": manifest["root_sha256"]}),
        ("certified", {}),
    )  # fmt: skip
    for number, (name, facts) in enumerate(steps, 1):
        event = {"at": "", "facts": facts, "prev": head, "seq": number, "type": f"poll.{name}"}
        lines.append(canonical_json(event))
        head = sha256_hex(lines[-1])
    return _file(lines), head


def _file(lines: Iterable[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def _signature(message: bytes) -> bytes:
    public = KEY.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()
    parts = {"algorithm": "ed25519", "public_key": public, "signature": KEY.sign(message).hex()}
    return canonical_json(parts).encode()


if __name__ == "__main__":
    main("--quick" in sys.argv)
