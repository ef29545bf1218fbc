from django.contrib.auth.models import AnonymousUser
from django.test import TestCase

from mws.accounts.permissions import Role
from mws.files.models import Attachment
from proposals.rules.files import why_not_see_file
from tests.cast import Cast, make_officer
from tests.proposals.cases import case_in


class WhoSeesAFileTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = Cast()
        cls.round = cls.cast.round()
        cls.supplier = make_officer("supplier", "施工队", Role.SUPPLIER, cls.cast.community)

    def attached_to(self, proposal, visibility):
        return Attachment(case_id=proposal.case_id, visibility=visibility)

    def test_who_may(self):
        cast, nobody = self.cast, AnonymousUser()
        for status, visibility, who, code in [
            ("admitted", "public", nobody, None),
            ("admitted", "restricted", nobody, "restricted_file"),
            ("admitted", "restricted", cast.wang, "restricted_file"),
            ("admitted", "restricted", cast.lin, None),
            ("admitted", "restricted", cast.clerk, None),
            ("admitted", "restricted", cast.officer, None),
            ("admitted", "restricted", cast.foreign_clerk, "restricted_file"),
            ("admitted", "restricted", self.supplier, "restricted_file"),
            ("submitted", "restricted", self.supplier, "unknown_file"),
            ("submitted", "public", nobody, "unknown_file"),
            ("submitted", "restricted", cast.clerk, None),
            ("draft", "public", cast.clerk, "unknown_file"),
            ("draft", "restricted", cast.lin, None),
        ]:
            with self.subTest(status=status, visibility=visibility, who=str(who)):
                proposal = case_in(status, cast, self.round)
                refusal = why_not_see_file(self.attached_to(proposal, visibility), by=who)
                self.assertEqual(code, refusal and refusal.code)
