"""Screens at their limits, forced colours, paper."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.people import sign_in
from tests.browser.subjects import subjects_of

SAMPLE = [
    "/", "/communities/{longzhu}/", "/proposals/", "/proposals/{case_on_notice}/",
    "/notices/{notice}/", "/votes/{open_poll}/", "/votes/{open_poll}/paper/",
    "/votes/{certified_poll}/results/", "/council/meetings/{sitting}/",
    "/council/meetings/{closed_meeting}/minutes/", "/outcomes/", "/accounts/login/",
]  # fmt: skip
WINDOWS = {
    "narrow": {"width": 320, "height": 640},
    "wide": {"width": 1920, "height": 1080},
    "at 400 %": {"width": 320, "height": 256},  # of 1280 × 1024, as WCAG 1.4.10 reckons
}
SHEETS = [
    "/notices/{notice}/", "/council/meetings/{closed_meeting}/minutes/",
    "/votes/{open_poll}/paper/", "/votes/{certified_poll}/results/",
]  # fmt: skip
SIDEWAYS = "document.documentElement.scrollWidth - innerWidth"
# Forced colours drop grounds and shadows: a button or a field is then known by its border.
LOST = """() => Array.from(document.querySelectorAll(
    "main button, main a.btn, main select, main textarea, main input:not([type=hidden])"))
  .filter((node) => node.checkVisibility() && !["checkbox", "radio"].includes(node.type))
  .filter((node) => {
    const style = getComputedStyle(node);
    return style.borderTopStyle === "none" || parseFloat(style.borderTopWidth) < 1
      || style.borderTopColor === style.backgroundColor;
  }).map((node) => node.outerHTML.slice(0, 100))"""
# What still shows on paper and does not belong there.
ON_PAPER = """() => Array.from(
    document.querySelectorAll(".nav, .tools, .tray, button, .btn, main form"))
  .filter((node) => node.checkVisibility()).map((node) => node.outerHTML.slice(0, 100))"""


@pytest.fixture(scope="module")
def subjects(site: str, server_folder) -> dict[str, str]:
    return subjects_of(server_folder)


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("address", SAMPLE)
def test_nothing_scrolls_sideways(
    new_page: Callable[..., Page], subjects: dict[str, str], address: str, window: str
):
    page = new_page(viewport=WINDOWS[window])
    page.goto(address.format_map(subjects))
    assert page.evaluate(SIDEWAYS) <= 0


def test_at_400_percent_the_tray_leaves_most_of_the_window(
    new_page: Callable[..., Page], subjects: dict[str, str]
):
    page = new_page(viewport=WINDOWS["at 400 %"])
    sign_in(page, "voter")
    page.goto("/votes/{open_poll}/".format_map(subjects))
    assert page.locator(".tray").bounding_box()["height"] <= WINDOWS["at 400 %"]["height"] / 2


@pytest.mark.parametrize("address", SAMPLE)
def test_forced_colours_keep_buttons_and_fields(
    new_page: Callable[..., Page], subjects: dict[str, str], address: str
):
    page = new_page(forced_colors="active")
    page.goto(address.format_map(subjects))
    assert page.evaluate("matchMedia('(forced-colors: active)').matches")
    assert page.evaluate(LOST) == []


@pytest.mark.parametrize("address", SHEETS)
def test_paper_shows_the_text_and_no_tools(
    new_page: Callable[..., Page], subjects: dict[str, str], address: str
):
    page = new_page(viewport={"width": 680, "height": 960})  # A4 less its margins
    page.goto(address.format_map(subjects))
    page.emulate_media(media="print")
    assert page.evaluate(ON_PAPER) == []
    assert page.evaluate(SIDEWAYS) <= 0
    assert len(page.locator("main").inner_text()) > 100
