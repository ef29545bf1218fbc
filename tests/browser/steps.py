"""What a hand does on a page: fill, tick, press; and what an eye reads there."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import Locator, Page

from tests.browser.people import sign_in

SHENZHEN = ZoneInfo("Asia/Shanghai")


def day(ahead: int = 0) -> str:
    """Today in Shenzhen, or so many days later, as a date field takes it."""
    return f"{datetime.now(SHENZHEN).date() + timedelta(days=ahead)}"


def fill(page: Page, **values: str) -> None:
    """Fields of the page's main form by name, with or without the form's prefix: text is typed,
    a radio button or a box is ticked, an option chosen."""
    form = page.locator("main form", has=page.locator("button.primary"))
    for name, value in values.items():
        field = form.locator(f'[name="{name}"], [name$="-{name}"]')
        kind = field.first.evaluate("node => node.type")
        if kind in ("radio", "checkbox"):
            field.and_(page.locator(f'[value="{value}"]')).check()
        elif kind == "select-one":
            field.select_option(value)
        else:
            field.fill(value)


LINE = ("name", "quantity", "unit", "unit_price_fen")
QUESTIONS = (
    ("problem", "title"),
    ("area", "location"),
    ("solution", "category", "theme"),
    LINE,
    ("beneficiaries", "beneficiary_count", "upkeep"),
)
ORDINARY = {"area": "elsewhere", "category": "works", "theme": "facilities"}


def propose(page: Page, **words: str) -> None:
    """The wizard from its first question to the page that checks; one cost line."""
    words = ORDINARY | words
    for question in QUESTIONS:
        prefix = "lines-0-" if question is LINE else ""
        fill(page, **{f"{prefix}{name}": words[name] for name in question if name in words})
        save(page)


def press(page: Page, action: str, button: str = "button") -> None:
    """A form is known by the end of its address."""
    submit(page.locator(f'main form[action$="{action}"] {button}').first)


def save(page: Page) -> None:
    """The page's one main button."""
    submit(page.locator("main form button.primary"))


def submit(button: Locator) -> None:
    button.click()
    button.page.wait_for_load_state()


def follow(page: Page, address: str, words: str = "") -> None:
    """A link of the page, known by a part of its address and of its words."""
    submit(page.locator(f'main a[href*="{address}"]', has_text=words).first)


def open_from_desk(page: Page, address: str, words: str = "") -> None:
    """One's own queue leads to what is to be done."""
    page.goto("/desk/")
    row = page.locator("main tbody tr", has_text=words)
    submit(row.locator(f'a[href*="{address}"]').first)


def check_in_offices(page: Page, case: str) -> None:
    """Every office of the street finds its own in order."""
    for who in ("finance", "works", "officer"):
        sign_in(page, who)
        page.goto(f"{case}checks/")
        while (forms := page.locator("main form:has(button.primary)")).count():
            forms.first.locator('[name$="is_sound"][value="yes"]').check()
            submit(forms.first.locator("button.primary"))


def fund_of(page: Page, community: str) -> dict[str, str]:
    """The fund bar of the community's page, in figures (万元)."""
    page.goto(f"/communities/{community}/")
    rows = page.locator("main figure.fund").first.locator("dl.key > div")
    figures = [rows.nth(n).locator("dd").first.inner_text() for n in range(rows.count())]
    kinds = ("paid", "committed", "reserved", "available", "allocated")
    return dict(zip(kinds, figures, strict=True))
