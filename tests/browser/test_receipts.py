"""Receipts, and what is published: readable where no script runs and where no file is saved."""

from collections.abc import Callable

import pytest
from playwright.sync_api import APIResponse, Page, Response, expect

from tests.browser.people import ZHUGUANG, sign_in
from tests.browser.steps import follow, press, propose, submit
from tests.browser.subjects import subjects_of

HANDICAPS = {"no script": {"java_script_enabled": False}, "no files": {"accept_downloads": False}}
PUBLISHED = [
    "/notices/{notice}/", "/council/meetings/{closed_meeting}/minutes/",
    "/votes/{open_poll}/paper/", "/votes/{certified_poll}/results/", "/proposals/",
]  # fmt: skip
VOTERS = {"no script": f"{ZHUGUANG}-resident-8", "no files": f"{ZHUGUANG}-resident-9"}


@pytest.fixture(params=HANDICAPS)
def handicap(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def limited(new_page: Callable[..., Page], handicap: str) -> Page:
    return new_page(**HANDICAPS[handicap])


@pytest.fixture(scope="module")
def subjects(site: str, server_folder) -> dict[str, str]:
    return subjects_of(server_folder)


def test_a_proposal_has_a_receipt_that_stays(limited: Page):
    sign_in(limited, "resident")
    propose(
        limited, title="门口装两盏灯", problem="晚上看不清台阶。", location="北门",
        solution="装两盏壁灯。", beneficiaries="走北门的居民", upkeep="社区工作站",
        name="壁灯", unit="盏", quantity="2", unit_price_fen="300",
    )  # fmt: skip
    press(limited, "/submit/")
    assert receipt(limited) == receipt_again(limited)


def test_a_vote_is_changed_and_has_a_receipt_that_stays(limited: Page, handicap: str):
    sign_in(limited, VOTERS[handicap], ZHUGUANG)
    follow_to_the_ballot(limited)
    vote_for(limited, 0)
    first = receipt(limited)
    assert first == receipt_again(limited)
    follow_to_the_ballot(limited)
    vote_for(limited, 1)
    assert receipt(limited) == receipt_again(limited) != first


@pytest.mark.parametrize("address", PUBLISHED)
def test_what_is_published_is_read_as_a_page(limited: Page, subjects: dict[str, str], address: str):
    """The page itself holds the text, and opening it hands out no file."""
    files: list[str] = []
    limited.on("response", lambda answer: is_file(answer) and files.append(answer.url))
    answer = limited.goto(address.format_map(subjects))
    assert (answer.status, files) == (200, [])
    assert answer.headers["content-type"].startswith("text/html")
    assert len(limited.locator("main").inner_text()) > 100


def test_what_is_handed_out_as_a_file_is_known_as_one(page: Page):
    """The negative control of the test above, on the files that the list offers."""
    page.goto("/proposals/")
    offered = page.locator("main a[download]")
    expect(offered).to_have_count(2)
    for number in range(2):
        answer = page.request.get(offered.nth(number).get_attribute("href"))
        assert is_file(answer)


def is_file(answer: Response | APIResponse) -> bool:
    return answer.headers.get("content-disposition", "").startswith("attachment")


def follow_to_the_ballot(page: Page) -> None:
    page.goto("/votes/")
    follow(page, "/votes/", "珠光")


def vote_for(page: Page, number: int) -> None:
    page.locator("ul.ballot label.pick").nth(number).click()
    submit(page.locator('button[value="review"]:visible').first)
    press(page, "/cast/")


def receipt(page: Page) -> str:
    return page.locator(".receipt-no").inner_text()


def receipt_again(page: Page) -> str:
    """The same address, opened once more from anywhere."""
    address = page.url
    page.goto("/")
    page.goto(address)
    return receipt(page)
