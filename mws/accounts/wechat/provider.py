"""WeChat inside WeChat: no QR code to scan with the telephone that shows it, and no personal data
(``snsapi_base``): only an id that WeChat makes for this site."""

from __future__ import annotations

from allauth.socialaccount.providers.weixin.provider import WeixinProvider

from mws.accounts.wechat.views import WechatBrowserAdapter


class WechatBrowserProvider(WeixinProvider):
    id = "wechat_browser"
    name = "微信"
    oauth2_adapter_class = WechatBrowserAdapter

    def get_default_scope(self) -> list[str]:
        return ["snsapi_base"]


provider_classes = [WechatBrowserProvider]
