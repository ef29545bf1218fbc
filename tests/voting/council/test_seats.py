from datetime import timedelta

from django.test import TestCase

from mws.accounts.models import User
from mws.accounts.permissions import Role
from mws.core.refusals import Refused
from tests.cast import NOW, Cast
from voting.council import services
from voting.models import CouncilSeat

TODAY = NOW.date()


class SeatTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = Cast()

    def appoint(self, **fields):
        values = {
            "place_id": self.cast.community.pk, "number": 1, "kind": "resident",
            "member": self.cast.lin, "by": self.cast.district_officer, "now": NOW,
        } | fields  # fmt: skip
        return services.appoint_seat(**values)

    def assert_refused(self, code, deed, **fields):
        with self.assertRaises(Refused) as caught:
            deed(**fields)
        self.assertEqual(caught.exception.code, code)

    def test_a_seat_brings_the_role_and_its_end_takes_it_back(self):
        seat = self.appoint()
        self.assertEqual(seat.starts_on, TODAY)
        role = self.cast.lin.memberships.get()
        self.assertEqual((role.role, role.place), (Role.COUNCIL_MEMBER, self.cast.community))
        services.end_seat(seat_id=seat.pk, by=self.cast.district_officer, now=NOW)
        role.refresh_from_db()
        seat.refresh_from_db()
        self.assertEqual((seat.ends_on, role.ends_on), (TODAY, TODAY))

    def test_refusals(self):
        self.appoint()
        for code, fields in [
            ("not_permitted", {"number": 2, "member": self.cast.wang, "by": self.cast.chair}),
            ("not_permitted", {"number": 2, "member": self.cast.wang, "by": self.cast.leader}),
            ("own_seat", {"number": 2, "member": self.cast.district_officer}),
            ("seat_taken", {"member": self.cast.wang}),
            ("seated_already", {"number": 2}),
            ("ends_before_start", {"number": 2, "member": self.cast.wang,
                                   "ends_on": TODAY - timedelta(days=1)}),
            ("not_community", {"number": 2, "place_id": self.cast.subdistrict.pk}),
        ]:  # fmt: skip
            with self.subTest(code=code):
                self.assert_refused(code, self.appoint, **fields)
        self.assertEqual(CouncilSeat.objects.count(), 1)

    def test_a_term_ends_once_and_not_before_it_began(self):
        seat = self.appoint()
        end = {"seat_id": seat.pk, "by": self.cast.district_officer, "now": NOW}
        self.assert_refused("not_permitted", services.end_seat, **end | {"by": self.cast.finance})
        self.assert_refused(
            "ends_before_start", services.end_seat, **end, ends_on=TODAY - timedelta(days=1)
        )
        services.end_seat(**end)
        self.assert_refused("ended_already", services.end_seat, **end)

    def test_a_seat_is_filled_again_the_day_after(self):
        seat = self.appoint()
        services.end_seat(seat_id=seat.pk, by=None, now=NOW)
        self.assert_refused("seat_taken", self.appoint, member=self.cast.wang)
        self.appoint(member=self.cast.wang, now=NOW + timedelta(days=1))
        seated = CouncilSeat.objects.seated_on(TODAY + timedelta(days=1))
        self.assertEqual([each.member for each in seated], [self.cast.wang])

    def test_staff_rights_appoint_nobody(self):
        root = User.objects.create(username="root", is_staff=True, is_superuser=True)
        self.assert_refused("not_permitted", self.appoint, by=root)
