"""Signing in through WeChat or the city's OpenID Connect service, where one is configured."""

from __future__ import annotations

from typing import Any

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from django.http import Http404, HttpRequest

from mws.accounts.models import User

WECHAT_SAYS = "MicroMessenger"  # in the name its browser gives itself


class SocialAdapter(DefaultSocialAccountAdapter):
    def populate_user(
        self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]
    ) -> User:
        """Of what the provider tells about a person only its id is kept."""
        user = super().populate_user(request, sociallogin, data)
        user.first_name = user.last_name = ""
        sociallogin.account.extra_data = {}
        return user

    def list_providers(self, request: HttpRequest) -> list[Any]:
        """Inside WeChat its own sign-in; elsewhere the QR code."""
        unfit = (
            "weixin" if WECHAT_SAYS in request.headers.get("user-agent", "") else "wechat_browser"
        )
        return [each for each in super().list_providers(request) if each.id != unfit]

    def get_app(self, request: HttpRequest, provider: str, client_id: str | None = None) -> Any:
        """The address of a provider that is not configured leads nowhere."""
        try:
            return super().get_app(request, provider, client_id)
        except SocialApp.DoesNotExist:
            raise Http404 from None
