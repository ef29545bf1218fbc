"""In which states a page is looked at: width, language, elder mode, dark scheme.

Continuous integration looks at a fixed sample, `make assurance` at every state.
"""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, Page

from mws.core.display import ELDER_COOKIE
from tests.browser.catalogue import PAGES, Visit, community_of
from tests.browser.people import sign_in

HEIGHTS = {360: 800, 1280: 900}  # of the window, by its width
CHOICES = list(itertools.product(HEIGHTS, ("zh", "en"), (False, True), (False, True)))


@dataclass(frozen=True)
class State:
    visit: Visit
    width: int
    language: str
    is_elder: bool
    is_dark: bool

    def __str__(self) -> str:
        marks = ["elder"] * self.is_elder + ["dark"] * self.is_dark
        return "-".join([str(self.visit), str(self.width), self.language, *marks])

    def address(self, subjects: dict[str, str]) -> str:
        prefix = "/en" if self.language == "en" else ""
        return prefix + self.visit.address.format_map(subjects)

    def context(self, site: str) -> dict[str, Any]:
        """What Playwright is told for it, the person's session apart."""
        return {
            "viewport": {"width": self.width, "height": HEIGHTS[self.width]},
            "color_scheme": "dark" if self.is_dark else "light",
            "locale": "zh-CN",
            "reduced_motion": "reduce",
        }


def sample() -> Iterator[State]:
    """Each page in two opposite states, so that it meets both widths, both languages, elder mode
    and not, dark and not; from page to page another pair, so that any two choices meet too."""
    half = len(CHOICES) // 2
    for number, visit in enumerate(PAGES):
        choice = CHOICES[number % half]
        yield State(visit, *choice)
        yield State(visit, *CHOICES[len(CHOICES) - 1 - CHOICES.index(choice)])


def every(visits: list[Visit] = PAGES) -> Iterator[State]:
    for visit in visits:
        for choice in CHOICES:
            yield State(visit, *choice)


class Sessions:
    """Signs each person in once; afterwards their cookies are enough."""

    def __init__(self, browser: Browser, site: str) -> None:
        self.browser, self.site = browser, site
        self.kept: dict[str, Any] = {}

    def of(self, who: str, *, is_elder: bool = False) -> dict[str, Any]:
        """A storage state for Playwright."""
        if who not in self.kept:
            context = self.browser.new_context(base_url=self.site)
            if who:
                sign_in(context.new_page(), who, community_of(who))
            self.kept[who] = context.storage_state()
            context.close()
        elder = {"name": ELDER_COOKIE, "value": "1", "url": self.site}
        cookies = self.kept[who]["cookies"]
        return {"cookies": [*cookies, elder] if is_elder else cookies, "origins": []}


def open_state(
    new_page: Callable[..., Page], sessions: Sessions, subjects: dict[str, str], state: State
) -> Page:
    session = sessions.of(state.visit.who, is_elder=state.is_elder)
    page = new_page(storage_state=session, **state.context(sessions.site))
    answer = page.goto(state.address(subjects))
    assert answer is not None and answer.status == 200, f"{page.url} answers {answer}"
    return page
