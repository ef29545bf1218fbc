"""Somebody without a mouse: Tab, Space, Enter and typing, and what they see of the focus."""

from pathlib import Path

from playwright.sync_api import Locator, Page, expect

FOCUS = (Path(__file__).parent / "focus.js").read_text()
MOST = 400  # stops of one page; more of them are a trap


class Keyboard:
    """Walks a page from stop to stop, and holds each stop to be seen, in order and in the open."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def tab(self) -> bool:
        """On to the next stop; False where the page is at its end."""
        self.page.keyboard.press("Tab")
        seen = self.page.evaluate(FOCUS)
        if seen is None:
            return False
        assert not seen["isAgain"], f"a trap on {self.page.url}"
        assert not seen["faults"], f"{seen['faults']} on {self.page.url}"
        return True

    def to_the_end(self) -> int:
        """All stops of the page; how many there are."""
        for number in range(MOST):
            if not self.tab():
                return number
        raise AssertionError(f"no end of {self.page.url}")

    def reach(self, target: Locator) -> None:
        for _stop in range(MOST):
            assert self.tab(), f"{target} is no stop of {self.page.url}"
            if target.evaluate("node => node === document.activeElement"):
                return
        raise AssertionError(f"{target} is not reached")

    def type_into(self, name: str, text: str) -> None:
        self.reach(self.page.locator(f'main [name="{name}"]'))
        self.page.keyboard.insert_text(text)

    def choose(self, name: str, value: str) -> None:
        """A radio button of a group, or an option of a list: by the arrows, as browsers have it."""
        field = self.page.locator(f'main [name="{name}"]')
        if field.first.evaluate("node => node.type") == "radio":
            self.reach(field.first)
            self.page.keyboard.press("Space")
            wanted = field.and_(self.page.locator(f'[value="{value}"]'))
            for _button in range(field.count()):
                if not wanted.is_checked():
                    self.page.keyboard.press("ArrowDown")
            expect(wanted).to_be_checked()
            return
        self.reach(field)
        for _option in range(field.locator("option").count()):
            if field.input_value() != value:
                self.page.keyboard.press("ArrowDown")
        expect(field).to_have_value(value)

    def press(self, target: Locator, key: str = "Enter") -> None:
        """Reach a link or a button and use it: another page opens."""
        self.reach(target)
        with self.page.expect_navigation():
            self.page.keyboard.press(key)
