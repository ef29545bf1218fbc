"""What every page of the site needs: names, navigation, languages, elder mode, the demo mark."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, Resolver404, resolve, reverse, translate_url
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mws.core.display import is_elder


@dataclass(frozen=True)
class Link:
    """One entry of the navigation."""

    label: str
    url: str
    is_current: bool = False


@dataclass(frozen=True)
class LanguageLink:
    """This page in another language."""

    tag: str
    label: str
    url: str


def site(request: HttpRequest) -> dict[str, Any]:
    """The context processor; it reads no session and writes none."""
    return {
        "site_name": site_name(),
        "help_phone": settings.MWS_HELP_PHONE,
        "source_url": settings.MWS_SOURCE_URL,
        "html_lang": language_tag(get_language() or settings.LANGUAGE_CODE),
        "main_nav": _navigation(request),
        "desk_link": _desk_link(request),
        "other_languages": _other_languages(request),
        "is_elder": is_elder(request),
        "kept_seconds": settings.MWS_PAGE_CACHE_SECONDS,  # of what a page shares with others
        "demo_mark": SimpleLazyObject(_has_demo_data),
    }


def site_name() -> str:
    """The operator's own name for the site; the movement's name in letters for other readers."""
    is_chinese = (get_language() or "").startswith("zh")
    return settings.MWS_SITE_NAME if is_chinese else _("Minsheng Weishishi")


def _navigation(request: HttpRequest) -> list[Link]:
    """The rooms in the order a resident meets them; one that has no page yet is left out."""
    entries = [
        (_("Home"), "pages:home"),
        (_("Communities"), "pages:community_list"),
        (_("Projects"), "proposals:list"),
        (_("Votes"), "voting:polls"),
        (_("Outcomes"), "cms:outcomes"),
        (_("Sunshine board"), "oversight:board"),
    ]
    found = [(label, url) for label, name in entries if (url := url_or_none(name))]
    here = max(
        (url for _label, url in found if _is_within(request.path, url)), key=len, default=None
    )
    return [Link(label, url, url == here) for label, url in found]


def _desk_link(request: HttpRequest) -> Link | None:
    """The last room, for those alone who have one: the template asks who is reading."""
    url = url_or_none("pages:desk")
    return Link(_("Desk"), url, request.path.startswith(url)) if url else None


def _is_within(path: str, url: str) -> bool:
    """Whether a page belongs to a room; the home page holds only itself."""
    return path == url or (path.startswith(url) and url != url_or_none("pages:home"))


def url_or_none(name: str, *args: object) -> str | None:
    """The address of a named page, None where the site has none of that name."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return None


def _other_languages(request: HttpRequest) -> list[LanguageLink]:
    current = get_language()
    return [
        LanguageLink(
            language_tag(code), {"en": "EN", "zh-hans": "中文"}.get(code, code), _in(request, code)
        )
        for code, _name in settings.LANGUAGES
        if code != current
    ]


def _in(request: HttpRequest, code: str) -> str:
    """The same page in another language, the query kept; the home page where there is no page."""
    try:
        resolve(request.path_info)
    except Resolver404:
        return translate_url(url_or_none("pages:home") or "/", code)
    return translate_url(request.get_full_path(), code)


def language_tag(code: str) -> str:
    """Django's "zh-hans" as the language tag "zh-Hans"."""
    language, dash, script = code.partition("-")
    return language + dash + script.title()


def _has_demo_data() -> bool:
    """Asked of the function that `MWS_DEMO_MARK` names, so that this room imports none above it."""
    path = settings.MWS_DEMO_MARK
    return bool(import_string(path)()) if path else False
