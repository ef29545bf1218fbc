"""Proposing on a phone: a similar one is there already, a usual price is taken, a photograph; gone
on with on another device; withdrawn."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import accessibility_faults
from tests.browser.conftest import DESKTOP
from tests.browser.people import LONGZHU, sign_in
from tests.browser.server import manage
from tests.browser.steps import fill, follow, press, save

PHOTOGRAPH = Path(__file__).parent / "lamps.png"
PROPOSER = f"{LONGZHU}-resident-7"
DIFFERENT = "那是另一头，这边一盏灯也没有。"
# What is open to support in Longzhu, and what lamps, or whatever else, have cost in its district.
FIND = """
from proposals.models import CostItem, Proposal
from proposals.rules.around import OPEN_TO_RESIDENTS
from proposals.selectors.prices import FINISHED, price_hints
from mws.core.clock import database_now
from mws.places.models import Place
place = Place.objects.get(code={place!r})
rows = CostItem.objects.filter(proposal__project__status__in=FINISHED)
names = list(dict.fromkeys(rows.order_by("pk").values_list("name", flat=True)))[:40]
hint = price_hints(names, community=place, now=database_now())[0]
other = Proposal.objects.filter(community=place, status__in=OPEN_TO_RESIDENTS).first()
near = Proposal.objects.public().filter(community__parent=place.parent_id).first()
print(hint.item, (other or near).title, sep="\\n")
"""


def test_a_proposal_is_begun_on_the_phone_and_ended_at_the_desk(
    page: Page, new_page: Callable[..., Page], found: tuple[str, str]
):
    item, title = found
    sign_in(page, PROPOSER)
    page.goto("/proposals/new/")
    similar_while_typing(page, title)
    fill(page, area="elsewhere", location="四路东头")
    pin_put(page)
    save(page)
    fill(page, solution="装三盏路灯。", category="works", theme="facilities")
    save(page)
    price_taken(page, item)
    address = page.url

    other = new_page(viewport=DESKTOP)
    sign_in(other, PROPOSER)
    other.goto("/me/")
    follow(other, "/edit/")
    assert other.url == address
    other.locator('.step-line button[value="place"]').click()
    expect(other.locator('[name="location"]')).to_have_value("四路东头")
    other.goto(address)
    fill(other, beneficiaries="四路的居民", upkeep="社区工作站")
    save(other)
    photograph_added(other)
    assert accessibility_faults(other) == []
    expect(other.locator(f'#alike input[value="{DIFFERENT}"]')).to_have_count(1)
    press(other, "/submit/")
    expect(other.locator(".receipt-no")).to_be_visible()

    page.goto(re.search(r"/proposals/\d+/", other.url)[0])
    follow(page, "/withdraw/")
    save(page)
    expect(page.locator("main .status").first).to_contain_text("已撤回")


@pytest.fixture
def found(site: str, server_folder: Path) -> tuple[str, str]:
    """An item of which prices are known, and the title of a proposal that is there already."""
    answer = manage(server_folder, "shell", "--no-imports", "-c", FIND.format(place=LONGZHU))
    item, title = answer.strip().splitlines()[-2:]
    return item, title


def similar_while_typing(page: Page, title: str) -> None:
    fill(page, problem="天黑以后看不见路。")
    page.locator('[name="title"]').press_sequentially(title, delay=5)
    alike = page.locator("#alike li", has_text=title).first
    expect(alike).to_be_visible()
    assert accessibility_faults(page) == []
    alike.locator("summary").click()
    alike.locator("input").fill(DIFFERENT)
    save(page)


def pin_put(page: Page) -> None:
    """A finger on the plan: the pin stands there, and what was typed is still there."""
    page.locator('.plan-pick input[type="image"]:visible').click(position={"x": 140, "y": 105})
    page.wait_for_load_state()
    expect(page.locator(".plan-pick .pin")).to_have_attribute("transform", "translate(500 375)")
    expect(page.locator('[name="square"]')).to_have_value("E4")
    expect(page.locator('[name="location"]')).to_have_value("四路东头")
    assert accessibility_faults(page) == []


def price_taken(page: Page, item: str) -> None:
    page.locator('[name="lines-0-name"]').press_sequentially(item, delay=5)
    hint = page.locator(".price-hint").first
    expect(hint).to_contain_text("中位数")
    fill(page, **{"lines-0-quantity": "3"})
    hint.locator("button").click()
    expect(page.locator('[name="lines-0-unit_price_fen"]')).not_to_have_value("")
    expect(page.locator('[name="lines-0-quantity"]')).to_have_value("3")
    save(page)


def photograph_added(page: Page) -> None:
    camera = page.locator('input[name="photograph"]')
    assert camera.get_attribute("capture") == "environment"
    camera.set_input_files(PHOTOGRAPH)
    press(page, "/files/")
    expect(page.locator("main a", has_text="lamps.png")).to_be_visible()
