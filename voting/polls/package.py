"""The published package of a counted vote, as files: what ``voting/verify/verify.py`` checks.

Everything is made from what is stored, in one spelling, so that the same vote gives the same bytes.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mws.audit.models import AuditEvent
from mws.core.canonical import GENESIS, canonical_json, sha256_hex
from voting import verify
from voting.counting import Project, make_election, write_pb
from voting.models import CountRun, Poll, SealedBallot
from voting.polls.ballot_line import line_of
from voting.polls.papers import invalid_papers
from voting.polls.terms import current_costs, is_knapsack

VERIFIER = Path(verify.__file__).with_name("verify.py")
FORMAT = "mws-poll-1"
# Events of a vote, in the order of their writing; everything else of the trail stays inside.
EVENTS = (
    "created", "frozen", "rehearsal_begun", "rehearsal_ended", "amendment_proposed", "amended",
    "opened", "reminded", "closed", "batch_opened", "paper_settled", "batch_reconciled",
    "batch_reversed", "sealed", "forgotten", "certification_proposed", "certified",
)  # fmt: skip
Choices = tuple[str, ...]
Record = dict[str, Any]
"""The record of a count, as ``CountRun`` keeps it (see ``voting.counting.outcome``)."""


@dataclass(frozen=True, slots=True)
class Edition:
    """For whom a package is and how much it shows."""

    audience: str
    mode: str
    withheld_below: int


def edition_for(poll: Poll, audience: str) -> Edition:
    """The auditor sees all; the public what the round's rules say, small votes the sums only."""
    rules = poll.round.frozen_rules
    mode = rules.ballots_published
    if poll.ballot_count < rules.ballots_tally_below:
        mode = "tally"
    return Edition(
        audience, "full" if audience == "auditor" else mode, rules.ballots_withheld_below
    )


def package_files(poll: Poll, edition: Edition, run: CountRun) -> dict[str, bytes]:
    """Every file but ``signature``, by name. ``run``: the count that is the result, as kept."""
    record = json.loads(run.record)
    ballots = _ballots(poll)
    groups = shown_groups(ballots, edition)
    events, head = _events(poll)
    files = {
        "ballots.ndjson": _lines(_ballot_lines(poll, ballots, groups, edition)),
        "events.ndjson": events,
        "heads.json": canonical_json(_heads(poll)).encode(),
        "election.pb": _pb(poll, edition, groups, record).encode(),
        "verify.py": VERIFIER.read_bytes(),
    }
    manifest = _manifest(poll, edition, record, head)
    manifest["outcome_sha256"] = run.sha256
    manifest["files"] = {name: sha256_hex(data) for name, data in files.items()}
    return {**files, "manifest.json": canonical_json(manifest).encode()}


def shown_groups(ballots: list[tuple[SealedBallot, Choices]], edition: Edition) -> Counter[Choices]:
    """How often each choice was made, of those that may be shown.

    What is withheld must be at least ``withheld_below`` ballots together, or none: else the sums
    would tell it. So the smallest groups go too, until it is.
    """
    counts = Counter(choices for _ballot, choices in ballots)
    if edition.mode == "full":
        return counts
    if edition.mode == "tally":
        return Counter()
    shown = Counter(
        {choices: count for choices, count in counts.items() if count >= edition.withheld_below}
    )
    withheld = counts.total() - shown.total()
    for choices, count in sorted(shown.items(), key=lambda row: (row[1], row[0])):
        if withheld == 0 or withheld >= edition.withheld_below:
            break
        withheld += count
        del shown[choices]
    return shown


def _ballots(poll: Poll) -> list[tuple[SealedBallot, Choices]]:
    spelled: dict[str, Choices] = {}
    found = []
    for ballot in poll.sealed_ballots.order_by("position").iterator(2_000):
        text = ballot.choices
        choices = spelled.get(text) or spelled.setdefault(text, tuple(json.loads(text)))
        found.append((ballot, choices))
    return found


def _ballot_lines(
    poll: Poll,
    ballots: list[tuple[SealedBallot, Choices]],
    groups: Counter[Choices],
    edition: Edition,
) -> Iterator[str]:
    for ballot, choices in ballots:
        if edition.mode == "full":
            yield line_of(round_label=poll.label, choices=choices, nonce=ballot.nonce)
        else:
            yield canonical_json({"leaf": ballot.leaf, "t": "leaf"})
    if edition.mode != "full":
        for choices, count in sorted(groups.items()):
            yield canonical_json({"choices": choices, "count": count, "t": "group"})


def _lines(lines: Iterator[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def _events(poll: Poll) -> tuple[bytes, str]:
    """The public events of the vote, chained; and the hash of the last."""
    lines, head = [], GENESIS
    events = AuditEvent.objects.filter(
        target_kind="voting.poll", target_id=str(poll.pk),
        action__in=[f"poll.{name}" for name in EVENTS],
    )  # fmt: skip
    for number, event in enumerate(events.order_by("pk"), 1):
        line = canonical_json(
            {
                "at": _moment(event.effective_at), "facts": event.facts, "prev": head,
                "seq": number, "type": event.action,
            }
        )  # fmt: skip
        head = sha256_hex(line)
        lines.append(line)
    return _lines(iter(lines)), head


def _heads(poll: Poll) -> dict[str, Any]:
    """What was published on the way: turnout with the root of the box, and the root at the seal."""
    counts = [
        {
            "assisted": count.assisted, "at": _moment(count.at), "box_root": count.box_root,
            "online": count.online, "paper": count.paper,
        }
        for count in poll.turnout.order_by("at")
    ]  # fmt: skip
    seal = {"root_sha256": poll.root_sha256, "size": poll.ballot_count}
    return {"seal": seal, "turnout": counts}


def _manifest(poll: Poll, edition: Edition, record: Record, head: str) -> dict[str, Any]:
    sealed = _event_facts(poll, "poll.sealed")
    return {
        "amendments": _all_facts(poll, "poll.amended"),
        "audience": edition.audience,
        "ballot_format": "knapsack" if is_knapsack(poll) else "approval",
        "ballots": poll.ballot_count,
        "budget_fen": poll.budget_fen,
        "choices_max": poll.choices_max,
        "events_head": head,
        "format": FORMAT,
        "items": list(poll.items.order_by("number").values("code", "cost_fen", "number", "title")),
        "items_sha256": poll.items_sha256,
        "left_fen": max(0, record["budget"] - record["spent"]),
        "mode": edition.mode,
        "papers": {"invalid": invalid_papers(poll), "valid": _valid(poll, sealed["marks"])},
        "place": poll.round.community.name,
        "poll": str(poll.pk),
        "process": record["process"],
        "roll": {
            "residents": poll.residents, "root_sha256": poll.roll_root_sha256,
            "size": poll.roll_size,
        },
        "root_sha256": poll.root_sha256,
        "round": poll.label,
        "rule": {"name": record["rule"], "parameters": record["parameters"]},
        "rules": poll.round.rules,
        "rules_sha256": poll.round.rules_sha256,
        "scale": record["scale"],
        "selected": record["selected"],
        "spent_fen": record["spent"],
        "state": poll.state,
        "tally": _tally(record),
        "terms": poll.rule,
        "voted": sealed["marks"],
        "withheld_below": edition.withheld_below,
    }  # fmt: skip


def _valid(poll: Poll, marks: dict[str, int]) -> int:
    """Papers among the ballots counted."""
    return poll.ballot_count - marks["online"] - marks["assisted"]


def _event_facts(poll: Poll, action: str) -> dict[str, Any]:
    return _all_facts(poll, action)[-1]


def _all_facts(poll: Poll, action: str) -> list[dict[str, Any]]:
    events = AuditEvent.objects.filter(
        target_kind="voting.poll", target_id=str(poll.pk), action=action
    )
    return list(events.order_by("pk").values_list("facts", flat=True))


def _tally(record: Record) -> dict[str, int]:
    return {code: project["support"] for code, project in record["projects"].items()}


def _pb(poll: Poll, edition: Edition, groups: Counter[Choices], record: Record) -> str:
    """The election in the format of Pabulib; withheld ballots are in none of its lines."""
    costs, won, tally = current_costs(poll), set(record["selected"]), _tally(record)
    bare = make_election(
        budget=poll.budget_fen,
        scale=record["scale"],
        projects=[
            Project(
                id=item.code, cost=costs.get(item.code, 0), name=item.title,
                withdrawn=item.code not in costs, votes=tally[item.code],
                selected=int(item.code in won), categories=(item.proposal.category,),
            )
            for item in poll.items.order_by("number").select_related("proposal")
        ],
        ballots=[choices for choices, count in groups.items() for _ballot in range(count)],
    )  # fmt: skip
    withheld = poll.ballot_count - groups.total()
    meta = {
        "description": f"{poll.round.community.name} {poll.round.year}/{poll.round.batch}",
        "country": "China", "unit": poll.round.community.name, "instance": poll.label,
        "max_length": str(poll.choices_max), "rule": record["rule"],
        "comment": f"{withheld} of {poll.ballot_count} ballots are withheld ({edition.mode})",
    }  # fmt: skip
    return write_pb(replace(bare, meta=meta))


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")
