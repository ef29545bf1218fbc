"""The three main steps without a mouse: nothing here clicks, and no script moves the focus."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.keyboard import Keyboard
from tests.browser.people import CHANGYUAN, ZHUGUANG, sign_in
from tests.browser.subjects import subjects_of

ANSWERS = (  # page by page, in the order of their stops
    {"problem": "巷口太暗。", "title": "巷口加一盏灯"},
    {"area": "elsewhere", "location": "三巷巷口"},
    {"solution": "加装一盏路灯。", "category": "works", "theme": "facilities"},
    {"lines-0-name": "路灯", "lines-0-quantity": "1", "lines-0-unit": "盏",
     "lines-0-unit_price_fen": "1680"},
    {"beneficiaries": "三巷居民", "upkeep": "社区工作站"},
)  # fmt: skip
CHOSEN = ("area", "category", "theme")


@pytest.fixture(scope="module")
def subjects(site: str, server_folder) -> dict[str, str]:
    return subjects_of(server_folder)


def test_one_proposes_by_keyboard(page: Page):
    sign_in(page, "resident")
    page.goto("/proposals/new/")
    for answers in ANSWERS:
        keys = Keyboard(page)
        for name, text in answers.items():
            (keys.choose if name in CHOSEN else keys.type_into)(name, text)
        keys.press(page.locator("main form button.primary"))
    keys = Keyboard(page)
    keys.press(page.locator('main form[action$="/submit/"] button'))
    expect(page.locator(".receipt-no")).to_be_visible()


def test_one_votes_by_keyboard_and_votes_again(page: Page, subjects: dict[str, str]):
    sign_in(page, f"{ZHUGUANG}-resident-2", ZHUGUANG)
    page.goto("/votes/{open_poll}/".format_map(subjects))
    first = cast(page, 0)
    keys = Keyboard(page)
    keys.press(page.locator('main ul.bullets a[href$="/{open_poll}/"]'.format_map(subjects)))
    assert cast(page, 1) != first
    page.goto("/votes/{open_poll}/".format_map(subjects))
    keys.press(page.locator('main a[href$="/done/"]'))
    expect(page.locator(".receipt-no")).to_be_visible()


def cast(page: Page, number: int) -> str:
    """Tick one more project, look it over, cast; the receipt."""
    keys = Keyboard(page)
    box = page.locator('ul.ballot input[name="choice"]').nth(number)
    keys.reach(box)
    page.keyboard.press("Space")
    expect(box).to_be_checked()
    keys.press(page.locator('.tray button[value="review"]'))
    keys.press(page.locator('main form[action$="/cast/"] button'))
    return page.locator(".receipt-no").inner_text()


def test_a_member_votes_by_keyboard_and_changes_it(page: Page, subjects: dict[str, str]):
    sign_in(page, "member", CHANGYUAN)
    page.goto("/council/meetings/{sitting}/".format_map(subjects))
    for value in ("no", "yes"):
        own = page.locator(f'.own-vote button[value="{value}"]')
        Keyboard(page).press(own)
        expect(own).to_have_attribute("aria-pressed", "true")


@pytest.mark.parametrize(
    ("who", "community", "address"),
    [
        ("resident", "", "/proposals/new/"),
        (f"{ZHUGUANG}-resident-3", ZHUGUANG, "/votes/{open_poll}/"),
        ("member", CHANGYUAN, "/council/meetings/{sitting}/"),
    ],
)
def test_every_stop_of_the_page_shows_itself_and_none_is_a_trap(
    page: Page, subjects: dict[str, str], who: str, community: str, address: str
):
    sign_in(page, who, *filter(None, [community]))
    page.goto(address.format_map(subjects))
    assert Keyboard(page).to_the_end() > 10


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (":focus-visible { outline: 0 !important }", "no focus"),
        (":focus-visible { outline-color: #f4f4f0 !important }", "contrast"),
        (".tray { position: fixed !important; inset: 0 }", "under the tray|hidden"),
        ("main a { visibility: hidden }", None),
    ],
)
def test_the_walk_can_fail(page: Page, subjects: dict[str, str], rule: str, words: str | None):
    """The negative control: a spoilt page is noticed; a change that spoils nothing is not."""
    sign_in(page, f"{ZHUGUANG}-resident-3", ZHUGUANG)
    page.goto("/votes/{open_poll}/".format_map(subjects))
    page.evaluate(
        "rule => { const sheet = new CSSStyleSheet(); sheet.replaceSync(rule);"
        " document.adoptedStyleSheets = [sheet]; }",
        rule,
    )
    if words is None:
        Keyboard(page).to_the_end()
        return
    with pytest.raises(AssertionError, match=words):
        Keyboard(page).to_the_end()
