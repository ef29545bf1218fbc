"""What auditors see and nobody else, and what they write."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.test import TestCase

from mws.audit.models import AuditEvent
from mws.core.append_only import AppendOnlyError
from mws.core.refusals import Refused
from mws.oversight.anomalies import anomalies_of
from mws.oversight.models import OversightNote
from mws.oversight.notes import write_note
from proposals.models import Approval, CostItem, Project
from tests.cast import NOW, YEAR, Cast
from tests.cms.outcomes import Outcomes


class InspectionTestCase(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = Cast()
        cls.outcomes = Outcomes(cls.cast)
        cls.project = cls.outcomes.closed()

    @property
    def address(self) -> str:
        return f"/desk/oversight/files/{self.project.proposal_id}/"


class AccessTests(InspectionTestCase):
    def test_auditors_alone(self) -> None:
        pages = ("/desk/oversight/", "/desk/oversight/trail/", self.address)
        for person, code in ((self.cast.auditor, 200), (self.cast.leader, 404),
                             (self.cast.lin, 404)):  # fmt: skip
            self.client.force_login(person)
            for page in pages:
                self.assertEqual(code, self.client.get(page).status_code, (person, page))
        self.client.logout()
        self.assertEqual(302, self.client.get(pages[0]).status_code)

    def test_the_trail_names_who_did_it(self) -> None:
        self.client.force_login(self.cast.auditor)
        text = self.client.get(self.address).content.decode()
        self.assertIn("项目已结项", text)
        self.assertIn(self.cast.officer.display_name, text)


class NoteTests(InspectionTestCase):
    def write(self, **facts: object) -> OversightNote:
        given = {"kind": "note", "text": "看过合同。", "by": self.cast.auditor, "now": NOW}
        return write_note(case_id=self.project.case_id, **(given | facts))

    def test_a_note_is_written_on_the_page_and_traced(self) -> None:
        self.client.force_login(self.cast.auditor)
        sent = {"kind": "referral", "referred_to": "区审计局", "text": "请核对单价。"}
        self.assertEqual(302, self.client.post(self.address, sent).status_code)
        note = OversightNote.objects.get()
        self.assertEqual(("区审计局", self.cast.auditor), (note.referred_to, note.written_by))
        event = AuditEvent.objects.get(action="oversight.noted")
        self.assertEqual((self.project.case_id, {"kind": "referral"}), (event.case_id, event.facts))
        self.assertIn("请核对单价。", self.client.get("/desk/oversight/").content.decode())

    def test_who_audits_nothing_writes_nothing(self) -> None:
        with self.assertRaises(Refused) as caught:
            self.write(by=self.cast.leader)
        self.assertEqual("not_auditor", caught.exception.code)

    def test_a_referral_names_its_office(self) -> None:
        for facts in ({"kind": "referral"}, {"kind": "note", "referred_to": "区审计局"}):
            with self.assertRaises(Refused) as caught:
                self.write(**facts)
            self.assertEqual("office_missing", caught.exception.code)
        with self.assertRaises(IntegrityError), transaction.atomic():
            OversightNote.objects.create(
                case_id=self.project.case_id, kind="referral", text="x", written_by=self.cast.lin,
                written_at=NOW,
            )  # fmt: skip

    def test_a_note_stays(self) -> None:
        note = self.write()
        for change in (note.save, note.delete):
            with self.assertRaises(AppendOnlyError):
                change()


class AnomalyTests(InspectionTestCase):
    def found(self) -> list[int]:
        rules = anomalies_of(self.cast.district, YEAR)
        return [len(rows) for rows in rules.values()]

    def test_nothing_catches_the_eye_where_nothing_is_odd(self) -> None:
        Approval.objects.update(decided_at=NOW)
        self.assertEqual([0, 0, 0, 0], self.found())

    def test_an_approval_on_a_sunday(self) -> None:
        sunday = NOW.replace(day=14)
        Approval.objects.create(
            proposal=self.project.proposal, result="approved", amount_fen=1, document_no="1",
            prepared_by=self.cast.officer, decided_by=self.cast.leader, decided_at=sunday,
        )  # fmt: skip
        self.assertEqual(1, self.found()[3])

    def test_one_work_in_two_parts_and_one_supplier_for_all(self) -> None:
        cap = self.project.proposal.round.rules["cap_" + self.project.proposal.category + "_fen"]
        half = int(cap["value"]) * 3 // 4 if int(cap["value"]) else 0
        for title in ("走廊一段", "走廊二段"):
            other = self.outcomes.approved(title)
            Project.objects.filter(pk=other.pk).update(
                supplier=self.project.supplier, contract_fen=1_000_000, status="contracted",
            )  # fmt: skip
        projects = Project.objects.exclude(pk=self.project.pk)
        if half:
            projects.update(approved_fen=half)
        found = self.found()
        self.assertEqual(bool(half), bool(found[0]))
        self.assertEqual(1, found[1])

    def test_a_price_far_above_the_usual(self) -> None:
        for number, price in enumerate((100, 100, 100, 110, 900), start=50):
            CostItem.objects.create(
                proposal=self.project.proposal, position=number, name="灯", unit="盏", quantity=1,
                unit_price_fen=price, amount_fen=price,
            )  # fmt: skip
        self.assertEqual(1, self.found()[2])
