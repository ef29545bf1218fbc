"""Terms: a role begins and ends with the day in Shenzhen, and its end is told a month before."""

from datetime import UTC, datetime, timedelta
from unittest import mock

from django.test import TestCase

from mws.accounts import services
from mws.accounts.models import Membership, User
from mws.accounts.permissions import Permission, Role
from mws.core.clock import local_day
from mws.notifications.selectors import inbox_messages
from mws.pages.jobs import JOBS
from tests.cast import NOW, Cast, make_user

TODAY = local_day(NOW)
DAY = timedelta(days=1)
MIDNIGHT = datetime(2026, 6, 17, 16, 0, tzinfo=UTC)  # in Shenzhen: the end of TODAY
SECOND = timedelta(seconds=1)


class TermTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = Cast()

    def role(self, username, *, starts_on=TODAY, ends_on=None):
        person = make_user(username, username)
        return services.grant_membership(
            user_id=person.pk, role=Role.INTAKE_CLERK, place_id=self.cast.community.pk,
            reason="函", starts_on=starts_on, ends_on=ends_on, by=self.cast.district_officer,
            now=NOW,
        )  # fmt: skip

    def may(self, membership, moment):
        with mock.patch("mws.accounts.models.persons.database_now", return_value=moment):
            person = User.objects.get(pk=membership.user_id)
            return person.may(Permission.PROPOSAL_INTAKE, self.cast.community)

    def test_a_role_ends_and_begins_by_itself_at_midnight_in_shenzhen(self):
        ending = self.role("ending", ends_on=TODAY)
        coming = self.role("coming", starts_on=TODAY + DAY)
        for moment, expected in [
            (NOW, (True, False)),
            (MIDNIGHT - SECOND, (True, False)),
            (MIDNIGHT, (False, True)),
            (MIDNIGHT + DAY, (False, True)),
        ]:
            with self.subTest(moment=moment):
                self.assertEqual((self.may(ending, moment), self.may(coming, moment)), expected)

    def told(self, now):
        """The job as ``tick`` runs it; who was told, and how often by now."""
        next(job for job in JOBS if job.name == "ends of roles").run(now)
        return {
            person.username: inbox_messages(person).filter(code="membership_ending").count()
            for person in User.objects.filter(memberships__in=Membership.objects.all()).distinct()
            if inbox_messages(person).filter(code="membership_ending").exists()
        }

    def test_the_end_is_told_thirty_days_before_and_once(self):
        self.role("near", ends_on=TODAY + 30 * DAY)
        self.role("next", ends_on=TODAY + 31 * DAY)
        self.role("open")
        self.role("later", starts_on=TODAY + DAY, ends_on=TODAY + 5 * DAY)
        for moment, expected in [
            (NOW - DAY, {}),
            (NOW, {"near": 1}),
            (NOW, {"near": 1}),
            (NOW + DAY, {"near": 1, "next": 1, "later": 1}),
            (NOW + 90 * DAY, {"near": 1, "next": 1, "later": 1}),
        ]:
            with self.subTest(moment=moment):
                self.assertEqual(self.told(moment), expected)

    def test_whoever_was_told_that_it_ends_soon_is_not_told_again(self):
        for username, days, moment, expected in [
            ("soon", 10, NOW, {}),
            ("far", 60, NOW + 40 * DAY, {"far": 1}),
        ]:
            with self.subTest(username):
                held = self.role(username)
                services.end_membership(
                    membership_id=held.pk, reason="调岗", last_day=TODAY + days * DAY,
                    by=self.cast.district_officer, now=NOW,
                )  # fmt: skip
                self.assertEqual(self.told(moment), expected)

    def test_nobody_is_told_of_a_role_that_is_over(self):
        self.role("over", ends_on=TODAY)
        self.assertEqual(self.told(MIDNIGHT), {})
