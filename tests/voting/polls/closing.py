"""V11: a vote is closed while people go on casting, and while the clocks of the servers are wrong.

What was acknowledged must be what is counted: as many ballots, with the same choices. A cast may
take its time between the box and the commit, as over a slow line; the seal holds its lock after
it has read the box for as long as it is told.
"""

from __future__ import annotations

import json
import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from unittest import mock
from uuid import UUID

from django.db import transaction

from mws.accounts.models import User
from mws.core.clock import database_now
from mws.core.refusals import Refused
from mws.rounds.models import PollRole, Stage
from tests.rivals import race
from tests.voting.polls.stage import COSTS, PollStage, make_shortlisted
from voting.models import BallotSlot, Poll, RollEntry, SealedBallot
from voting.polls import services
from voting.polls.ballot_line import choices_text
from voting.polls.services import locks, sealing

CASTERS = 12
VOTERS = 10 * CASTERS  # so that most casts are a first one, and some a change
LEAD = timedelta(seconds=0.6)  # casting goes on for so long before the end
COMMITS_AFTER = (0, 0.02, 0.06, 0.12)
PATTERNS = [["1"], ["2"], ["3"], ["4"], ["1", "2"], ["2", "3"], ["3", "4"], ["1", "2", "3"]]
TRIES = 20
CASTS_AT_MOST = 40


class NextBatch(PollStage):
    """The vote of a further round beside the first one, with the same residents."""

    def __init__(self, first: PollStage, batch: int) -> None:
        self.cast, self.now = first.cast, first.now
        self.round = self.cast.round(
            stage=Stage.POLL, poll_role=PollRole.ADVISORY, batch=batch, now=self.now
        )
        self.proposals = [
            make_shortlisted(self.round, self.cast.lin, number, cost)
            for number, cost in enumerate(COSTS, 1)
        ]


@dataclass(slots=True)
class Close:
    """What the casters were told, and what was counted."""

    acknowledged: dict[int, list[str]] = field(default_factory=dict)
    sealed: list[str] = field(default_factory=list)
    marks: int = 0
    in_box: int = 0
    others: Counter[str] = field(default_factory=Counter)

    @property
    def after_the_count(self) -> int:
        """Ballots and changes that were acknowledged and came too late for the count."""
        return (self._told() - Counter(self.sealed)).total()

    @property
    def is_exact(self) -> bool:
        """Closed at the first go, and each voter's last acknowledged choices were counted."""
        return (
            self.others == {"closed": 1}
            and self._told() == Counter(self.sealed)
            and (self.marks, self.in_box) == (len(self.sealed), 0)
        )

    def _told(self) -> Counter[str]:
        return Counter(choices_text(choices) for choices in self.acknowledged.values())


def close_under_load(
    poll: Poll, voters: Sequence[User], *, hold: float, locked: bool = True
) -> Close:
    """Cast from all sides, close at the end, and see what was counted."""
    pks = [voter.pk for voter in voters]
    rows = [(poll.pk, tuple(pks[number::CASTERS]), number) for number in range(CASTERS)]
    with nullcontext() if locked else mock.patch.object(locks, "_stand_in_line"):
        answers = race(cast_or_close, [(poll.pk, (), hold), *rows], locked=locked)
    found = Close()
    for answer, times in answers.items():
        if answer.startswith("{"):
            told = json.loads(answer).items()
            found.acknowledged |= {int(pk): choices for pk, choices in told}
        else:
            found.others[answer] += times
    counted = SealedBallot.objects.filter(poll=poll).values_list("choices", flat=True)
    found.sealed = list(counted)
    found.marks = RollEntry.objects.filter(poll=poll, has_voted=True).count()
    found.in_box = BallotSlot.objects.filter(poll=poll).count()
    return found


def cast_or_close(poll_id: UUID, voters: tuple[int, ...], number: float) -> str:
    """One web process with these voters; the one without any is the clock, which closes."""
    if voters:
        return _cast_until_closed(poll_id, voters, random.Random(number))
    by_time = database_now() + LEAD - Poll.objects.get(pk=poll_id).closes_at
    _wait_for(services.move_poll(poll_id=poll_id, by_time=by_time, by=None).closes_at)
    with held_seal(number):
        return _close(poll_id)


def _wait_for(moment: datetime) -> None:
    """Until the database's clock is there."""
    while (left := (moment - database_now()).total_seconds()) > 0:
        time.sleep(left)


def _close(poll_id: UUID) -> str:
    """Without locks the box may differ from the roll for a moment: then again, as ``tick`` does."""
    for tries in range(TRIES):
        try:
            services.close_poll(poll_id=poll_id, by=None)
        except sealing.BoxMismatchError:
            continue
        return "closed" if not tries else "closed after a mismatch"
    return "not closed"


def _cast_until_closed(poll_id: UUID, voters: tuple[int, ...], dice: random.Random) -> str:
    """The last choices that each voter was acknowledged, as JSON."""
    people = User.objects.in_bulk(voters)
    told: dict[int, list[str]] = {}
    while True:
        voter, choices = dice.choice(voters), dice.choice(PATTERNS)
        try:
            with transaction.atomic():
                services.cast_ballot(poll_id=poll_id, choices=choices, by=people[voter])
                time.sleep(dice.choice(COMMITS_AFTER))
        except Refused as refused:
            return json.dumps(told) if refused.code == "poll_closed" else refused.code
        told[voter] = choices


def cast_while_it_is_open(poll_id: UUID, voter_id: int, closes_at: str) -> str:
    """Cast without a pause until somebody has moved the vote; voter 0 is the one who does."""
    if not voter_id:
        services.move_poll(poll_id=poll_id, by_time=timedelta(hours=1), by=None)
        return "moved"
    voter = User.objects.get(pk=voter_id)
    for number in range(CASTS_AT_MOST):
        with transaction.atomic():
            services.cast_ballot(poll_id=poll_id, choices=PATTERNS[number % 2], by=voter)
            time.sleep(0.05)
        if Poll.objects.get(pk=poll_id).closes_at.isoformat() != closes_at:
            return "saw it"
    return "never let it in"


def cast_or_forget(poll_id: UUID, voter_id: int) -> str:
    """Cast a number of times; voter 0 is the clock, which forgets the ballots of another vote."""
    if not voter_id:
        return "forgotten" if services.forget_ballots(poll_id=poll_id) else "nothing to do"
    voter = User.objects.get(pk=voter_id)
    for number in range(CASTS_AT_MOST):
        services.cast_ballot(poll_id=poll_id, choices=PATTERNS[number % 2], by=voter)
    return "cast"


@contextmanager
def held_seal(seconds: float) -> Iterator[None]:
    """The seal reads the box and then takes so long to go on."""
    read = sealing._box_lines

    def slowly(poll: Poll) -> list[sealing.Line]:
        lines = read(poll)
        time.sleep(seconds)
        return lines

    with mock.patch.object(sealing, "_box_lines", slowly):
        yield


@contextmanager
def wrong_clock(seconds: float) -> Iterator[None]:
    """This process believes that it is so much later; the database does not."""
    right = time.time

    def now() -> datetime:
        return datetime.fromtimestamp(right() + seconds, tz=UTC)

    with (
        mock.patch("time.time", lambda: right() + seconds),
        mock.patch("django.utils.timezone.now", now),
    ):
        yield
