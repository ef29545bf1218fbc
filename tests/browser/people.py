"""Who acts: the persons of the demonstration, signed in as a visitor of /demo/ would."""

from playwright.sync_api import Page

LONGZHU = "440305008002"  # its call is open
TANGLANG = "440305008009"  # screening
ZHUGUANG = "440305008007"  # the residents' vote is open
CHANGYUAN = "440305008008"  # the council is sitting
LONGHUI = "440305008003"  # works completed, one accepted
PINGSHAN = "440305008011"  # decisions are posted, one objection


def sign_in(page: Page, who: str, community: str = LONGZHU) -> None:
    """Become one of the roles listed at /demo/, as `resident` or `council_secretary`, or, by
    user name, anybody of the community."""
    page.goto(f"/demo/?community={community}")
    page.locator(f'form[action$="/demo/{who}/"] button').first.click()
    page.wait_for_load_state()


def sign_out(page: Page) -> None:
    page.context.clear_cookies()


def advance(page: Page, community: str = LONGZHU) -> None:
    """Move the community's dates so that its next stage begins now."""
    page.goto(f"/demo/?community={community}")
    page.locator('form[action$="/demo/advance/"] button').click()
    page.wait_for_load_state()
