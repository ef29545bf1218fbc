"""What is done on the pages of a delivery in every form: choose, sign, accept, rate, pay."""

from pathlib import Path

from playwright.sync_api import Page

from tests.browser.people import sign_in
from tests.browser.steps import day, fill, follow, open_from_desk, press, save

PROVIDER = "深圳市安居修缮工程有限公司"  # the one whose person is played at /demo/
RIVALS = ("深圳市明路照明工程有限公司", "深圳市畅步市政工程有限公司")
PHOTOGRAPH = Path(__file__).parent / "lamps.png"
QUESTIONS = ("need", "quality", "speed", "openness", "overall")


def step(page: Page, case: str, name: str, /, **values: str) -> None:
    """A step of the delivery: from the file to its form, and done."""
    page.goto(case)
    follow(page, f"/{name}/")
    fill(page, **values)
    save(page)


def choose(page: Page, case: str, yuan: int, **more: str) -> None:
    """The officer compares three quotations; the lowest is chosen."""
    page.goto(case)
    follow(page, "/procurement/")
    page.locator('main [name="supplier"]').select_option(PROVIDER)
    page.locator('main [name="amount_fen"]').fill(str(yuan))
    for number, name in enumerate((PROVIDER, *RIVALS)):
        row = f'main [name="bids-{number}-'
        page.locator(f'{row}supplier"]').select_option(name)
        page.locator(f'{row}amount_fen"]').fill(str(yuan + 100 * number))
        page.locator(f'{row}received_on"]').fill(day())
    fill(page, note="三家中最低价。", **more)
    save(page)


def sign(page: Page, case: str, yuan: int, number: str) -> None:
    step(
        page, case, "contract", number=number, amount_fen=str(yuan), signed_on=day(),
        starts_on=day(), ends_on=day(30),
    )  # fmt: skip


def accept(page: Page, case: str, *members: tuple[str, str]) -> None:
    """The works officer records a group that found every point as agreed; the resident who
    proposed stands in the first row already."""
    sign_in(page, "works")
    page.goto(case)
    follow(page, "/acceptance/")
    fill(page, held_on=day(), findings="逐项核对，与约定相符。", result="passed", provider="张经理")
    for number, (name, capacity) in enumerate(members, start=1):
        fill(page, **{f"group-{number}-name": name, f"group-{number}-capacity": capacity})
    save(page)


def rate(page: Page, case: str, raters: list[str], community: str) -> None:
    for rater in raters:
        sign_in(page, rater, community)
        step(page, case, "survey", **dict.fromkeys(QUESTIONS, "5"))


def settle_and_pay(
    page: Page, case: str, title: str, *, contract: int, audited: int, kept: int = 0
) -> None:
    """Audited, the rest released, one claim by three persons, paid by the bank. ``kept``: the
    retention money of works (yuan)."""
    sign_in(page, "finance")
    step(page, case, "settlement", submitted_fen=str(contract), audited_fen=str(audited),
         document_no=f"桃街结算{case}")  # fmt: skip
    sign_in(page, "officer")
    page.goto(case)
    follow(page, "/claim/")
    page.set_input_files('input[name$="upload"]', PHOTOGRAPH)
    fill(page, kind="settlement", amount_fen=str(audited - kept), invoice_no=f"FP{case}")
    save(page)
    for who, action in (("finance", "/check/"), ("leader", "/approve/")):
        sign_in(page, who)
        open_from_desk(page, "/projects/claims/", title)
        claim = page.url
        press(page, action)
    sign_in(page, "finance")
    page.goto(claim)
    fill(page, bank_no=f"B{case}", paid_on=day())
    press(page, "/confirm/")
