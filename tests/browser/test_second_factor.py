"""A security key, from adding to removing, with one that Chromium imitates; recovery codes."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import sign_in
from tests.browser.steps import submit
from tests.browser.test_errors import looks_right

KEY = {"protocol": "ctap2", "transport": "usb", "hasUserVerification": True,
       "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip
KEYS = "/accounts/2fa/webauthn/"


@pytest.fixture
def page_with_key(new_page: Callable[..., Page], site: str) -> Page:
    """By name: browsers give keys to named hosts only, not to addresses in figures."""
    page = new_page(base_url=site.replace("127.0.0.1", "localhost"))
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    return page


@pytest.mark.expects("request to another server: http://localhost:")
def test_a_key_is_added_used_renamed_and_removed(page_with_key: Page):
    page = page_with_key
    sign_in(page, "resident")
    open_and_look(page, KEYS)
    open_and_look(page, f"{KEYS}add/")
    page.fill("#id_name", "蓝色的钥匙")
    with page.expect_navigation(url="**/recovery-codes/"):
        page.locator("#mfa_webauthn_add").click()
    looks_right(page, "zh-hans")
    saved = page.request.get("/accounts/2fa/recovery-codes/download/")
    assert saved.headers["content-disposition"].startswith("attachment")
    assert len(re.findall(r"^\w{8}$", saved.text(), re.MULTILINE)) == 10
    open_and_look(page, KEYS)
    open_and_look(page, f"{KEYS}reauthenticate/?next={KEYS}")
    with page.expect_navigation(url=f"**{KEYS}"):
        page.locator("#mfa_webauthn_reauthenticate").click()
    looks_right(page, "zh-hans")
    open_and_look(page, page.locator('main a[href$="/edit/"]').get_attribute("href"))
    page.fill("#id_name", "红色的钥匙")
    submit(page.locator("#mfa_webauthn_edit"))
    expect(page.locator("main li h2", has_text="红色的钥匙")).to_have_count(1)
    open_and_look(page, page.locator('main a[href$="/remove/"]').get_attribute("href"))
    submit(page.locator('main form[action$="/remove/"] [type="submit"]'))
    expect(page.locator("main li h2")).to_have_count(0)


def open_and_look(page: Page, address: str) -> None:
    answer = page.goto(address)
    assert answer is not None and answer.status == 200
    looks_right(page, "zh-hans")
