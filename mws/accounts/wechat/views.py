"""What differs from the QR code: the address, and that nothing more is asked about the person."""

from __future__ import annotations

from typing import Any

from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.weixin.client import WeixinOAuth2Client
from allauth.socialaccount.providers.weixin.views import WeixinOAuth2Adapter
from django.http import HttpRequest
from django.views.decorators.http import require_http_methods


class WechatBrowserClient(WeixinOAuth2Client):
    def get_redirect_url(self, *args: Any) -> str:
        """WeChat's browser insists on the fragment."""
        return f"{super().get_redirect_url(*args)}#wechat_redirect"


class WechatBrowserAdapter(WeixinOAuth2Adapter):
    provider_id = "wechat_browser"
    authorize_url = "https://open.weixin.qq.com/connect/oauth2/authorize"
    client_class = WechatBrowserClient

    def complete_login(
        self, request: HttpRequest, app: Any, token: Any, **kwargs: Any
    ) -> SocialLogin:
        openid = kwargs["response"]["openid"]
        return self.get_provider().sociallogin_from_response(request, {"openid": openid})


oauth2_login = require_http_methods(["GET", "POST"])(
    OAuth2LoginView.adapter_view(WechatBrowserAdapter)
)
oauth2_callback = require_http_methods(["GET", "POST"])(
    OAuth2CallbackView.adapter_view(WechatBrowserAdapter)
)
