"""An editor at work in Wagtail's admin: news with live figures, seen before it is public."""

from playwright.sync_api import Page, expect

from tests.browser.accessibility import accessibility_faults
from tests.browser.people import sign_in

TITLE = "周六来看新路灯"


def test_news_with_live_figures_is_seen_first_and_then_public_in_both_languages(desktop: Page):
    sign_in(desktop, "editor")
    _begin_news(desktop)
    desktop.locator("#id_title").fill(TITLE)
    _add_money_of(desktop, "龙联社区", year=2017)
    desktop.locator("[data-side-panel-toggle=preview]").first.click()
    draft = desktop.frame_locator("#w-preview-iframe")
    expect(draft.locator("h1")).to_have_text(TITLE)
    expect(draft.locator("figure.fund")).to_contain_text("龙联社区")
    figure = draft.locator("figure.fund .fund-total b, figure.fund b").first.inner_text()
    _leave(desktop, "action-publish")
    for language, shown in (("", figure), ("/en", None)):
        desktop.goto(f"{language}/news/")
        desktop.locator("main a", has_text=TITLE).first.click()
        expect(desktop.locator("h1")).to_have_text(TITLE)
        expect(desktop.locator("figure.fund")).to_contain_text(shown or "yuan")
        assert accessibility_faults(desktop) == []


def test_what_waits_for_a_colleague_is_not_public(desktop: Page):
    sign_in(desktop, "editor")
    _begin_news(desktop)
    desktop.locator("#id_title").fill("请同事先看")
    _leave(desktop, "action-submit")
    desktop.goto("/news/")
    expect(desktop.locator("main")).not_to_contain_text("请同事先看")


def _begin_news(desktop: Page) -> None:
    """From the tree of pages, as an editor finds it."""
    desktop.goto("/cms/pages/")
    for row in (
        desktop.locator("main td.title a"),
        desktop.locator("main td.title a:has-text('新闻')"),
    ):
        desktop.goto(row.first.get_attribute("href").removesuffix("edit/"))
    desktop.locator("a[href*='add_subpage']").first.click()
    expect(desktop.locator("#id_title")).to_be_visible()


def _add_money_of(desktop: Page, place: str, *, year: int) -> None:
    desktop.locator(".c-sf-add-button").first.click()
    desktop.get_by_role("option", name="地方的资金（实时）").click()
    desktop.get_by_role("button", name="选择").first.click()
    desktop.locator(".modal-body input[name=q]").fill(place)
    found = desktop.locator(".modal-body td a")
    expect(found).to_have_count(1)
    found.click()
    expect(desktop.locator(".modal-body")).to_have_count(0)
    desktop.locator("input[name='body-0-value-year']").fill(str(year))


def _leave(desktop: Page, button: str) -> None:
    """To the list of pages. While one writes the editor keeps drafts, which changes the address."""
    if not desktop.locator(f"button[name={button}]").is_visible():
        desktop.locator("footer [data-w-dropdown-target=toggle]").last.click()
    with desktop.expect_navigation(url="**/cms/pages/*/"):
        desktop.locator(f"button[name={button}]").click()
