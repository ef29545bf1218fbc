from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import TestCase
from django.urls import reverse

from mws.accounts.models import Membership, User
from mws.accounts.permissions import Permission
from mws.places.models import Place
from tests.cast import make_place

ANSWERS = {
    "city_code": "4403", "city_name": "深圳市", "district_code": "440305",
    "district_name": "南山区", "username": "sunli", "name": "孙立",
    "phone": "138 0013 8000", "reason": "南组〔2026〕1号",
}  # fmt: skip
PASSWORD = "long-and-secret-1"


class BootstrapTests(TestCase):
    def bootstrap(self, password=PASSWORD, **changes) -> str:
        out = StringIO()
        with TemporaryDirectory() as folder:
            file = Path(folder) / "password"
            file.write_text(f"{password}\n")
            call_command("bootstrap", stdout=out, password_file=str(file), **(ANSWERS | changes))
        return out.getvalue()

    def test_an_empty_site_gets_a_district_and_an_officer_who_can_sign_in(self):
        self.assertIn("sunli", self.bootstrap())
        officer = User.objects.get()
        district = Place.objects.get(level="district")
        self.assertEqual(district.path, "4403/440305/")
        for permission in (Permission.MEMBERSHIP_GRANT, Permission.PLACE_EDIT):
            self.assertTrue(officer.may(permission, district))
        self.assertFalse(officer.is_superuser or officer.is_staff)
        cache.clear()  # other tests of this process have guessed from the same address
        self.client.post(reverse("account_login"), {"login": "sunli", "password": PASSWORD})
        self.assertEqual(self.client.session["_auth_user_id"], str(officer.pk))

    def test_it_asks_for_what_is_not_said(self):
        with (
            mock.patch("builtins.input", side_effect=["", "孙立"]) as asked,
            mock.patch(
                "mws.accounts.management.commands.bootstrap.getpass", side_effect=[PASSWORD] * 2
            ),
        ):
            call_command(
                "bootstrap", stdout=StringIO(), stderr=StringIO(), **(ANSWERS | {"name": None})
            )
        self.assertEqual(asked.call_count, 2)
        self.assertEqual(User.objects.get().display_name, "孙立")

    def test_it_refuses_what_cannot_work_and_leaves_nothing(self):
        for changes in [
            {"phone": "12345"}, {"password": "123"}, {"city_code": "SZ"}, {"district_name": " "},
            {"username": "sun li"}, {"district_code": "4403"},
        ]:  # fmt: skip
            with self.subTest(changes), self.assertRaises(CommandError):
                self.bootstrap(**changes)
            self.assertFalse(
                User.objects.exists() or Place.objects.exists() or Membership.objects.exists()
            )

    def test_it_refuses_where_data_is(self):
        make_place("4403", "深圳市", "city", None)
        with self.assertRaises(CommandError):
            self.bootstrap()
        self.assertFalse(User.objects.exists())
