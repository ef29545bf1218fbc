import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import accessibility_faults
from tests.browser.people import sign_in


def test_the_front_page_is_accessible_and_fits_a_phone(page: Page):
    page.goto("/")
    assert accessibility_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


@pytest.mark.expects("status of 404")
def test_an_address_that_does_not_exist_says_so_in_the_site_itself(page: Page):
    response = page.goto("/there-is-no-such-page/")
    assert response.status == 404
    expect(page.locator("main h1")).to_have_count(1)
    assert accessibility_faults(page) == []


@pytest.mark.parametrize("role", ["resident", "council_secretary", "officer", "district"])
def test_each_role_starts_on_a_page_that_is_accessible(page: Page, role: str):
    sign_in(page, role)
    assert "/demo/" not in page.url
    expect(page.locator("main h1")).to_have_count(1)
    assert accessibility_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def test_without_javascript_one_can_sign_in_too(plain_page: Page):
    sign_in(plain_page, "voter")
    assert "/demo/" not in plain_page.url
