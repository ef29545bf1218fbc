"""The counter: entering for a resident, a heap of paper forms; returned once, and the way back."""

from __future__ import annotations

import io
import re
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.browser.accessibility import accessibility_faults
from tests.browser.people import LONGZHU, sign_in
from tests.browser.server import manage
from tests.browser.steps import fill, follow, open_from_desk, save, submit

RESIDENT = f"{LONGZHU}-resident-3"
LINE = {"name": "长椅", "unit": "张", "quantity": "2", "unit_price_fen": "1500"}
LAMP = {
    "项目名称": "东门加装夜灯", "项目形式": "工程类", "内容类别": "公共设施",
    "征集渠道": "纸质问需表", "实施地点": "东门", "需求背景": "晚上看不清台阶。",
    "项目内容": "装三盏壁灯。", "清单名称": "壁灯", "单位": "盏", "数量": 3, "单价（元）": 300,
    "受益范围": "走东门的居民", "后期管养责任人": "社区工作站",
}  # fmt: skip


def looks_right(page: Page) -> None:
    assert accessibility_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def person(folder: Path, username: str) -> tuple[str, str]:
    """Name and mobile number of an invented resident."""
    told = manage(
        folder, "shell", "-v", "0", "-c",
        f"from mws.accounts.models import User; u = User.objects.get(username='{username}'); "
        "print(u.display_name, u.phone)",
    )  # fmt: skip
    name, phone = told.split()
    return name, phone.removeprefix("+86")


def test_a_clerk_enters_for_a_resident_who_tracks_it_without_signing_in(
    page: Page, plain_page: Page, server_folder: Path
):
    name, phone = person(server_folder, RESIDENT)
    sign_in(page, "clerk")
    page.goto("/desk/")
    follow(page, "/desk/enter/")
    page.fill("#id_name", name)
    fill(page, phone="12", title="河边加两张椅子", channel="counter")
    save(page)
    page.locator("main .has-error").first.wait_for()
    looks_right(page)  # with what is wrong beside each field, and nothing lost
    assert page.locator('[name="title"]').input_value() == "河边加两张椅子"
    fill(
        page, channel="counter", phone=phone, category="works", theme="facilities",
        location="河边步道", problem="老人走一段要歇一歇。", solution="装两张带扶手的椅子。",
        beneficiaries="散步的居民", upkeep="社区工作站",
    )  # fmt: skip
    fill(page, **{f"lines-0-{key}": value for key, value in LINE.items()})
    save(page)
    page.wait_for_url("**/receipt/")
    looks_right(page)
    number = page.locator(".receipt-no").inner_text()

    plain_page.goto(f"/p/{number}/")
    fill(plain_page, digits="0000" if phone[-4:] != "0000" else "1111")
    save(plain_page)
    plain_page.locator("main .alert, main [role=alert]").first.wait_for()
    expect(plain_page.locator(".spine")).to_have_count(0)
    fill(plain_page, digits=phone[-4:])
    save(plain_page)
    plain_page.locator(".spine").wait_for()
    expect(plain_page.locator(".spine li.now")).to_have_count(1)
    assert "河边加两张椅子" not in plain_page.content()


def test_a_heap_of_paper_forms_is_looked_at_and_handed_in(page: Page, server_folder: Path):
    name, phone = person(server_folder, RESIDENT)
    sign_in(page, "clerk")
    page.goto("/desk/enter/batch/")
    empty = page.request.get(page.locator('a[href$="table.xlsx"]').get_attribute("href")).body()
    whole = LAMP | {"申报人": name, "联系电话": phone}
    faulty = whole | {"项目名称": "没有这个人", "申报人": "赵不在"}
    page.set_input_files('[name="file"]', filled(empty, whole, faulty))
    submit(page.locator("form[enctype] button"))
    page.locator('form[action$="/confirm/"]').wait_for()
    looks_right(page)
    assert "第 3 行" in page.locator('[role="alert"]').inner_text()
    expect(page.locator("main table tbody tr")).to_have_count(1)
    submit(page.locator('form[action$="/confirm/"] button'))
    page.wait_for_url("**/confirm/")
    looks_right(page)
    assert re.search(r"MWS-\d{4}-\w+-\w+-\d+", page.locator("main table").inner_text())


def filled(empty: bytes, *rows: dict[str, object]) -> dict[str, object]:
    """The downloaded table with these forms typed into it."""
    book = load_workbook(io.BytesIO(empty))
    sheet = book.worksheets[0]
    headings = [cell.value for cell in sheet[1]]
    for number, row in enumerate(rows, start=2):
        for heading, value in row.items():
            sheet.cell(number, headings.index(heading) + 1, value)
    out = io.BytesIO()
    book.save(out)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return {"name": "问需表.xlsx", "mimeType": kind, "buffer": out.getvalue()}


def test_a_clerk_returns_once_takes_it_back_and_cannot_return_a_second_time(page: Page):
    sign_in(page, "clerk")
    open_from_desk(page, "/intake/")
    case = page.url.removesuffix("intake/")
    return_for(page, "费用要逐项列出。")
    page.wait_for_url(case)
    follow(page, "/undo/")
    page.wait_for_url("**/undo/")
    looks_right(page)
    fill(page, reason="点错了件。")
    save(page)
    page.wait_for_url(case)
    assert "点错了件。" in page.content()
    page.goto(f"{case}intake/")
    return_for(page, "还缺管养单位。")
    page.locator('.messages [role="alert"]').wait_for()
    assert page.url == f"{case}intake/"
    looks_right(page)


def return_for(page: Page, what: str) -> None:
    summary = page.locator("summary", has_text="退回补正")
    if not summary.locator("xpath=..").evaluate("node => node.open"):
        summary.click()
    page.locator('[name="return-costs"]').fill(what)
    submit(page.locator("form", has=page.locator('[value="return"]')).locator("button"))
