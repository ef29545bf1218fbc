"""A first visit's weight over the wire, without pictures, as production sends it.

Production serves styles and scripts compressed beforehand (whitenoise); pages go out as they are.
"""

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Response

from tests.browser.people import ZHUGUANG, sign_in
from tests.browser.subjects import subjects_of

LIMIT = 100_000  # bytes
SCRIPT_LIMIT = 30_000
VOTER = f"{ZHUGUANG}-resident-4"
PAGES = [
    ("/", ""), ("/proposals/", ""), ("/proposals/{case_on_notice}/", ""),
    ("/votes/{open_poll}/", ""), ("/votes/{open_poll}/", VOTER),
]  # fmt: skip


@pytest.mark.parametrize(("address", "who"), PAGES)
def test_a_first_visit_is_light(
    new_page: Callable[..., Page], server_folder: Path, site: str, address: str, who: str
):
    page, answers = new_page(), []
    if who:
        sign_in(page, who, ZHUGUANG)
        page = new_page(storage_state=page.context.storage_state())  # with an empty cache
    # Playwright marks its handlers, and a built-in method cannot be marked.
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108
    page.goto(address.format_map(subjects_of(server_folder)), wait_until="networkidle")
    weights = [(kind_of(answer), weight_of(answer)) for answer in answers]
    scripts = sum(weight for kind, weight in weights if kind == "script")
    total = sum(weight for kind, weight in weights if kind != "image")
    assert (scripts <= SCRIPT_LIMIT, total <= LIMIT) == (True, True), f"{scripts=} {total=}"
    assert [kind for kind, _weight in weights if kind == "font"] == []


def kind_of(answer: Response) -> str:
    return answer.request.resource_type


def weight_of(answer: Response) -> int:
    if kind_of(answer) == "image":
        return 0
    body = answer.body()
    is_static = "/static/" in answer.url
    headers = sum(len(name) + len(value) + 4 for name, value in answer.headers.items())
    return headers + (len(gzip.compress(body)) if is_static else len(body))
