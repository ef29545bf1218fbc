from django.test import TestCase
from django.urls import reverse

from mws.accounts import rules, services
from mws.accounts.models import Profile
from mws.accounts.selectors import profile_of, vault_of
from mws.core.refusals import Refused
from mws.files.models import Attachment
from mws.files.rules import why_not_see
from mws.places.services import create_place
from tests.cast import Cast
from tests.files.samples import PDF, picture, upload
from tests.proposals.cases import case_in

CODE = "91110000600037341L"  # the worked example of python-stdnum


class ProfileTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = cast = Cast()
        cls.estate, cls.foreign = (
            create_place(parent_id=place.pk, level="estate", code=code, name=name, by=None)
            for place, code, name in [
                (cast.community, "e1", "龙珠花园"), (cast.other_community, "e2", "塘朗苑"),
            ]
        )  # fmt: skip

    def test_refusals(self):
        lin, nobody = self.cast.lin, ""
        for estate, organisation, code, expected in [
            (None, nobody, "", None),
            (self.estate, "互助社", CODE, None),
            (self.foreign, nobody, "", "estate_elsewhere"),
            (self.cast.community, nobody, "", "estate_elsewhere"),
            (None, " ", CODE, "no_organisation"),
            (None, "互助社", CODE[:-1] + "M", "wrong_credit_code"),
            (None, "互助社", "440305199001011234", "wrong_credit_code"),
        ]:
            with self.subTest(estate=estate, organisation=organisation, code=code):
                refusal = rules.why_not_set_profile(
                    lin, estate=estate, organisation=organisation, credit_code=code
                )
                self.assertEqual(refusal and refusal.code, expected)

    def test_entered_once_it_stands_on_ones_page_and_fills_a_proposal(self):
        lin = self.cast.lin
        round = self.cast.round()
        self.client.force_login(lin)
        data = {"estate": "e1", "organisation": "互助社", "credit_code": "9111 0000 6000 37341l"}
        response = self.client.post(reverse("accounts:profile"), data)
        self.assertRedirects(response, reverse("accounts:me"))
        self.assertEqual(profile_of(lin).credit_code, CODE)
        for name in ("accounts:me", "accounts:profile"):
            self.assertContains(self.client.get(reverse(name)), "龙珠花园")
        draft = case_in("draft", self.cast, round, location="")
        page = self.client.get("/en" + reverse("proposals:step", args=[draft.pk, "place"]))
        self.assertContains(page, "From your profile", count=1)
        self.assertContains(page, reverse("accounts:profile"))

    def test_what_the_rule_refuses_stays_typed(self):
        self.client.force_login(self.cast.lin)
        data = {"organisation": "互助社", "credit_code": "123"}
        response = self.client.post(reverse("accounts:profile"), data)
        self.assertContains(response, 'value="123"')
        self.assertFalse(Profile.objects.exists())


class VaultTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = Cast()

    def kept(self, person, content=PDF, name="lease.pdf"):
        return services.keep_document(upload=upload(content, name), by=person)

    def test_only_the_owner_opens_it_photographs_too(self):
        cast = self.cast
        for document in (self.kept(cast.lin), self.kept(cast.lin, picture(), "id.jpg")):
            for person in (cast.lin, cast.wang, cast.clerk, cast.auditor, cast.district_officer):
                opens = person == cast.lin
                with self.subTest(document=document.original_name, person=str(person)):
                    self.assertEqual(why_not_see(document, by=person) is None, opens)
                    self.client.force_login(person)
                    answer = self.client.get(reverse("files:download", args=[document.pk]))
                    self.assertEqual(answer.status_code, 200 if opens else 404)

    def test_uploaded_listed_and_deleted_on_the_page(self):
        self.client.force_login(self.cast.lin)
        address = reverse("accounts:documents")
        self.assertRedirects(
            self.client.post(address, {"upload": upload(PDF, "租约.pdf")}), address
        )
        document = vault_of(self.cast.lin)[0]
        self.assertContains(self.client.get(address), "租约.pdf")
        discard = reverse("accounts:document_discard", args=[document.pk])
        self.client.force_login(self.cast.wang)
        self.assertEqual(self.client.post(discard).status_code, 404)
        self.client.force_login(self.cast.lin)
        with self.captureOnCommitCallbacks(execute=True):
            self.assertRedirects(self.client.post(discard), address)
        self.assertEqual(vault_of(self.cast.lin), [])
        self.assertFalse(document.file.storage.exists(document.file.name))

    def test_no_picture_and_no_pdf_is_refused_on_the_page(self):
        self.client.force_login(self.cast.lin)
        response = self.client.post(
            reverse("accounts:documents"), {"upload": upload(b"hello", "a.txt")}
        )
        self.assertTrue(response.context["form"].errors["upload"])

    def test_others_documents_are_not_deleted_and_a_full_vault_takes_no_more(self):
        document = self.kept(self.cast.lin)
        self.kept(self.cast.wang)
        with self.assertRaisesMessage(Refused, "not_yours"):
            services.discard_document(document_id=document.pk, by=self.cast.wang)
        vault_id = profile_of(self.cast.wang).vault_id
        Attachment.objects.bulk_create(
            Attachment(case_id=vault_id, kind="document", size=1, file="x") for _n in range(19)
        )
        with self.assertRaisesMessage(Refused, "vault_full"):
            self.kept(self.cast.wang)

    def test_it_goes_with_the_account(self):
        document = self.kept(self.cast.wang)
        services.erase_account(by=self.cast.wang)
        self.assertFalse(Attachment.objects.filter(pk=document.pk).exists())
        self.assertFalse(Profile.objects.filter(user=self.cast.wang).exists())
