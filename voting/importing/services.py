"""One file becomes one round: rules, money, proposals, ballots, result. All of it or nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from mws.accounts.models import User
from mws.core.clock import database_now, local_day
from mws.core.refusals import require
from mws.ledger.services import allocate
from mws.places.models import Place
from mws.places.selectors import district_of
from mws.rounds.models import PollRole, Round, RoundOrigin, RuleSet, Stage
from mws.rounds.services import create_round, create_rule_set, open_round, set_rule
from proposals.models import Proposal
from proposals.services.imports import ImportedProposal, import_proposals
from voting.counting import Greedy, Misfit, Rule
from voting.counting.rules import parameters
from voting.importing import rules
from voting.importing.report import ImportReport, report_of
from voting.importing.source import Source
from voting.polls.services import PaperLine, PastPoll, store_past_poll

TITLE_LENGTH = 200
NO_CAP = "导入的轮次不设上限"
READER = ("import-reader", "导入程序")
CHECKER = ("import-checker", "导入复核程序")
# How long after the import each stage begins; the vote itself lies behind.
AHEAD = {Stage.COUNCIL: 0, Stage.NOTICE: 60, Stage.APPROVAL: 90, Stage.DELIVERY: 120}
END_OF_DELIVERY = 485


@transaction.atomic
def import_election(
    *,
    source: Source,
    community: Place,
    year: int,
    progress: Callable[[int], None] | None = None,
    counting: Callable[[int, int], None] | None = None,
    now: datetime | None = None,
) -> ImportReport:
    """Bring a counted election in, certified, its projects shortlisted for the council.

    The round has rules of its own without caps; its budget is allocated through the ledger with
    the file's digest as document number. ``progress`` is told how many ballots are stored,
    ``counting`` each step of add1. Every kind of ballot and every rule of the format is taken.
    Raises Refused.
    """
    now = now or database_now()
    Place.objects.select_for_update().get(pk=community.pk)
    require(rules.why_not_import(community, year=year, sha256=source.sha256))
    persons = _system_user(*READER), _system_user(*CHECKER)
    round = _open_round(source, community, year, now)
    allocate(
        community=community, year=year, amount_fen=source.fen(source.election.budget),
        document_no=f"sha256:{source.sha256}", reference=f"import-{round.pk}-{source.sha256}",
        made_by=persons[0], by=persons[1], now=now,
    )  # fmt: skip
    proposals = _import_proposals(source, round, persons[0], now)
    outcome = source.counted(counting)
    store_past_poll(
        past=_past_poll(source, round, proposals, persons), outcome=outcome, fen=source.fen,
        progress=progress, now=now,
    )  # fmt: skip
    return report_of(source, round, outcome)


def _open_round(source: Source, community: Place, year: int, now: datetime) -> Round:
    """The next free batch of the year, its vote behind it, its council stage beginning now."""
    last = Round.objects.filter(community=community, year=year).aggregate(batch=Max("batch"))
    round = create_round(
        community=community, rule_set=_rule_set(source, community, year, now),
        batch=(last["batch"] or 0) + 1, poll_role=PollRole.ADVISORY, by=None, now=now,
        windows=_windows(source, now), origin=RoundOrigin.IMPORTED,
        source_name=source.title[:160], source_sha256=source.sha256,
        currency_note=f"1 {source.currency or '单位'} 记作 1 元"[:80],
    )  # fmt: skip
    return open_round(round_id=round.pk, by=None, now=now)


def _rule_set(source: Source, community: Place, year: int, now: datetime) -> RuleSet:
    rule_set = create_rule_set(
        district=district_of(community), year=year, name=f"导入:{source.title}"[:80],
        legal_basis=NO_CAP, by=None, is_imported=True, now=now,
    )  # fmt: skip
    values = {
        "cap_works_fen": 0,
        "cap_goods_fen": 0,
        "cap_services_fen": 0,
        "ballot_max": source.longest_ballot,
        "poll_rule": _poll_rule(source.rule),
    }
    for key, value in values.items():
        set_rule(
            rule_set_id=rule_set.pk, key=key, value=str(value), legal_basis=NO_CAP, by=None,
            now=now,
        )  # fmt: skip
    return rule_set


def _poll_rule(rule: Rule) -> str:
    """The nearest rule that a round of this site could have; the poll keeps the exact one."""
    if isinstance(rule, Greedy):
        return "greedy" if rule.misfit is Misfit.SKIP else "greedy-no-skip"
    return "equal-shares"


def vote_window(source: Source, now: datetime) -> tuple[datetime, datetime]:
    """From the first day of the vote to the end of its last; yesterday where the file is silent."""
    today = local_day(now)
    last = source.day("date_end") or source.day("date_begin") or today - timedelta(days=1)
    first = source.day("date_begin") or last
    last = max(first, min(last, today - timedelta(days=1)))
    begin, end = (
        timezone.make_aware(datetime.combine(day, time.min))
        for day in (min(first, last), last + timedelta(days=1))
    )
    return begin, end


def _windows(source: Source, now: datetime) -> dict[str, tuple[datetime, datetime]]:
    opens_at, closes_at = vote_window(source, now)
    month = timedelta(days=30)
    starts = [now + timedelta(days=days) for days in (*AHEAD.values(), END_OF_DELIVERY)]
    return {
        Stage.CALL: (opens_at - 3 * month, opens_at - month),
        Stage.SCREENING: (opens_at - month, opens_at),
        Stage.POLL: (opens_at, closes_at),
        **{
            stage: (begin, end)
            for stage, begin, end in zip(AHEAD, starts, starts[1:], strict=False)
        },
    }


def _import_proposals(
    source: Source, round: Round, author: User, now: datetime
) -> dict[str, Proposal]:
    rows = [
        ImportedProposal(
            code=project.id, title=_title(project.name, project.id),
            cost_fen=source.fen(project.cost), is_withdrawn=project.withdrawn,
        )
        for project in source.election.projects
    ]  # fmt: skip
    return import_proposals(round_id=round.pk, rows=rows, author=author, now=now)


def _past_poll(
    source: Source, round: Round, proposals: dict[str, Proposal], persons: tuple[User, User]
) -> PastPoll:
    election = source.election
    official = set(election.official or ())
    paper = [
        PaperLine(
            code=project.id, proposal=proposals[project.id], cost_fen=source.fen(project.cost),
            official=None if election.official is None else project.id in official,
        )
        for project in election.projects
    ]  # fmt: skip
    opens_at, closes_at = vote_window(source, round.opened_at)
    return PastPoll(
        round=round, paper=paper, ballots=list(election.each_vote()), terms=_terms(source),
        budget_fen=source.fen(election.budget), choices_max=source.longest_ballot,
        opens_at=opens_at, closes_at=closes_at, seed=source.sha256, signed_by=persons,
    )  # fmt: skip


def _terms(source: Source) -> dict[str, object]:
    return {
        "ballot": str(source.election.kind),
        "choices_max": source.longest_ballot,
        "declared": source.election.meta.get("rule", ""),
        "minimum_support": getattr(source.rule, "min_score", 0),
        "parameters": parameters(source.rule),
        "rule": source.rule.name,
        "ties": list(source.rule.ties.order),
    }


def _title(name: str, code: str) -> str:
    """What the council reads; the file's own code where it gives no name."""
    name = " ".join(name.split()) or f"项目 {code}"
    return name if len(name) <= TITLE_LENGTH else f"{name[: TITLE_LENGTH - 1]}…"


def _system_user(username: str, name: str) -> User:
    """Who signs for the import: two accounts that nobody can sign in to."""
    user = User.objects.filter(username=username).first()
    if user is None:
        user = User(username=username, display_name=name, is_active=False)
        user.set_unusable_password()
        user.save()
    return user
