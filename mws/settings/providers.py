"""Other ways to sign in, each present only when the environment names its application."""

from typing import Any
from urllib.parse import urlsplit

from mws.settings.environment import env

WECHAT = "https://open.weixin.qq.com"


def social_providers() -> dict[str, Any]:
    """SOCIALACCOUNT_PROVIDERS as the environment asks for it."""
    return {
        provider: {"APPS": [app] if app["client_id"] else []}
        for provider, app in {
            "weixin": _app("MWS_WECHAT_QR", name="微信"),
            "wechat_browser": _app("MWS_WECHAT_BROWSER", name="微信"),
            "openid_connect": _app("MWS_OIDC", name=env.str("MWS_OIDC_NAME", default="i深圳"))
            | {
                "provider_id": "oidc",
                "settings": {"server_url": env.str("MWS_OIDC_URL", default="")},
            },
        }.items()
    }


def origins(providers: dict[str, Any]) -> list[str]:
    """Where the form of a sign-in button may lead."""
    found = set()
    for apps in providers.values():
        for app in apps["APPS"]:
            url = urlsplit(app.get("settings", {}).get("server_url") or WECHAT)
            found.add(f"{url.scheme}://{url.netloc}")
    return sorted(found)


def _app(prefix: str, *, name: str) -> dict[str, Any]:
    return {
        "name": name,
        "client_id": env.str(f"{prefix}_ID", default=""),
        "secret": env.str(f"{prefix}_SECRET", default=""),
    }
