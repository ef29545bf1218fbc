"""A residents' vote to act on: a round in its voting stage, shortlisted projects, money, a roll.

Ballots can be cast by the database's own clock only, so the vote lies around the present moment.
"""

from __future__ import annotations

import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.test import TestCase, override_settings
from django.utils import translation

from mws.accounts.models import User
from mws.core.clock import database_now
from mws.rounds.models import PollRole, Round, Stage
from proposals.models import Category, Proposal, ProposalStatus, Theme
from tests.cast import Cast, make_resident
from voting.models import Poll
from voting.polls import services

COSTS = (30_000_000, 20_000_000, 60_000_000, 10_000_000)
HOUR = timedelta(hours=1)


class PollStage:
    """Lin and Wang may vote, Chen lives elsewhere; four projects; 1,000,000 yuan; three choices."""

    def __init__(self, *, costs: tuple[int, ...] = COSTS, role: str = PollRole.ADVISORY) -> None:
        self.cast = Cast()
        self.now = database_now()
        self.round = self.cast.round(stage=Stage.POLL, poll_role=role, now=self.now)
        self.cast.fund(100_000_000)
        self.proposals = [
            make_shortlisted(self.round, self.cast.lin, number, cost)
            for number, cost in enumerate(costs, 1)
        ]

    def created(self, *, opens_at: datetime | None = None) -> Poll:
        opens_at = opens_at or self.now - HOUR
        return services.create_poll(
            round_id=self.round.pk, opens_at=opens_at, closes_at=opens_at + 24 * HOUR,
            by=self.cast.secretary, now=opens_at - HOUR,
        )  # fmt: skip

    def frozen(self, *, opens_at: datetime | None = None) -> Poll:
        poll = self.created(opens_at=opens_at)
        services.freeze_poll(poll_id=poll.pk, by=self.cast.secretary, now=poll.opens_at - HOUR)
        return Poll.objects.get(pk=poll.pk)

    def opened(self) -> Poll:
        return services.open_poll(poll_id=self.frozen().pk, by=None)

    def over(self, poll: Poll) -> Poll:
        """The same vote with its end in the past; a day ago it was opened."""
        return services.move_poll(poll_id=poll.pk, by_time=-24 * HOUR, by=None)

    def sealed(self, *ballots: tuple[User, list[str]]) -> Poll:
        poll = self.opened()
        for voter, choices in ballots:
            services.cast_ballot(poll_id=poll.pk, choices=choices, by=voter)
        self.over(poll)
        services.close_poll(poll_id=poll.pk, by=None)
        services.forget_ballots(poll_id=poll.pk)
        return Poll.objects.get(pk=poll.pk)

    def certified(self, *ballots: tuple[User, list[str]]) -> Poll:
        poll = self.sealed(*ballots)
        services.propose_certification(poll_id=poll.pk, by=self.cast.secretary)
        return services.certify_poll(poll_id=poll.pk, by=self.cast.leader)

    def more_residents(self, count: int) -> list[User]:
        return [
            make_resident(f"resident{n}", f"居民{n}", self.cast.community) for n in range(count)
        ]


class PollTestCase(TestCase):
    """With a folder of its own for the keys of polls."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.enterClassContext(own_keys())
        super().setUpClass()
        folder = settings.MWS_PRIVATE_ROOT / "poll-keys"
        cls.kept_keys = {file: file.read_bytes() for file in folder.glob("*.key")}

    def setUp(self) -> None:
        """A rollback brings back the rows of an earlier test, but not the keys it destroyed."""
        self.enterContext(translation.override("zh-hans"))
        for file, key in self.kept_keys.items():
            file.write_bytes(key)


def own_keys() -> override_settings:
    return override_settings(MWS_PRIVATE_ROOT=Path(tempfile.mkdtemp(prefix="mws-keys-")))


def make_shortlisted(round: Round, author: User, number: int, cost_fen: int) -> Proposal:
    return Proposal.objects.create(
        round=round, community=round.community, status=ProposalStatus.SHORTLISTED,
        title=f"项目{number}", location="中心广场", category=Category.WORKS,
        theme=Theme.FACILITIES, author=author,
        receipt_no=f"T-{round.pk}-{number}", requested_fen=cost_fen, created_at=round.opened_at,
        submitted_at=round.opened_at, status_since=round.opened_at,
    )  # fmt: skip
