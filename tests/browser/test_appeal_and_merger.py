"""A refusal that its proposer appeals against and somebody else decides; three proposals that
become one, and everybody who wrote one of them is told."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.people import LONGZHU, sign_in
from tests.browser.steps import fill, follow, press, propose, save, submit
from tests.browser.test_counter import looks_right, person

PROPOSER, *AUTHORS = (f"{LONGZHU}-resident-{number}" for number in (11, 2, 4, 5))
SIGNER = f"{LONGZHU}-resident-6"
SPOTS = ("西门", "北门", "南门")
WHY_NOT, WHY_SO = "这块地归物业维护。", "这块地在红线以外，归社区。"


def test_a_refusal_is_appealed_against_and_decided_by_somebody_else(page: Page):
    case = proposed(page, PROPOSER, "西门口加一盏路灯")
    sign_in(page, "clerk")
    page.goto(f"{case}intake/")
    decision = opened(page, "refuse")
    decision.locator('[name$="clause_id"]').select_option(index=1)
    decision.locator('[name$="reason"]').fill(WHY_NOT)
    submit(decision.locator("button"))
    page.wait_for_url(case)

    sign_in(page, PROPOSER)
    assert "不予受理" in messages(page, "西门口加一盏路灯")
    page.goto(case)
    follow(page, "/appeal/")
    looks_right(page)
    fill(page, text=WHY_SO)
    save(page)
    expect(page.locator("main")).to_contain_text(WHY_SO)

    sign_in(page, "clerk")  # who refused it is asked nothing, and finds no way to decide
    page.goto(f"{case}appeal/hear/")
    expect(page.locator("main form button.primary")).to_have_count(0)
    sign_in(page, "officer")
    page.goto(f"{case}appeal/hear/")
    looks_right(page)
    fill(page, is_upheld="yes", answer="现场核实，确在红线以外，请社区受理。")
    save(page)

    page.goto(case)
    expect(page.locator(".status").first).to_contain_text("已提交")
    sign_in(page, PROPOSER)
    assert "申诉" in messages(page, "西门口加一盏路灯")


def test_three_proposals_become_one_and_all_who_wrote_them_are_told(
    page: Page, server_folder: Path
):
    titles = [f"{spot}台阶装扶手" for spot in SPOTS]
    cases = [proposed(page, who, title) for who, title in zip(AUTHORS, titles, strict=True)]
    _name, phone = person(server_folder, SIGNER)
    sign_in(page, AUTHORS[1])
    page.goto(f"{cases[1]}invite/")
    fill(page, phone=phone)
    save(page)
    sign_in(page, SIGNER)
    assert titles[1] in messages(page, titles[1])
    page.goto(cases[1])
    submit(page.locator('button[name="answer"][value="yes"]'))

    sign_in(page, "clerk")
    for case in cases[1:]:
        page.goto(f"{case}intake/")
        decision = opened(page, "merge")
        target = decision.locator("option", has_text=titles[0]).get_attribute("value")
        decision.locator('[name$="into_id"]').select_option(target)
        decision.locator('[name$="reason"]').fill("同一类扶手，一起做更省。")
        submit(decision.locator("button"))
        page.wait_for_url(case)
        expect(page.locator("main")).to_contain_text(titles[0])

    for who, title in [*zip(AUTHORS[1:], titles[1:], strict=True), (SIGNER, titles[1])]:
        sign_in(page, who)
        assert titles[0] in messages(page, title), who
    sign_in(page, AUTHORS[0])
    told = messages(page, titles[0])
    assert all(title in told for title in titles[1:])
    page.goto(cases[0])
    looks_right(page)
    for title in titles[1:]:
        expect(page.locator("main a", has_text=title).first).to_be_visible()


def proposed(page: Page, who: str, title: str) -> str:
    """Written on the wizard and handed in; the address of the case."""
    sign_in(page, who)
    page.goto("/proposals/new/")
    propose(
        page, problem="天黑看不清，老人怕摔。", title=title, location="小区门口",
        solution="照着做。", name="材料", quantity="1", unit="项", unit_price_fen="900",
        beneficiaries="进出的居民", upkeep="社区工作站",
    )  # fmt: skip
    press(page, "/submit/")
    expect(page.locator(".receipt-no")).to_be_visible()
    return re.sub(r"receipt/.*", "", page.url)


def opened(page: Page, decision: str) -> Locator:
    """The form of one way to decide, unfolded."""
    form = page.locator("form", has=page.locator(f'[name="decision"][value="{decision}"]'))
    form.evaluate("node => { const fold = node.closest('details'); if (fold) fold.open = true }")
    return form


def messages(page: Page, title: str) -> str:
    """What one reads of a case among one's messages, all of it unfolded."""
    page.goto("/me/messages/")
    page.evaluate("document.querySelectorAll('main details').forEach(n => { n.open = true })")
    return page.locator("main li", has_text=title).first.inner_text()
