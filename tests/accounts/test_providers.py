"""WeChat and OpenID Connect: there when configured, keeping no data, no way past the factor."""

from __future__ import annotations

from types import SimpleNamespace
from unittest import mock
from urllib.parse import parse_qs, urlsplit

from allauth.socialaccount.models import SocialAccount, SocialToken
from django.test import override_settings
from django.urls import reverse

from mws.accounts.models import User
from mws.settings.providers import origins
from tests.accounts.sign_in import app_code
from tests.accounts.test_second_factor import FactorTestCase

APP = {"client_id": "id", "secret": "secret"}
CONFIGURED = {
    "weixin": {"APPS": [APP | {"name": "微信"}]},
    "wechat_browser": {"APPS": [APP | {"name": "微信"}]},
    "openid_connect": {
        "APPS": [
            APP | {"name": "i深圳", "provider_id": "oidc",
                   "settings": {"server_url": "https://id.example.org/realm"}}
        ]
    },
}  # fmt: skip
OPENID = "oWechatOpenId"
PROFILE = {"openid": OPENID, "nickname": "阳光下的小林", "headimgurl": "https://wx.example/x.png"}


class FakeWechat:
    """What WeChat answers, without WeChat."""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None

    def request(self, *_args, **_kwargs):
        token = {"access_token": "wechat-token", "openid": OPENID, "expires_in": 7200}
        return SimpleNamespace(status_code=200, json=lambda: token)

    def get(self, *_args, **_kwargs):
        return SimpleNamespace(raise_for_status=lambda: None, json=lambda: dict(PROFILE))


@override_settings(SOCIALACCOUNT_PROVIDERS=CONFIGURED)
class ProviderTests(FactorTestCase):
    def by_wechat(self, provider: str = "weixin"):
        there = self.client.post(reverse(f"{provider}_login"))
        state = parse_qs(urlsplit(there.url).query)["state"][0]
        fake = "mws.accounts.adapter_social.SocialAdapter.get_requests_session"
        with mock.patch(fake, lambda _self: FakeWechat()):
            back = {"code": "x", "state": state}
            return self.client.get(reverse(f"{provider}_callback"), back)

    def know(self, provider: str = "weixin") -> None:
        SocialAccount.objects.create(user=self.person, provider=provider, uid=OPENID)

    def test_buttons_stand_there_when_configured(self) -> None:
        page = self.client.get(reverse("account_login"))
        self.assertContains(page, f'action="{reverse("weixin_login")}')
        self.assertContains(page, "i深圳")
        self.assertNotContains(page, reverse("wechat_browser_login"))

    def test_inside_wechat_stands_its_own_button(self) -> None:
        inside = {"user-agent": "Mozilla/5.0 MicroMessenger/8.0"}
        page = self.client.get(reverse("account_login"), headers=inside)
        self.assertContains(page, f'action="{reverse("wechat_browser_login")}')
        self.assertNotContains(page, f'action="{reverse("weixin_login")}')

    @override_settings(SOCIALACCOUNT_PROVIDERS={})
    def test_otherwise_there_is_neither_button_nor_address(self) -> None:
        self.assertNotContains(self.client.get(reverse("account_login")), "weixin")
        for name in ("weixin_login", "wechat_browser_login"):
            with self.subTest(name):
                self.assertEqual(404, self.client.post(reverse(name)).status_code)

    def test_where_the_buttons_lead(self) -> None:
        for provider, start, end in [
            ("weixin", "https://open.weixin.qq.com/connect/qrconnect?", ""),
            ("wechat_browser", "https://open.weixin.qq.com/connect/oauth2/authorize?",
             "#wechat_redirect"),
        ]:  # fmt: skip
            with self.subTest(provider):
                there = self.client.post(reverse(f"{provider}_login")).url
                self.assertTrue(there.startswith(start) and there.endswith(end), there)
        allowed = ["https://id.example.org", "https://open.weixin.qq.com"]
        self.assertEqual(allowed, origins(CONFIGURED))
        self.assertEqual([], origins({"weixin": {"APPS": []}}))

    def test_a_resident_is_in_and_nothing_of_the_profile_is_kept(self) -> None:
        self.know()
        self.by_wechat()
        self.assertEqual(self.person, self.signed_in())
        self.assertEqual([{}], list(SocialAccount.objects.values_list("extra_data", flat=True)))
        self.assertFalse(SocialToken.objects.exists())

    def test_who_is_new_is_asked_for_a_name_and_a_number(self) -> None:
        self.assertRedirects(self.by_wechat("wechat_browser"), reverse("socialaccount_signup"))
        answer = self.post("socialaccount_signup", phone="13900139000", display_name="林晓")
        self.assertRedirects(answer, reverse("account_verify_phone"))
        self.post("account_verify_phone", code=self.last_code("+8613900139000"))
        self.assertEqual(("林晓", "+8613900139000"), self.names(self.signed_in()))

    @staticmethod
    def names(person: User) -> tuple[str, str]:
        return person.display_name, person.verified_phone

    def test_staff_meet_the_factor_as_by_every_other_way(self) -> None:
        self.give_role()
        self.know()
        self.by_wechat()
        self.assertEqual([], self.inside())
        self.client.logout()
        self.set_up_factor()
        self.assertRedirects(self.by_wechat(), reverse("mfa_authenticate"))
        self.assertEqual([], self.inside())
        self.post("mfa_authenticate", code=app_code())
        self.assertIn("pages:desk", self.inside())
