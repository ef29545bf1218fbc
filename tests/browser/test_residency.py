"""A home by an uploaded proof and two pairs of eyes; and two of a household at the counter."""

from pathlib import Path

from playwright.sync_api import Page, expect

from mws.demo.roles import LONGZHU
from tests.browser.people import sign_in
from tests.browser.steps import submit
from tests.browser.test_sign_in import last_sms, looks_right

NUMBER = "13800138001"
NEWCOMER = "15490000001"  # mws/demo/seeding/newcomers.py


def enter_code(page: Page, server_folder: Path, number: str) -> None:
    page.context.clear_cookies()
    page.goto("/accounts/login/")
    page.fill("#id_phone", number)
    submit(page.locator("form", has=page.locator("#id_phone")).locator("button"))
    page.fill("#id_code", last_sms(server_folder, number))
    submit(page.locator("main form button.primary"))


def test_a_proof_is_seen_by_two_and_then_gone(page: Page, server_folder: Path):
    sign_in(page, "clerk")
    page.goto("/desk/residency/")
    page.get_by_role("link", name="许小满").click()
    picture = page.locator(".photo img")
    picture.evaluate("image => image.decode()")
    looks_right(page)
    page.check("#id_is_adult")
    submit(page.locator("main form button.primary"))
    expect(page.locator(".alert.success", has_text="许小满")).to_have_count(1)
    sign_in(page, f"{LONGZHU}-community_secretary")
    page.goto("/desk/residency/")
    page.get_by_role("link", name="许小满").click()
    looks_right(page)
    submit(page.locator("main form button.primary"))
    enter_code(page, server_folder, NEWCOMER)
    page.goto("/me/")
    expect(page.locator("main", has_text="龙珠社区")).to_have_count(1)
    looks_right(page)
    page.goto("/me/data/")
    expect(page.locator("main", has_text="您上传的证明")).to_have_count(1)


def test_two_of_a_household_are_entered_and_come_in_by_one_number(page: Page, server_folder: Path):
    sign_in(page, "clerk")
    for name in ("陈阿婆", "陈阿公"):
        page.goto(f"/desk/residency/counter/{LONGZHU}/")
        page.fill("#id_name", name)
        page.fill("#id_phone", NUMBER)
        page.select_option("#id_proof", label="居住证")
        page.check("#id_is_adult")
        page.check("#id_agrees")
        submit(page.locator("main form button.primary"))
        expect(page.locator(".alert.success", has_text=name)).to_have_count(1)
    enter_code(page, server_folder, NUMBER)
    looks_right(page)
    submit(page.get_by_role("button", name="我是陈阿公"))
    page.goto("/me/")
    expect(page.locator("h1", has_text="陈阿公")).to_have_count(1)
