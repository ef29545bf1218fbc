import re
from collections.abc import Callable, Iterator
from typing import Any

from django.test import SimpleTestCase
from django.urls import URLPattern, URLResolver, get_resolver

from tests.architecture.source import PACKAGES, front_end_files, place, templates

FORBIDDEN_IN_TEMPLATES = {
    "inline style": re.compile(r"\sstyle\s*=|<style\b", re.IGNORECASE),
    "inline script": re.compile(r"<script\b(?![^>]*\bsrc=)|javascript:|\shx-on", re.IGNORECASE),
    "inline event handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "request to another server": re.compile(
        r"<(?:script|img|iframe|source|video|audio|link)\b[^>]*(?:src|href)=[\"'](?:https?:)?//",
        re.IGNORECASE,
    ),
    "text marked safe": re.compile(r"(?<!help_text)\|\s*safe\b|{%\s*autoescape\s+off"),
}
OUTSIDE = re.compile(r"(?:url\(|@import|fetch\(|import\s*\()\s*[\"']?(?:https?:)?//")


class TemplateTests(SimpleTestCase):
    """What the policy in the settings would block is found here, before a page breaks."""

    def test_templates_hold_no_style_no_script_and_ask_no_other_server(self):
        found = [
            f"{place(file, text.count(chr(10), 0, match.start()) + 1)} {what}"
            for file in templates()
            for text in [file.read_text()]
            for what, pattern in FORBIDDEN_IN_TEMPLATES.items()
            for match in pattern.finditer(text)
        ]
        self.assertEqual([], found)

    def test_styles_and_scripts_ask_no_other_server(self):
        found = [
            place(file)
            for file in front_end_files(".css", ".js")
            if OUTSIDE.search(file.read_text())
        ]
        self.assertEqual([], found)


class ViewTests(SimpleTestCase):
    def test_every_page_of_ours_declares_its_methods(self):
        undeclared = [
            f"{name} ({view.__module__}.{view.__qualname__})"
            for name, view in our_views(get_resolver())
            if not declares_methods(view)
        ]
        self.assertEqual([], sorted(set(undeclared)))

    def test_every_page_of_ours_has_a_name(self):
        nameless = [
            f"{view.__module__}.{view.__qualname__}"
            for name, view in our_views(get_resolver())
            if not name
        ]
        self.assertEqual([], nameless)


def our_views(resolver: URLResolver) -> Iterator[tuple[str | None, Callable[..., Any]]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from our_views(entry)
        elif isinstance(entry, URLPattern) and _is_ours(entry.callback):
            yield entry.name, entry.callback


def declares_methods(view: Callable[..., Any]) -> bool:
    """Whether `require_http_methods` or one of its kin is among the decorators. A class, as Wagtail
    asks for in places, answers only to the methods it defines."""
    if hasattr(view, "view_class"):
        return True
    while view:
        if "request_method_list" in getattr(view.__code__, "co_freevars", ()):
            return True
        view = getattr(view, "__wrapped__", None)
    return False


def _is_ours(view: Callable[..., Any]) -> bool:
    return view.__module__.split(".")[0] in PACKAGES
