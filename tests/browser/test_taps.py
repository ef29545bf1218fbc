"""On a phone, from the community's page to the receipt, in six taps for a ballot of three."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.people import sign_in
from tests.browser.subjects import subjects_of

CHOICES, MOST_TAPS = 3, 6


@pytest.fixture(scope="module")
def subjects(site: str, server_folder) -> dict[str, str]:
    return subjects_of(server_folder)


class Hand:
    """Taps, and counts them."""

    def __init__(self) -> None:
        self.taps = 0

    def tap(self, place: Locator) -> None:
        place.click()
        self.taps += 1


def test_six_taps_from_the_community_to_the_receipt(page: Page, subjects: dict[str, str]):
    sign_in(page, "voter")
    page.goto("/communities/{zhuguang}/".format_map(subjects))
    hand = Hand()
    hand.tap(page.locator('main a.btn.go[href*="/votes/"]').first)
    page.wait_for_url("**/votes/*/")
    while page.locator("ul.ballot input:checked").count():  # kept from an earlier ballot
        page.locator("ul.ballot input:checked").first.uncheck()
    for number in range(CHOICES):
        hand.tap(page.locator("ul.ballot label.pick").nth(number))
    hand.tap(page.locator('.tray button[value="review"]'))
    page.wait_for_url("**/review/")
    hand.tap(page.locator('form[action$="/cast/"] button.go'))
    page.wait_for_url("**/done/")
    expect(page.locator(".receipt-no")).to_be_visible()
    assert hand.taps <= MOST_TAPS
