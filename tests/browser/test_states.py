"""Pages × people × widths × languages × elder mode × dark scheme: what a program can measure.

axe finds contrast among much else; the sizes of targets and texts are measured here. A sample
runs each time; `EVERY_STATE=1`, as in `make assurance`, looks at all of them.
"""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.accessibility import accessibility_faults
from tests.browser.states import Sessions, State, every, open_state, sample
from tests.browser.subjects import subjects_of

STATES = list(every() if os.environ.get("EVERY_STATE") else sample())
MEASURES = (Path(__file__).parent / "measures.js").read_text()
ORDINARY = {"target": 44, "text": 13, "body": 18}  # px
ELDER = {"target": 56, "text": 18, "body": 24}


@pytest.fixture(scope="module")
def sessions(browser: Browser, site: str) -> Sessions:
    return Sessions(browser, site)


@pytest.fixture(scope="module")
def subjects(site: str, server_folder: Path) -> dict[str, str]:
    return subjects_of(server_folder)


def test_the_sample_holds_enough_states():
    assert len({str(state) for state in STATES}) == len(STATES) >= 150


@pytest.mark.parametrize("state", STATES, ids=str)
def test_it_can_be_read_and_pressed(
    new_page: Callable[..., Page], sessions: Sessions, subjects: dict[str, str], state: State
):
    page = open_state(new_page, sessions, subjects, state)
    faults = page.evaluate(MEASURES, ELDER if state.is_elder else ORDINARY)
    assert faults + accessibility_faults(page) == []
