"""Works, goods and services, each from the sub-district's approval to what residents think of it.

Three files of Fengjing lie before the sub-district. The provider's own person holds a phone; the
offices sit at a desk. Pictures of every lane are kept beside those of failed tests.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser import works
from tests.browser.conftest import PICTURES
from tests.browser.people import sign_in, sign_out
from tests.browser.server import manage, running_server
from tests.browser.steps import check_in_offices, day, fill, follow, open_from_desk, save, submit
from tests.browser.works import PHOTOGRAPH, step

FENGJING = "440305008006"
RATERS = [f"{FENGJING}-resident-{number}" for number in range(1, 11)]
GROUP = (("韩工", "subdistrict"), ("郑丽娟", "resident"))
TITLES = {"works": "公交站旁无障碍坡道改造", "goods": "中秋邻里节", "services": "暑期成长营"}
AS_GOODS = (  # the demonstration has no goods before the sub-district
    "from proposals.models import Proposal; Proposal.objects.filter("
    "status='in_review', title='{title}', community__code='{place}').update(category='goods')"
)


@pytest.fixture(scope="module")
def server_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("lanes")


@pytest.fixture(scope="module")
def site(chromium: str, server_folder: Path) -> Iterator[str]:
    """A server of its own: the other tests look at Fengjing before its approvals."""
    with running_server(server_folder) as address:
        manage(server_folder, "shell", "-c",
               AS_GOODS.format(title=TITLES["goods"], place=FENGJING))  # fmt: skip
        yield address


def approve(desktop: Page, title: str) -> str:
    """Reviewed, where it was not yet, and approved; the address of the case."""
    sign_in(desktop, "officer")
    desktop.goto("/desk/")
    if desktop.locator("main tbody tr", has_text=title).count():
        open_from_desk(desktop, "/proposals/", title)
        fill(desktop, note="额度够，不重复，单价合理。")
        save(desktop)
    sign_in(desktop, "leader")
    open_from_desk(desktop, "/proposals/", title)
    case = re.search(r"/proposals/\d+/", desktop.url)[0]
    check_in_offices(desktop, case)
    sign_in(desktop, "leader")
    open_from_desk(desktop, "/proposals/", title)
    fill(desktop, document_no=f"桃街批{case}")
    save(desktop)
    return case


def contract(desktop: Page, title: str, yuan: int) -> str:
    case = approve(desktop, title)
    sign_in(desktop, "officer")
    works.choose(desktop, case, yuan)
    works.sign(desktop, case, yuan, f"桃街民微合{case}")
    return case


def finish(phone: Page, desktop: Page, case: str, title: str, yuan: int, *, kept: int = 0) -> None:
    """From the complete works to the closed file, and what everybody reads of it."""
    works.accept(desktop, case, *GROUP)
    works.rate(phone, case, RATERS, FENGJING)
    works.settle_and_pay(desktop, case, title, contract=yuan, audited=yuan - 100, kept=kept)


def close(desktop: Page, case: str, lane: str) -> None:
    sign_in(desktop, "officer")
    step(desktop, case, "close")
    sign_out(desktop)
    desktop.goto(case)
    assert "5.0" in desktop.locator("main").inner_text()
    picture(desktop, f"lane-{lane}-case")
    follow(desktop, "/record/")
    assert works.PROVIDER in desktop.locator("main").inner_text()
    picture(desktop, f"lane-{lane}-record")


def picture(page: Page, name: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png", full_page=True)


def photograph(phone: Page, **values: str) -> None:
    phone.set_input_files('input[name="photograph"]', PHOTOGRAPH)
    fill(phone, **values)
    save(phone)


def test_works(page: Page, desktop: Page):
    """Site handed over, hidden works photographed, accepted by three parties, under warranty."""
    case = contract(desktop, TITLES["works"], 73_000)
    sign_in(page, "supplier")
    page.goto("/projects/mine/")
    picture(page, "lane-works-supplier")
    follow(page, case)
    follow(page, "/progress/")
    fill(page, percent="0", text="场地已移交。")
    save(page)
    page.goto(case)
    follow(page, "/progress/")
    photograph(page, kind="hidden", percent="40", text="基础钢筋。", caption="基础钢筋",
               alt_text="浇筑前的钢筋")  # fmt: skip
    step(page, case, "progress", kind="report", percent="100", text="坡道完工。")
    step(page, case, "complete")
    finish(page, desktop, case, TITLES["works"], 73_000, kept=2_187)
    close(desktop, case, "works")
    desktop.goto(case)
    assert "质保期" in desktop.locator("main").inner_text()


def test_goods(page: Page, desktop: Page):
    """Delivered, counted and tried out line by line, registered with place and keeper."""
    case = contract(desktop, TITLES["goods"], 37_000)
    sign_in(desktop, "works")
    for number in range(2):
        desktop.goto(case)
        follow(desktop, "/goods/")
        submit(desktop.locator('main tbody a[href*="/goods/"]').nth(number))
        fill(desktop, specification="国标", delivered_on=day(), counted="1")
        desktop.locator('main [name="is_tested"]').check()
        save(desktop)
    picture(desktop, "lane-goods-counts")
    sign_in(page, "supplier")
    step(page, case, "progress", percent="100", text="全部到货。")
    step(page, case, "complete")
    finish(page, desktop, case, TITLES["goods"], 37_000)
    sign_in(desktop, "works")
    step(desktop, case, "assets", name="折叠舞台", kept_at="党群服务中心", keeper="社区工作站")
    close(desktop, case, "goods")


def test_services(page: Page, desktop: Page):
    """Sessions planned and held with headcount, sign-in sheet and photograph; a closing report."""
    case = contract(desktop, TITLES["services"], 77_000)
    sign_in(page, "supplier")
    page.goto(case)
    follow(page, "/sessions/")
    for number in range(2):
        row = f"sessions-{number}"
        planned = {f"{row}-title": f"第{number + 1}场", f"{row}-planned_on": day(number)}
        fill(page, **planned, **{f"{row}-heads": "20"})
    save(page)
    picture(page, "lane-services-plan")
    follow(page, "/projects/sessions/")
    page.set_input_files('input[name="sign_in_sheet"]', PHOTOGRAPH)
    photograph(page, held_on=day(), heads="18", alt_text="孩子们在做手工")
    follow(page, "/off/")
    fill(page, reason="台风")
    save(page)
    step(page, case, "progress", kind="closing", percent="100", text="结项报告。")
    step(page, case, "complete")
    finish(page, desktop, case, TITLES["services"], 77_000)
    close(desktop, case, "services")
