"""Signing in by hand, as in production: with what `make run` prints and `make demo-code` tells."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from mws.demo.roles import LONGZHU, PASSWORD
from tests.accounts.sign_in import app_code
from tests.browser.accessibility import accessibility_faults
from tests.browser.server import manage
from tests.browser.steps import submit

CLERK = f"{LONGZHU}-intake_clerk"


def last_sms(server_folder: Path, number: str) -> str:
    """The code in the server's log, where development prints what production sends."""
    log = (server_folder / "server.log").read_text()
    message = log.rpartition(f"to +86{number}")[2]
    return re.search(r"\b\d{6}\b", message)[0]


def looks_right(page: Page) -> None:
    assert accessibility_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def test_staff_sign_in_with_password_and_the_code_of_the_app(plain_page: Page, server_folder: Path):
    page = plain_page
    page.goto("/accounts/login/?next=/desk/")
    page.locator("summary", has_text="密码").click()
    page.fill("#id_login", CLERK)
    page.fill("#id_password", PASSWORD)
    submit(page.locator('form[action$="/login/"] button'))
    expect(page).to_have_url(re.compile(r"/accounts/2fa/authenticate/$"))
    page.goto("/desk/")
    expect(page).to_have_url(re.compile(r"/accounts/2fa/authenticate/$"))
    for _window in range(2):  # a code that is told at the end of its half minute comes too late
        if page.url.endswith("/authenticate/"):
            page.fill("#id_code", manage(server_folder, "demo_code", "clerk").strip())
            submit(page.locator('main form[action$="/authenticate/"] [type="submit"]').first)
    page.goto("/desk/")
    expect(page.locator("main table").first).to_be_visible()  # other tests may leave a second list


def test_a_resident_signs_in_with_a_number_and_the_code_from_the_console(
    page: Page, server_folder: Path
):
    printed = manage(server_folder, "demo_signins")
    number = re.search(r"residents\s+(1\d{10})", printed)[1]
    page.goto("/accounts/login/")
    looks_right(page)
    page.fill("#id_phone", number)
    submit(page.locator("form", has=page.locator("#id_phone")).locator("button"))
    looks_right(page)
    page.fill("#id_code", last_sms(server_folder, number))
    submit(page.locator("main form button.primary"))
    page.goto("/me/")
    expect(page.locator("main", has_text="龙珠社区")).to_have_count(1)


def test_a_new_person_signs_up_and_sets_up_two_step_verification(page: Page, server_folder: Path):
    number = "13800138000"
    page.goto("/accounts/signup/")
    page.fill("#id_phone", number)
    page.fill("#id_display_name", "新编辑")
    submit(page.locator("main form button.primary"))
    page.fill("#id_code", last_sms(server_folder, number))
    submit(page.locator("main form button.primary"))
    page.goto("/accounts/2fa/totp/activate/")
    looks_right(page)
    secret = page.input_value("#secret")
    page.fill("#id_code", app_code(secret))
    submit(page.locator("main form button.primary"))
    assert "/accounts/2fa/recovery-codes/" in page.url
    looks_right(page)
