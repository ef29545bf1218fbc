"""A community brings its roll, and a new resident is verified on the telephone they signed up
with: no counter, no number typed."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from mws.demo.roles import LONGZHU
from tests.accounts.rolls import LIN, WANG, csv_text
from tests.browser.accessibility import accessibility_faults
from tests.browser.people import sign_in
from tests.browser.steps import press, save, submit
from tests.browser.test_sign_in import last_sms

NUMBER = "13800138009"
ROLL = f"/desk/places/{LONGZHU}/roll/"


def looks_right(page: Page) -> None:
    assert accessibility_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def bring(page: Page, rows: list[list[str]]) -> None:
    content = csv_text(rows).encode("gb18030")
    page.set_input_files(
        'main [name="file"]', {"name": "名册.csv", "mimeType": "text/csv", "buffer": content}
    )
    save(page)
    looks_right(page)


def test_a_list_with_faults_is_mended_and_a_new_resident_stands_on_it(
    new_page: Callable[..., Page], server_folder: Path
):
    desk, page = new_page(), new_page()
    sign_in(desk, "clerk")
    desk.goto(ROLL)
    good = [["欧阳美玲", "", LIN, NUMBER, "龙珠花园", "户籍", "2015年6月"],
            ["王建国", "", WANG, "", "", "非户籍", ""]]  # fmt: skip
    bring(desk, [*good, ["", "军官证", "123", "", "", "", ""], good[0]])
    expect(desk.locator("#roll li")).to_have_count(3)
    bring(desk, good)
    expect(desk.locator("#roll tbody tr")).to_have_count(2)
    press(desk, "/roll/force/")
    looks_right(desk)

    page.goto("/accounts/signup/")
    page.fill("#id_phone", NUMBER)
    page.fill("#id_display_name", "欧阳美玲")
    save(page)
    page.fill("#id_code", last_sms(server_folder, NUMBER))
    save(page)
    page.goto(f"/me/home/{LONGZHU}/")
    save(page)
    expect(page).to_have_url(re.compile(r"/me/home/match/$"))
    looks_right(page)
    page.goto("/me/")
    looks_right(page)
    submit(page.locator('main a[href$="/me/home/match/"]'))
    save(page)
    expect(page).to_have_url(re.compile(r"/me/$"))
    expect(page.locator("main", has_text="龙珠社区")).to_have_count(1)
    expect(page.locator('main a[href$="/me/home/match/"]')).to_have_count(0)
    looks_right(page)
