"""What came of it, as the public reads it and as an editor enriches it."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.accessibility import accessibility_faults
from tests.browser.people import sign_in
from tests.browser.server import manage

WRITE_ABOUT = """
from cms.models import EditorialPage, HomePage
from wagtail.models import Locale

HomePage.objects.get(locale=Locale.get_default()).add_child(instance=EditorialPage(
    title="关于民生微实事", slug="about", intro="钱怎么来,事怎么定。",
    body=[("text", "<h2>谁来定</h2><p>居民提,居民选,议事会议。</p>")],
))
"""
STORY = "百家宴摆了十二桌,十年没说过话的邻居坐到了一起。"


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_outcomes_are_accessible_and_fit_a_phone(page: Page, prefix: str):
    page.goto(f"{prefix}/outcomes/")
    _assert_in_order(page)
    _follow(page, page.locator("#communities ul a").first)
    _assert_in_order(page)
    _follow(page, page.locator("main table a").first)
    _assert_in_order(page)


def test_the_closed_year_stands_with_its_totals(page: Page):
    page.goto("/outcomes/?year=2017")
    row = page.locator("main table tr", has_text="2017")
    for figure in ["101", "1,779", "10,650.00"]:
        expect(row).to_contain_text(figure)
    expect(page.locator("#communities ul a")).to_have_count(101)


def test_an_editor_tells_the_story_and_the_figures_stay(desktop: Page):
    desktop.goto("/outcomes/")
    _follow(desktop, desktop.locator("#communities ul a", has_text="龙联"))
    _follow(desktop, desktop.locator("main table a", has_text="中秋邻里节").first)
    address, paid = desktop.url, desktop.locator(".two .fund-total b, .two figure b").first
    figure = paid.inner_text()
    sign_in(desktop, "editor")
    desktop.goto("/cms/pages/search/?q=中秋邻里节")
    found = desktop.locator("tbody tr", has_text="龙联社区").filter(has_text="简体中文")
    found.locator("td.title a", has_not_text="办结").first.click()
    _add_text(desktop, STORY)
    desktop.locator("footer [data-w-dropdown-target=toggle]").last.click()
    with desktop.expect_navigation(url="**/cms/pages/*/"):
        desktop.locator("button[name=action-publish]").click()
    desktop.goto(address)
    expect(desktop.locator("main")).to_contain_text(STORY)
    expect(paid).to_have_text(figure)
    assert accessibility_faults(desktop) == []


def test_a_page_of_words_is_accessible_and_fits_a_phone(page: Page, server_folder: Path):
    manage(server_folder, "shell", "-c", WRITE_ABOUT)
    page.goto("/about/")
    expect(page.locator("main")).to_contain_text("居民提,居民选")
    _assert_in_order(page)


def _add_text(desktop: Page, words: str) -> None:
    desktop.locator(".c-sf-add-button").first.click()
    desktop.get_by_role("option", name="文字").click()
    written = desktop.locator("[contenteditable=true]")
    expect(written).to_be_focused()
    written.press_sequentially(words)
    # What is sent with the form follows what is typed a moment later.
    expect(desktop.locator('input[name="body-0-value"]')).to_have_value(re.compile(words))


def _follow(page: Page, link: Locator) -> None:
    """Not only clicked: what is asked next is asked of the page that it leads to."""
    with page.expect_navigation():
        link.click()


def _assert_in_order(page: Page) -> None:
    expect(page.locator("main h1")).to_have_count(1)
    assert accessibility_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
