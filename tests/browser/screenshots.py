"""Pictures of all pages: `make screenshots` writes them to screenshots/ with an index.

Each page of the catalogue × both widths × both languages × ordinary and elder mode. Words after the
command choose pages by name: `python -m tests.browser.screenshots voting home`.
"""

import html
import shutil
import sys
import tempfile
from itertools import groupby
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.catalogue import PAGES, STEPS
from tests.browser.server import running_server
from tests.browser.states import Sessions, State, every, open_state
from tests.browser.subjects import subjects_of
from tests.seeded import ROOT

FOLDER = ROOT / "screenshots"
EAGER = "document.querySelectorAll('img').forEach(image => { image.loading = 'eager' })"

SEEN = "Promise.allSettled(Array.from(document.images, image => image.decode()))"


def wanted(words: list[str]) -> list[State]:
    """The light states, and the forms behind a button; dark ones are looked at by the suite."""
    states = [state for state in every([*PAGES, *STEPS]) if not state.is_dark]
    return [state for state in states if not words or any(word in str(state) for word in words)]


def take(states: list[State], folder: Path) -> None:
    with running_server(folder) as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        sessions, subjects = Sessions(browser, site), subjects_of(folder)

        def new_page(**options: object):
            return browser.new_context(base_url=site, **options).new_page()

        for state in states:
            page = open_state(new_page, sessions, subjects, state)
            page.evaluate(EAGER)
            page.evaluate(SEEN)
            page.screenshot(path=FOLDER / f"{state}.png", full_page=True)
            page.context.close()
            print(state)


def write_index(states: list[State]) -> None:
    """One row a page, its pictures side by side."""
    rows = [
        f"<h2>{html.escape(str(visit))} <small>{html.escape(visit.address)}</small></h2>"
        + "".join(
            f'<a href="{state}.png"><img loading="lazy" src="{state}.png" alt="{state}"'
            f' height="420"></a> '
            for state in group
        )
        for visit, group in groupby(states, key=lambda state: state.visit)
    ]
    head = '<!doctype html><html lang="en"><meta charset="utf-8"><title>Screenshots</title>'
    (FOLDER / "index.html").write_text("\n".join([head, *rows]), encoding="utf-8")


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    chosen = wanted(sys.argv[1:])
    with tempfile.TemporaryDirectory() as folder:
        take(chosen, Path(folder))
    write_index(chosen)
    print(f"{len(chosen)} pictures: {FOLDER / 'index.html'}")
