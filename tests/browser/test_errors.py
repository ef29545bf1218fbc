"""The pages for when something is wrong: each on a phone, in both languages."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation
from playwright.sync_api import Page, expect

from tests.browser.accessibility import accessibility_faults
from tests.browser.server import manage
from tests.browser.steps import submit

LANGUAGES = {"zh-hans": "", "en": "/en"}
# Latin words that a reader of Chinese sees; what is marked as English may be.
ENGLISH = """() => Array.from(document.querySelectorAll("body *"))
  .filter((node) => node.checkVisibility() && !node.closest("[lang=en], script, style"))
  .flatMap((node) => Array.from(node.childNodes))
  .filter((node) => node.nodeType === Node.TEXT_NODE && /[a-z]{2}/i.test(node.data))
  .map((node) => node.data.trim())"""


def damaged(page: Page, prefix: str) -> None:
    """A NUL in the address."""
    page.goto(f"{prefix}/proposals/?q=x%00")


def without_token(page: Page, prefix: str) -> None:
    """A form whose cookie is gone by the time it is sent."""
    page.goto(f"{prefix}/accounts/password/reset/")
    page.fill("#id_email", "somebody@example.org")
    page.context.clear_cookies()
    submit(page.locator("main form button.primary"))


def too_often(page: Page, prefix: str) -> None:
    """Somebody asks for a new password again and again: three times a minute are allowed."""
    for _time in range(4):
        page.goto(f"{prefix}/accounts/password/reset/")
        if page.locator("#id_email").count():
            page.fill("#id_email", f"nobody{prefix.replace('/', '-')}@example.org")
            submit(page.locator("main form button.primary"))


def missing(page: Page, prefix: str) -> None:
    page.goto(f"{prefix}/there-is-no-such-page/")


REACHED = {"400": damaged, "403 csrf": without_token, "404": missing,
           "429": too_often}  # fmt: skip


def looks_right(page: Page, language: str) -> None:
    expect(page.locator("main h1")).to_have_count(1)
    assert page.locator("html").get_attribute("lang").lower() == language
    assert accessibility_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    if language != "en":
        assert page.evaluate(ENGLISH) == []


@pytest.mark.expects("status of 4")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", REACHED)
def test_what_was_asked_for_is_refused_on_a_page(page: Page, kind: str, language: str):
    statuses: list[int] = []
    page.on("response", lambda answer: statuses.append(answer.status))
    REACHED[kind](page, LANGUAGES[language])
    assert int(kind[:3]) in statuses
    assert page.locator("p.code").inner_text() == kind[:3]
    looks_right(page, language)


@pytest.mark.expects("status of 401")
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sign_in_that_failed_elsewhere_is_said_on_a_page(page: Page, language: str):
    answer = page.goto(f"{LANGUAGES[language]}/accounts/3rdparty/login/error/")
    assert answer is not None and answer.status == 401
    looks_right(page, language)


@pytest.mark.expects("already been declared")  # by the page whose place it takes
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["403.html", "500.html"])
def test_what_no_address_leads_to_is_shown_as_it_stands(
    page: Page, monkeypatch: pytest.MonkeyPatch, name: str, language: str
):
    """Nothing of the site breaks on purpose, and its rooms answer 404 to whom they are not for."""
    monkeypatch.setattr("mws.core.context._has_demo_data", bool)  # it asks the database
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    with translation.override(language):
        show(page, render_to_string(name, request=request))
    looks_right(page, language)


@pytest.mark.parametrize("name", ["503.html", "offline.html"])
def test_the_pages_that_stand_alone_hold_both_languages(page: Page, server_folder: Path, name: str):
    show(page, manage(server_folder, "plain_page", name))
    looks_right(page, "zh-hans")
    assert page.locator("main [lang=en]").count() >= 2


def show(page: Page, content: str) -> None:
    """At an address of the site, so that its styles are found."""
    page.goto("/")
    page.set_content(content, wait_until="load")


def test_english_is_found_where_it_does_not_belong(page: Page):
    """The negative control."""
    show(page, '<main>社区 <b>Council</b> <p lang="en">Offline</p></main>')
    assert page.evaluate(ENGLISH) == ["Council"]


@pytest.mark.expects("status of 400")
def test_a_damaged_address_answers_in_the_language_of_the_address(
    new_page: Callable[..., Page],
):
    """Whatever the thread that answers has spoken before."""
    page = new_page()
    for prefix, language in [("/en", "en"), ("", "zh-Hans")] * 4:
        page.goto(f"{prefix}/")
        page.goto("/?q=x%00" if prefix == "" else "/en/?q=x%00")
        assert page.locator("html").get_attribute("lang") == language
