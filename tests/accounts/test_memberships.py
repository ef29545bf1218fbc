from datetime import timedelta

from django.db import IntegrityError, transaction
from django.test import TestCase

from mws.accounts import rules, services
from mws.accounts.models import Membership, User
from mws.accounts.permissions import ROLE_LEVELS, ROLE_PERMISSIONS, Permission, Role
from mws.audit.selectors import history_of
from mws.core.clock import local_day
from mws.core.refusals import Refused
from mws.notifications.selectors import inbox_messages
from tests.cast import NOW, Cast, make_officer

TODAY = local_day(NOW)
DAY = timedelta(days=1)


def code_of(refusal):
    return refusal and refusal.code


class RoleTableTests(TestCase):
    def test_every_role_has_permissions_and_levels(self):
        self.assertEqual(set(ROLE_PERMISSIONS), set(Role))
        self.assertEqual(set(ROLE_LEVELS), set(Role))

    def test_flags_of_django_grant_nothing(self):
        cast = Cast()
        root = User.objects.create(username="root", is_staff=True, is_superuser=True)
        for permission in Permission:
            with self.subTest(permission):
                self.assertFalse(root.may(permission, cast.community))
        self.assertFalse(root.has_desk)


class GrantTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = Cast()
        cls.other_district_officer = make_officer(
            "other", "别区", Role.DISTRICT_OFFICER, cls.cast.city
        )
        cls.other_district_officer.memberships.update(place=cls.cast.other_community)

    def grant(self, **changes):
        arguments = {
            "user_id": self.cast.wang.pk, "role": Role.INTAKE_CLERK,
            "place_id": self.cast.community.pk, "reason": "南组〔2026〕3号",
            "by": self.cast.district_officer, "now": NOW,
        } | changes  # fmt: skip
        return services.grant_membership(**arguments)

    def test_a_role_opens_what_it_carries_and_is_recorded_and_told(self):
        membership = self.grant()
        self.assertTrue(self.cast.wang.may(Permission.PROPOSAL_INTAKE, self.cast.community))
        self.assertFalse(self.cast.wang.may(Permission.PROPOSAL_INTAKE, self.cast.other_community))
        self.assertEqual((membership.starts_on, membership.ends_on), (TODAY, None))
        event = history_of(membership).get()
        self.assertEqual(event.action, "membership.granted")
        self.assertEqual(event.facts["role"], "intake_clerk")
        self.assertNotIn("南组", str(event.facts))
        self.assertEqual(inbox_messages(self.cast.wang).get().code, "membership_granted")

    def test_refusals(self):
        cast, clerk, community = self.cast, Role.INTAKE_CLERK, self.cast.community
        officer = cast.district_officer
        for user, role, place, reason, ends_on, by, expected in [
            (cast.wang, clerk, community, "函", None, officer, None),
            (cast.wang, clerk, community, "函", TODAY, officer, None),
            (cast.wang, clerk, community, "函", None, cast.leader, "not_granter"),
            (cast.wang, clerk, community, "函", None, cast.secretary, "not_granter"),
            (cast.wang, clerk, community, "函", None, self.other_district_officer, "not_granter"),
            (cast.wang, Role.AUDITOR, cast.city, "函", None, officer, "not_granter"),
            (officer, clerk, community, "函", None, officer, "self"),
            (cast.wang, clerk, cast.subdistrict, "函", None, officer, "wrong_level"),
            (cast.wang, Role.SUBDISTRICT_LEADER, community, "函", None, officer, "wrong_level"),
            (cast.wang, "emperor", community, "函", None, officer, "wrong_level"),
            (cast.wang, clerk, community, "  ", None, officer, "no_reason"),
            (cast.wang, clerk, community, "函", TODAY - DAY, officer, "ends_before_start"),
            (cast.clerk, clerk, community, "函", None, officer, "already_held"),
            (cast.clerk, clerk, cast.other_community, "函", None, officer, None),
        ]:
            with self.subTest(user=user, role=role, place=place, expected=expected):
                refusal = rules.why_not_grant(
                    user, role, place, reason=reason, starts_on=TODAY, ends_on=ends_on, by=by
                )
                self.assertEqual(code_of(refusal), expected)

    def test_a_later_term_may_follow_an_earlier_one_but_not_overlap_it(self):
        self.grant(ends_on=TODAY + 10 * DAY)
        with self.assertRaises(Refused) as caught:
            self.grant(starts_on=TODAY + 10 * DAY)
        self.assertEqual(caught.exception.code, "already_held")
        later = self.grant(starts_on=TODAY + 11 * DAY)
        with self.assertRaises(Refused):
            self.grant(starts_on=TODAY + 20 * DAY, ends_on=TODAY + 30 * DAY)
        self.assertEqual(self.cast.wang.memberships.count(), 2)
        self.assertFalse(later.user.memberships.in_force(TODAY).filter(pk=later.pk).exists())

    def test_a_refused_grant_leaves_nothing(self):
        with self.assertRaises(Refused):
            self.grant(by=self.cast.lin)
        self.assertFalse(self.cast.wang.memberships.exists())
        self.assertFalse(inbox_messages(self.cast.wang).exists())

    def test_the_database_refuses(self):
        rows = Membership.objects.filter(pk=self.grant().pk)
        for constraint, change in [
            ("accounts_membership_role_valid", {"role": "emperor"}),
            ("accounts_membership_ends_after_start", {"ends_on": TODAY - DAY}),
            ("accounts_membership_not_granted_to_self", {"granted_by": self.cast.wang}),
            ("accounts_membership_ended_on_a_day", {"end_reason": "辞职"}),
        ]:
            with (
                self.subTest(constraint),
                self.assertRaisesMessage(IntegrityError, constraint),
                transaction.atomic(),
            ):
                rows.update(**change)
        with self.assertRaises(IntegrityError), transaction.atomic():
            Membership.objects.create(
                user=self.cast.wang, role=Role.INTAKE_CLERK, place=self.cast.community,
                starts_on=TODAY, reason="again", granted_at=NOW,
            )  # fmt: skip


class EndTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = Cast()

    def end(self, person, **changes):
        membership = person.memberships.get()
        arguments = {"reason": "调岗", "by": self.cast.district_officer, "now": NOW} | changes
        return services.end_membership(membership_id=membership.pk, **arguments)

    def test_a_role_ends_with_its_last_day(self):
        ended = self.end(self.cast.clerk)
        self.assertEqual((ended.ends_on, ended.end_reason), (TODAY, "调岗"))
        held = Membership.objects.filter(pk=ended.pk)
        self.assertTrue(held.in_force(TODAY).exists())
        self.assertFalse(held.in_force(TODAY + DAY).exists())
        self.assertEqual(history_of(ended).get().action, "membership.ended")

    def test_with_yesterday_it_ends_at_once(self):
        self.end(self.cast.clerk, last_day=TODAY - DAY)
        self.assertFalse(Membership.objects.in_force(TODAY).filter(user=self.cast.clerk).exists())

    def test_refusals(self):
        cast = self.cast
        make_officer("second", "第二", Role.DISTRICT_OFFICER, cast.district)
        for person, changes, expected in [
            (cast.clerk, {"by": cast.leader}, "not_granter"),
            (cast.clerk, {"reason": ""}, "no_reason"),
            (cast.clerk, {"last_day": TODAY - 2 * DAY}, "in_the_past"),
            (cast.auditor, {}, "not_granter"),
        ]:
            with self.subTest(person=person, changes=changes):
                with self.assertRaises(Refused) as caught:
                    self.end(person, **changes)
                self.assertEqual(caught.exception.code, expected)
        self.end(cast.clerk, last_day=TODAY - DAY)
        with self.assertRaises(Refused) as caught:
            self.end(cast.clerk)
        self.assertEqual(caught.exception.code, "already_ended")

    def test_the_last_who_can_give_roles_stays(self):
        with self.assertRaises(Refused) as caught:
            self.end(self.cast.district_officer)
        self.assertEqual(caught.exception.code, "last_granter")
        make_officer("second", "第二", Role.DISTRICT_OFFICER, self.cast.district)
        self.end(self.cast.district_officer)
