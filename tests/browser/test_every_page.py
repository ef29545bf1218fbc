import pytest
from playwright.sync_api import Page

from tests.browser.accessibility import accessibility_faults


def test_the_front_page_is_accessible_and_fits_a_phone(page: Page):
    page.goto("/")
    assert accessibility_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


@pytest.mark.expects("status of 404")
def test_an_address_that_does_not_exist_says_so_in_the_site_itself(page: Page):
    response = page.goto("/there-is-no-such-page/")
    assert response.status == 404
    assert page.locator("main h1").count() == 1
    assert accessibility_faults(page) == []
