from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from django.test import TestCase
from django.urls import reverse

from mws.ledger.selectors import fund_of
from mws.rounds.models import Round
from proposals.models import ProposalStatus
from tests.cast import NOW, YEAR, Cast
from tests.voting.council.room import CALLED, Room
from tests.voting.importing.test_import_election import META, PROJECTS, VOTES
from voting.council import services
from voting.importing.services import import_election
from voting.importing.source import read_source
from voting.models import CouncilSeat, PollItem, SeatKind


class ImportedRoom(Room):
    """The council of a community into which an election was imported ten days ago."""

    def __init__(self, source: Path) -> None:
        self.cast = Cast()
        import_election(
            source=read_source(source), community=self.cast.community, year=YEAR,
            now=NOW - timedelta(days=10),
        )  # fmt: skip
        self.round = Round.objects.get()
        self.members = self.cast.members
        for number, member in enumerate(self.members, 1):
            CouncilSeat.objects.create(
                place=self.cast.community, number=number, kind=SeatKind.RESIDENT, member=member,
                starts_on=CALLED.date(),
            )  # fmt: skip
        chosen = PollItem.objects.filter(result__is_selected=True).select_related("proposal")
        self.files = [item.proposal for item in chosen.order_by("result__rank")]


class CouncilGoesOnTests(TestCase):
    def setUp(self):
        file = Path(self.enterContext(TemporaryDirectory())) / "village.pb"
        file.write_text(META + PROJECTS + VOTES)
        self.room = ImportedRoom(file)

    def test_the_council_adopts_the_residents_list_and_the_money_is_reserved(self):
        meeting = self.room.opened()
        self.assertEqual([4, 1], [item.support for item in meeting.agenda.all()])
        for position in (1, 2):
            motion = self.room.moved(meeting, position=position)
            self.room.vote(motion, yes=7)
            services.declare_result(motion_id=motion.pk, by=self.room.chair, now=NOW)
        for file in self.room.files:
            file.refresh_from_db()
            self.assertEqual(ProposalStatus.SELECTED, file.status)
        fund = fund_of(self.room.cast.community, YEAR)
        self.assertEqual((100_000, 0), (fund.reserved_fen, fund.available_fen))
        results = reverse("voting:results", args=[self.room.round.poll.pk])
        self.assertEqual(200, self.client.get(results).status_code)
