"""Public pages name who sits in the council; who works at the counter they do not."""

from django.test import TestCase
from django.urls import reverse

from mws.accounts.permissions import Role
from proposals.models import ProposalStatus
from tests.cast import NOW, Cast, make_officer
from tests.proposals.cases import case_in
from voting.council.services import appoint_seat

CLERKS = ("周敏", "韦小青")
MEMBER = "王建国"


class WhoIsPublicTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = cast = Cast()
        make_officer("second_clerk", CLERKS[1], Role.INTAKE_CLERK, cast.community)
        make_officer("staff", "居委会小李", Role.COMMITTEE_STAFF, cast.community)
        cast.fund()
        round = cast.round()
        cls.cases = [
            case_in(status, cast, round, title=f"{status} 路灯")
            for status in (
                ProposalStatus.ADMITTED, ProposalStatus.SHORTLISTED, ProposalStatus.SELECTED,
                ProposalStatus.ON_NOTICE,
            )
        ]  # fmt: skip
        appoint_seat(
            place_id=cast.community.pk, number=1, kind="resident", member=cast.wang,
            by=cast.district_officer, now=NOW,
        )  # fmt: skip

    def addresses(self):
        code = self.cast.community.code
        posted = self.cases[-1]
        return [
            reverse("pages:home"),
            reverse("pages:community_list"),
            reverse("pages:community", args=[code]),
            reverse("pages:year", args=[2026]),
            reverse("pages:year_of_place", args=[2026, self.cast.subdistrict.code]),
            reverse("ledger:statement", args=[code, 2026]),
            reverse("voting:council", args=[code]),
            reverse("voting:polls"),
            reverse("proposals:list"),
            reverse("proposals:list_csv"),
            reverse("proposals:list_json"),
            reverse("proposals:notice", args=[posted.notice.pk]),
            *(reverse("proposals:detail", args=[case.pk]) for case in self.cases),
            *(reverse("proposals:around", args=[case.pk]) for case in self.cases),
        ]

    def test_no_public_page_names_a_clerk(self):
        for address in self.addresses():
            with self.subTest(address):
                response = self.client.get(address, follow=True)
                self.assertEqual(response.status_code, 200)
                body = response.getvalue().decode()
                self.assertEqual([name for name in (*CLERKS, "居委会小李") if name in body], [])

    def test_the_seats_of_the_council_are_named(self):
        response = self.client.get(reverse("voting:council", args=[self.cast.community.code]))
        self.assertContains(response, MEMBER)
