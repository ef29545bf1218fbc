"""Counting from the rooms' own rows what the tallies hold, for some communities."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum

from mws.accounts.models import Residency, ResidencyStatus
from mws.core.clock import local_day
from mws.ledger.models import Kind
from mws.ledger.selectors import movements_by_month
from mws.oversight.models import Subject
from mws.rounds.models import Deadline, DeadlineKind
from proposals.models import (
    Approval,
    Channel,
    CouncilDecision,
    Origin,
    Project,
    ProjectStatus,
    Proposal,
    ProposalStatus,
    Satisfaction,
    Screening,
)
from voting.models import CouncilSeat, PollState, RollEntry

OPENING = "opening"  # instead of a month
# community, year, subject, key
Key = tuple[int, int, str, str]


class Counts(defaultdict[Key, list[int]]):
    """Count and total by community, year, subject and key."""

    def __init__(self) -> None:
        super().__init__(lambda: [0, 0])

    def add(
        self, where: tuple[int, int], subject: str, key: str, count: int, total: int = 0
    ) -> None:
        pair = self[(*where, subject, key)]
        pair[0] += count
        pair[1] += total


def count_communities(communities: Sequence[int]) -> Counts:
    """Every tally of some communities, in all their years."""
    counts = Counts()
    for count in (
        _projects, _proposals, _promises, _clocks, _months, _proposers, _voters, _seats, _answers,
    ):  # fmt: skip
        count(counts, communities)
    return counts


def _projects(counts: Counts, communities: Sequence[int]) -> None:
    rows = (
        Project.objects.filter(community__in=communities)
        .exclude(status=ProjectStatus.TERMINATED)
        .order_by()
        .values_list(
            "community", "year", "status", "proposal__category", "proposal__theme",
            "proposal__beneficiary_group", "proposal__area__kind", "proposal__area__level",
        )
        .annotate(n=Count("pk"), fen=Sum("approved_fen"))
    )  # fmt: skip
    for community, year, status, category, theme, group, kind, level, n, fen in rows:
        where = (community, year)
        counts.add(where, Subject.PROJECTS, status, n, fen)
        counts.add(where, Subject.CATEGORY, category, n, fen)
        counts.add(where, Subject.THEME, theme, n, fen)
        counts.add(where, Subject.GROUP, group, n, fen)
        counts.add(where, Subject.SITE, kind or level or "", n, fen)


def submitted(communities: Sequence[int]) -> QuerySet[Proposal]:
    """Proposals that were handed in."""
    return Proposal.objects.filter(community__in=communities, submitted_at__isnull=False).order_by()


def _proposals(counts: Counts, communities: Sequence[int]) -> None:
    rows = submitted(communities).values_list("community", "round__year", "status", "channel")
    for community, year, status, channel, n in rows.annotate(n=Count("pk")):
        counts.add((community, year), Subject.PROPOSALS, status, n)
        counts.add((community, year), Subject.CHANNEL, channel, n)


def with_promises(rows: QuerySet[Proposal]) -> QuerySet[Proposal]:
    """Each file with what the promises ask of it; see ``mws.oversight.promises`` for the words."""
    screenings = Screening.objects.filter(proposal=OuterRef("pk"))
    return rows.annotate(
        is_numbered=Q(receipt_no__isnull=False),
        is_assisted=Q(channel__in=Channel.assisted()),
        is_in_one_go=Q(created_at__date=F("submitted_at__date")),
        is_taken_in=~Q(status__in=[ProposalStatus.SUBMITTED, ProposalStatus.WITHDRAWN]),
        is_returned=Exists(screenings.filter(result="returned")),
        is_ended=Q(status__in=ProposalStatus.ended()),
        is_recorded=Q(status__in=[ProposalStatus.WITHDRAWN, ProposalStatus.MERGED])
        | Exists(screenings)
        | Exists(CouncilDecision.objects.filter(proposal=OuterRef("pk")))
        | Exists(Approval.objects.filter(proposal=OuterRef("pk"))),
    )


# Promise: the file it is made to, and the file with which it was kept.
PROMISES: dict[str, tuple[Q, Q]] = {
    "number": (Q(), Q(is_numbered=True)),
    "window": (Q(is_assisted=True), Q(is_in_one_go=True)),
    "online": (Q(is_ended=True), Q(is_recorded=True)),
    "once": (Q(is_taken_in=True), Q(is_returned=False)),
}


def _promises(counts: Counts, communities: Sequence[int]) -> None:
    sums: dict[str, Any] = {}
    for name, (made, kept) in PROMISES.items():
        sums[f"{name}_made"] = Count("pk", filter=made) if made else Count("pk")
        sums[f"{name}_kept"] = Count("pk", filter=made & kept)
    files = with_promises(submitted(communities))
    rows: Any = files.values("community", "round__year").annotate(**sums)
    for row in rows:
        where = (row["community"], row["round__year"])
        for name in PROMISES:
            counts.add(where, Subject.PROMISE, name, row[f"{name}_kept"], row[f"{name}_made"])


def owed_by_offices() -> QuerySet[Deadline]:
    """Steps that an office owes: not the proposer's, and no survey: it runs its full time."""
    return Deadline.objects.filter(holder=None).exclude(kind=DeadlineKind.EVALUATION)


def _clocks(counts: Counts, communities: Sequence[int]) -> None:
    cases: dict[UUID, tuple[int, int]] = {
        case: (community, year)
        for case, community, year in Proposal.objects.filter(community__in=communities)
        .order_by()
        .values_list("case_id", "community", "round__year")
    }
    done = owed_by_offices().filter(case_id__in=list(cases), done_at__isnull=False)
    rows = done.order_by().values_list("case_id", "kind", "started_at", "done_at", "due_on")
    for case, kind, started_at, done_at, due_on in rows:
        last = local_day(done_at)
        counts.add(cases[case], Subject.LIMIT, kind, int(last <= due_on), 1)
        counts.add(cases[case], Subject.HELD, kind, 1, (last - local_day(started_at)).days)


def _months(counts: Counts, communities: Sequence[int]) -> None:
    """Into which state money came, month by month; what was reversed is taken off again. What was
    taken over with the books came in earlier months, nobody knows which."""
    rows = movements_by_month(communities)
    for community, year, month, kind, origin, target, n, fen in rows:
        sign, state = (-1, origin) if kind == Kind.REVERSE else (1, target)
        key = f"{OPENING if kind == Kind.OPEN else format(month, '%Y-%m')}:{state}"
        counts.add((community, year), Subject.MONTH, key, n, sign * fen)


def _basis_of(person: str) -> Subquery:
    """Whether a person's verified home rests on household registration; empty: on none."""
    homes = Residency.objects.filter(user=OuterRef(person), status=ResidencyStatus.VERIFIED)
    return Subquery(homes.values("basis")[:1])


def _proposers(counts: Counts, communities: Sequence[int]) -> None:
    files = (
        submitted(communities).filter(origin=Origin.RESIDENT).annotate(basis=_basis_of("author"))
    )
    rows = files.values_list("community", "round__year", "basis")
    for community, year, basis, n in rows.annotate(n=Count("author", distinct=True)):
        counts.add((community, year), Subject.PROPOSERS, basis or "", n)


def _voters(counts: Counts, communities: Sequence[int]) -> None:
    """Of certified votes only: before, nobody may follow who has voted."""
    roll = RollEntry.objects.filter(
        poll__state=PollState.CERTIFIED, poll__round__community__in=communities
    ).annotate(basis=_basis_of("resident"))
    rows = roll.order_by().values_list(
        "poll__round__community", "poll__round__year", "has_voted", "channel", "basis"
    )
    for community, year, has_voted, channel, basis, n in rows.annotate(n=Count("pk")):
        counts.add((community, year), Subject.ROLL, basis or "", n)
        if has_voted:
            counts.add((community, year), Subject.VOTERS, basis or "", n)
            counts.add((community, year), Subject.BALLOTS, channel, n)


def _seats(counts: Counts, communities: Sequence[int]) -> None:
    """Who sat on the council at any time of a year in which the community had a round."""
    years: dict[int, set[int]] = defaultdict(set)
    for community, year in _years_of(communities):
        years[community].add(year)
    seats = CouncilSeat.objects.filter(place__in=communities).annotate(home=_basis_of("member"))
    for seat in seats.order_by():
        for year in years[seat.place_id]:
            if seat.starts_on.year <= year and (not seat.ends_on or seat.ends_on.year >= year):
                counts.add((seat.place_id, year), Subject.SEATS, seat.home or "", 1)


def _years_of(communities: Sequence[int]) -> Iterable[tuple[int, int]]:
    rows = Proposal.objects.filter(community__in=communities).order_by()
    return rows.values_list("community", "round__year").distinct()


def _answers(counts: Counts, communities: Sequence[int]) -> None:
    answers = Satisfaction.objects.filter(project__community__in=communities).order_by()
    rows = answers.values_list("project__community", "project__year", "overall")
    for community, year, mark, n in rows.annotate(n=Count("pk")):
        counts.add((community, year), Subject.ANSWERS, str(mark), n)
