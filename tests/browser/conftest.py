"""Fixtures for journeys: `page` on a phone, `desktop`, and `plain_page` without JavaScript.

Every page a test opens is watched: an error in the console, a blocked style or script, a request
to another server, or an answer without the headers of `tests/headers.py` fails the test.
"""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, Response, expect, sync_playwright

from tests.browser.server import running_server
from tests.headers import header_faults
from tests.seeded import ROOT

PHONE = {"width": 360, "height": 800}
DESKTOP = {"width": 1280, "height": 900}
PATIENCE = 15_000  # milliseconds until a field, a button or words that are not there fail the test
EDITORS = "/cms/"
PICTURES = ROOT / ".cache" / "browser"
expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


FAILED = pytest.StashKey[bool]()


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where the browser is. Only continuous integration insists on one."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found:
        return found
    missing = "Chromium is missing: apt-get install chromium fonts-noto-cjk"
    if os.environ.get("CI"):
        pytest.fail(missing)
    pytest.skip(missing)


@pytest.fixture(scope="session")
def server_folder(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("browser")


@pytest.fixture(scope="session")
def site(server_folder: Path) -> Iterator[str]:
    """The address of the running site, without a slash at the end."""
    with running_server(server_folder) as address:
        yield address


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """One for each module, not for the session: while Playwright runs, Django's database calls
    in the same process refuse to work, also those of other tests."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield browser
        browser.close()


@pytest.fixture
def new_page(
    browser: Browser, site: str, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Page]]:
    """Opens pages, each for a person of its own; addresses in tests start with a slash."""
    opened: list[Page] = []
    faults: list[str] = []

    def open_page(**options: object) -> Page:
        settings = {"viewport": PHONE, "locale": "zh-CN", "reduced_motion": "reduce"}
        context = browser.new_context(**({"base_url": site} | settings | options))
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("console", lambda m: m.type == "error" and faults.append(f"{page.url}: {m.text}"))
        page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
        page.on("request", lambda sent: _note_outside(sent, site, faults))
        page.on("response", lambda answer: _note_headers(answer, site, faults))
        opened.append(page)
        return page

    yield open_page
    if request.node.stash.get(FAILED, False):
        _keep_pictures(request.node.name, opened)
    for page in opened:
        page.context.close()
    expected = re.compile("|".join(_expected(request)) or "(?!)")
    assert [fault for fault in faults if not expected.search(fault)] == []


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    return new_page()


@pytest.fixture
def desktop(new_page: Callable[..., Page]) -> Page:
    return new_page(viewport=DESKTOP)


@pytest.fixture
def plain_page(new_page: Callable[..., Page]) -> Page:
    """A browser without JavaScript: every journey must be possible."""
    return new_page(java_script_enabled=False)


def _expected(request: pytest.FixtureRequest) -> list[str]:
    """Faults a test declares: `@pytest.mark.expects("status of 404")`."""
    return [pattern for mark in request.node.iter_markers("expects") for pattern in mark.args]


def _note_outside(sent: Request, site: str, faults: list[str]) -> None:
    if not sent.url.startswith((site, "data:", "blob:", "about:")):
        faults.append(f"request to another server: {sent.url}")


def _note_headers(answer: Response, site: str, faults: list[str]) -> None:
    """Wagtail's admin alone has a policy of its own, which tests/core/test_headers.py holds."""
    is_page = answer.request.resource_type == "document" and answer.url.startswith(site)
    if is_page and not answer.url.startswith(f"{site}{EDITORS}"):
        faults.extend(f"{answer.url}: {fault}" for fault in header_faults(answer.headers))


def _keep_pictures(name: str, pages: list[Page]) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    stem = re.sub(r"[^\w.-]", "_", name)
    for number, page in enumerate(pages):
        page.screenshot(path=PICTURES / f"{stem}-{number}.png", full_page=True)
