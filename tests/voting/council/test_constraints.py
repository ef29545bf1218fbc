"""What the database itself refuses, whoever writes: each named constraint and trigger."""

from datetime import timedelta

from django.db import DatabaseError, IntegrityError, transaction
from django.test import TestCase

from tests.cast import NOW
from tests.voting.council.room import Room
from voting.council import services
from voting.models import (
    AgendaItem,
    Attendance,
    CouncilSeat,
    CouncilVote,
    Meeting,
    Motion,
    Recusal,
)


class CouncilConstraintTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.room = Room()
        cls.meeting = cls.room.opened(present=6)
        cls.item = cls.meeting.agenda.get(position=1)
        cls.motion = cls.room.moved(cls.meeting)
        cls.room.vote(cls.motion, yes=2)

    def assert_database_refuses(self, deed, *, by=IntegrityError):
        with self.assertRaises(by), transaction.atomic():
            deed()

    def test_values_that_are_none(self):
        item = self.item
        for rows, values in [
            (CouncilSeat.objects.filter(number=1), {"kind": "king"}),
            (CouncilSeat.objects.filter(number=1), {"number": 2}),
            (CouncilSeat.objects.filter(number=1), {"member": self.room.members[1]}),
            (Meeting.objects.all(), {"state": "lost"}),
            (Meeting.objects.all(), {"seated": None}),
            (Meeting.objects.all(), {"seated": 0}),
            (Meeting.objects.all(), {"state": "closed"}),
            (Attendance.objects.all()[:1], {"left_at": NOW - timedelta(days=1)}),
            (AgendaItem.objects.filter(pk=item.pk), {"position": 2}),
            (AgendaItem.objects.filter(pk=item.pk), {"outcome": "passed"}),
            (AgendaItem.objects.filter(pk=item.pk), {"outcome": "lost", "decided_at": NOW}),
            (AgendaItem.objects.filter(pk=item.pk), {"outcome": "rejected", "decided_at": NOW}),
            (Motion.objects.all(), {"amount_fen": 0}),
            (Motion.objects.all(), {"state": "lost"}),
            (Motion.objects.all(), {"state": "passed"}),
        ]:
            with self.subTest(rows=rows.model.__name__, **values):
                pks = list(rows.values_list("pk", flat=True))
                self.assert_database_refuses(
                    lambda model=rows.model, pks=pks, values=values: model.objects.filter(
                        pk__in=pks
                    ).update(**values)
                )

    def test_a_row_twice_or_of_no_kind(self):
        Recusal.objects.create(
            item=self.item, member=self.room.members[5], ground="kin", recorded_at=NOW
        )
        for row in (
            Meeting(place=self.meeting.place, round=self.room.round, number=1, scheduled_at=NOW,
                    location="x", called_by=self.room.chair, called_at=NOW),
            Attendance(meeting=self.meeting, member=self.room.members[0],
                       seat=CouncilSeat.objects.first()),
            AgendaItem(meeting=self.meeting, position=9, proposal=self.room.files[0]),
            Motion(item=self.item, amount_fen=1, moved_by=self.room.chair, moved_at=NOW),
            CouncilVote(motion=self.motion, member=self.room.members[0], value="no", cast_at=NOW),
            CouncilVote(motion=self.motion, member=self.room.members[4], value="?", cast_at=NOW),
            Recusal(item=self.item, member=self.room.members[5], ground="kin", recorded_at=NOW),
            Recusal(item=self.item, member=self.room.members[4], ground="?", recorded_at=NOW),
        ):  # fmt: skip
            with self.subTest(row=row):
                self.assert_database_refuses(row.save)

    def test_figures_that_do_not_add_up(self):
        declared = {
            "state": "passed", "declared_by": self.room.chair, "declared_at": NOW, "seated": 7,
            "present": 6, "recused": 1, "base": 5, "yes": 3, "no": 1, "abstain": 1,
        }  # fmt: skip
        for wrong in [
            {"yes": None}, {"base": None}, {"declared_by": None}, {"yes": 4}, {"present": 8},
            {"base": 3}, {"recused": 2}, {"state": "rejected"}, {"state": "withdrawn"},
        ]:  # fmt: skip
            with self.subTest(**wrong):
                self.assert_database_refuses(
                    lambda wrong=wrong: Motion.objects.update(**declared | wrong)
                )

    def test_a_vote_is_neither_edited_nor_deleted(self):
        for column, value in [
            ("value", "no"), ("reason", "x"), ("member", self.room.members[5]),
            ("cast_at", NOW + timedelta(1)),
        ]:  # fmt: skip
            with self.subTest(column=column):
                self.assert_database_refuses(
                    lambda column=column, value=value: CouncilVote.objects.update(
                        **{column: value}
                    ),
                    by=DatabaseError,
                )
        self.assert_database_refuses(CouncilVote.objects.first().delete, by=DatabaseError)

    def test_after_the_result_no_vote_is_written_and_the_result_stays(self):
        self.room.vote(self.motion, yes=6)
        services.declare_result(motion_id=self.motion.pk, by=self.room.chair, now=NOW)
        late = CouncilVote(motion=self.motion, member=self.room.members[6], value="no", cast_at=NOW)
        self.assert_database_refuses(late.save, by=DatabaseError)
        self.assert_database_refuses(
            lambda: CouncilVote.objects.update(superseded_at=NOW), by=DatabaseError
        )
        self.assert_database_refuses(lambda: Motion.objects.update(yes=1), by=DatabaseError)
        self.assert_database_refuses(
            lambda: Motion.objects.filter(pk=self.motion.pk)._raw_delete("default"),
            by=DatabaseError,
        )
