"""Who acts: the persons of the demonstration, signed in as a visitor of /demo/ would."""

from playwright.sync_api import Page


def sign_in(page: Page, role: str) -> None:
    """Become one of the roles listed at /demo/, as `resident` or `council_secretary`."""
    page.goto("/demo/")
    page.locator(f'form[action$="/demo/{role}/"] button').click()
    page.wait_for_load_state()


def sign_out(page: Page) -> None:
    page.context.clear_cookies()
