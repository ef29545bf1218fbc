"""To WeChat and back."""

from allauth.socialaccount.providers.oauth2.urls import default_urlpatterns

from mws.accounts.wechat.provider import WechatBrowserProvider

urlpatterns = default_urlpatterns(WechatBrowserProvider)
