"""One community's year, from a resident's idea to the published outcome, by hand in Chromium.

Longzhu's call is open. Its dates are moved on at /demo/, everything else is typed and pressed by
the persons whose task it is, in Chinese; residents and council members hold a phone.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import steps, works
from tests.browser.people import LONGZHU, advance, sign_in, sign_out
from tests.browser.server import manage, running_server
from tests.browser.steps import (
    check_in_offices,
    day,
    fill,
    follow,
    fund_of,
    open_from_desk,
    press,
    save,
    submit,
)
from tests.browser.works import step

TITLE = "口袋公园路灯更换"
CONTRACT, AUDITED, KEPT = 47_000, 46_500, 1_395
SECRETARY, COUNCIL_SECRETARY, CHAIR, MEMBER = (
    f"{LONGZHU}-{office}"
    for office in ("community_secretary", "council_secretary", "council-1", "council-2")
)
VOTERS = [f"{LONGZHU}-resident-{number}" for number in (1, 2, 3)]
RATERS = [f"{LONGZHU}-resident-{number}" for number in range(1, 11)]


@pytest.fixture(scope="module")
def server_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("year")


@pytest.fixture(scope="module")
def site(chromium: str, server_folder: Path) -> Iterator[str]:
    """A server of its own: other tests look at Longzhu while its call is open."""
    with running_server(server_folder) as address:
        yield address


@pytest.fixture
def phone(page: Page) -> Page:
    return page


def test_the_way_of_one_yuan(phone: Page, desktop: Page, server_folder: Path):
    case = propose(phone)
    screen(desktop)
    residents_vote(phone, desktop)
    council_passes(phone, desktop)
    notice_and_approval(desktop, case)
    carry_out(desktop, case)
    accept_and_rate(phone, desktop, case)
    settle_and_close(desktop, case)
    manage(server_folder, "tick")
    published(phone, case)


def propose(phone: Page) -> str:
    """The address of the new case."""
    sign_in(phone, "resident")
    steps.propose(
        phone, title=TITLE, problem="一半的灯不亮，晚上没人敢走。", location="口袋公园东侧",
        solution="更换十二盏路灯。", beneficiaries="全体居民", beneficiary_count="800",
        upkeep="社区工作站", name="LED 路灯", unit="盏", quantity="12", unit_price_fen="4000",
    )  # fmt: skip
    press(phone, "/submit/")
    assert re.fullmatch(r"MWS-\d{4}-TY-LZ-\d+", phone.locator(".receipt-no").inner_text())
    return re.search(r"/proposals/\d+/", phone.url)[0]


def decide(desktop: Page, who: str, **values: str) -> None:
    """Somebody's queue holds the file; they take the step that is theirs."""
    sign_in(desktop, who)
    open_from_desk(desktop, "/proposals/", TITLE)
    fill(desktop, **values)
    save(desktop)


def screen(desktop: Page) -> None:
    decide(desktop, "clerk")
    advance(desktop)
    answers = dict.fromkeys(("public_benefit", "legality", "affordability"), "green")
    decide(desktop, SECRETARY, **answers, owner="社区工作站")
    decide(desktop, SECRETARY)


def residents_vote(phone: Page, desktop: Page) -> None:
    desktop.goto("/desk/")
    follow(desktop, "/votes/desk/")
    follow(desktop, "/votes/desk/rounds/")
    save(desktop)
    press(desktop, "/freeze/")
    advance(desktop)
    for voter in VOTERS:
        sign_in(phone, voter)
        phone.goto("/votes/")
        follow(phone, "/votes/", "龙珠")
        phone.locator("ul.ballot li", has_text=TITLE).locator("label.pick").click()
        submit(phone.locator(".tray button"))
        press(phone, "/cast/")
        expect(phone.locator(".receipt-no")).to_be_visible()
    advance(desktop)
    for who in ("officer", "leader"):
        sign_in(desktop, who)
        open_from_desk(desktop, "/votes/desk/", "龙珠")
        save(desktop)


def council_passes(phone: Page, desktop: Page) -> None:
    sign_in(desktop, COUNCIL_SECRETARY)
    open_from_desk(desktop, "/call/")
    fill(desktop, scheduled_at=f"{day(5)}T19:30", location="议事厅")
    desktop.locator("label", has_text=TITLE).click()
    save(desktop)
    advance(desktop)
    open_from_desk(desktop, "/council/meetings/")
    press(desktop, "/open/")
    for _member in range(10):
        press(desktop, "/arrive/")
    press(desktop, "/move/")
    sign_in(phone, MEMBER)
    open_from_desk(phone, "/council/meetings/")
    press(phone, "/vote/", 'button[value="yes"]')
    expect(phone.locator('.own-vote [aria-pressed="true"]')).to_be_visible()
    desktop.reload()
    hands = desktop.locator('.hands form[action$="/key/"]')
    for number in range(hands.count()):
        submit(hands.nth(number).locator('button[value="yes"]'))
    sign_in(desktop, CHAIR)
    open_from_desk(desktop, "/council/meetings/")
    press(desktop, "/declare/")
    press(desktop, "/close/")
    press(desktop, "/sign/")


def notice_and_approval(desktop: Page, case: str) -> None:
    """The fund bar moves twice: the council has reserved, the sub-district commits."""
    assert fund_of(desktop, LONGZHU) == fund(reserved="4.80", available="100.60")
    decide(desktop, "clerk")
    advance(desktop)
    sign_in(desktop, SECRETARY)
    open_from_desk(desktop, "/council/rounds/")
    press(desktop, "/batch/send/")
    check_in_offices(desktop, case)
    decide(desktop, "officer", note="额度够，不与其他项目重复，单价合理。")
    decide(desktop, "leader", document_no="桃街批〔2026〕81号")
    assert fund_of(desktop, LONGZHU) == fund(committed="4.80", available="100.60")


def fund(**figures: str) -> dict[str, str]:
    """Longzhu's fund in 万元; what is not named is nothing."""
    nothing = {"paid": "0.00", "committed": "0.00", "reserved": "0.00"}
    return nothing | figures | {"allocated": "105.40"}


def carry_out(desktop: Page, case: str) -> None:
    sign_in(desktop, "officer")
    works.choose(desktop, case, CONTRACT)
    works.sign(desktop, case, CONTRACT, "桃街民微合〔2026〕81号")
    sign_in(desktop, SECRETARY)
    step(desktop, case, "progress", percent="0", text="场地已移交。")
    step(desktop, case, "progress", percent="50", text="六盏已换好。")
    desktop.goto(case)
    follow(desktop, "/progress/")
    desktop.set_input_files('input[name="photograph"]', works.PHOTOGRAPH)
    fill(desktop, percent="100", text="十二盏全部亮了。", caption="亮灯当晚", alt_text="新路灯")
    save(desktop)
    picture = desktop.locator("main img[alt='新路灯']")
    picture.scroll_into_view_if_needed()  # until then it is not asked for
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    step(desktop, case, "complete")


def accept_and_rate(phone: Page, desktop: Page, case: str) -> None:
    works.accept(desktop, case, ("韩工", "subdistrict"), ("郑丽娟", "resident"))
    works.rate(phone, case, RATERS, LONGZHU)


def settle_and_close(desktop: Page, case: str) -> None:
    works.settle_and_pay(desktop, case, TITLE, contract=CONTRACT, audited=AUDITED, kept=KEPT)
    sign_in(desktop, "officer")
    step(desktop, case, "close")
    assert fund_of(desktop, LONGZHU) == fund(paid="4.51", committed="0.14", available="100.75")


def published(phone: Page, case: str) -> None:
    """What became of it, for everybody, with the same figures."""
    sign_out(phone)
    phone.goto("/outcomes/")
    follow(phone, f"/outcomes/{LONGZHU}-")
    follow(phone, "/project-", TITLE)
    text = phone.locator("main").inner_text()
    for figure in ("48,000.00", "47,000.00", "46,500.00"):
        assert figure in text
