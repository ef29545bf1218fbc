"""The board and its charts: one number everywhere, light at first, drawn where one looks."""

import csv
import gzip
import io
import re
from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import accessibility_faults

LIMIT = 150_000  # bytes of a first view, before a chart is looked at
DISTRICT = "440305"
YEAR = {"communities": "101", "projects": "1779", "allocated": "10650000000"}
BOARD = f"/sunshine/2017/{DISTRICT}/"
REPORT = f"/outcomes/report-{DISTRICT}-2017/"
CHARTS = ["waterfall", "months", "held"]
# Words of a drawing that lie on one another, or outside the page.
MISPLACED = """() => [...document.querySelectorAll(".drawing .main-svg text")]
    .filter(text => text.textContent.trim())
    .map(text => [text.textContent, text.getBoundingClientRect()])
    .filter(([words, box], number, all) => box.left < 0 || box.right > innerWidth + 1
        || all.some(([, other], place) => place > number && box.left < other.right - 1
            && other.left < box.right - 1 && box.top < other.bottom - 2
            && other.top < box.bottom - 2))
    .map(([words]) => words)"""
FILLS = """() => [...document.querySelectorAll(".drawing .bars path, .drawing .points path")]
    .map(path => getComputedStyle(path).fill)"""


class Facts(HTMLParser):
    """The marked figures of a page: every value by its name."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, set[str]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if name := given.get("data-figure"):
            self.found.setdefault(name, set()).add(given["value"])


def facts_on(page: Page, address: str) -> dict[str, set[str]]:
    answer = page.request.get(address)
    assert answer.ok, address
    parser = Facts()
    parser.feed(answer.text())
    return parser.found


def test_the_closed_year_is_the_same_on_every_way_out(page: Page):
    for address in (BOARD, REPORT, f"/en{BOARD}", "/outcomes/", "/years/2017/"):
        found = facts_on(page, address)
        for code, value in YEAR.items():
            name = f"{code}:{DISTRICT}:2017"
            assert found.get(name, {value}) == {value}, (address, name)
    assert facts_on(page, BOARD).keys() >= {f"{code}:{DISTRICT}:2017" for code in YEAR}
    rows = page.request.get(f"/open-data/api/figures/?place={DISTRICT}&year=2017").json()["results"]
    own = {row["figure"]: str(row["value"]) for row in rows if row["place"] == DISTRICT}
    assert YEAR.items() <= own.items()
    text = page.request.get(f"{BOARD}figures.csv").body().decode("utf-8-sig")
    lines = [row for row in csv.reader(io.StringIO(text)) if row[2] == DISTRICT]
    assert YEAR.items() <= {row[0]: row[5] for row in lines}.items()
    table = page.request.get(f"{BOARD}charts/waterfall.csv").body().decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(table)))[1][1] == "10,650.00"
    projects = page.request.get(f"/open-data/api/projects/?place={DISTRICT}&year=2017").json()
    assert projects["count"] == 1779


def test_no_figure_differs_between_two_pages(page: Page):
    """From the boards down to the streets and back up over every page that shows figures."""
    streets = [f"{DISTRICT}{number:03d}" for number in (1, 2, 3, 5, 6, 7, 8, 9)]
    places = ["4403", DISTRICT, *streets]
    addresses = ["/sunshine/", "/outcomes/", "/outcomes/?year=2017"]
    addresses += [f"/sunshine/{year}/{code}/" for year in (2017, 2026) for code in places]
    addresses += [
        f"/years/{year}/{code}/" for year in (2017, 2026) for code in [DISTRICT, *streets]
    ]
    addresses += [f"/outcomes/report-{code}-2017/" for code in places[1:]]
    seen: dict[str, dict[str, set[str]]] = {}
    for address in addresses:
        for name, values in facts_on(page, address).items():
            seen.setdefault(name, {})[address] = values
    differing = {name: at for name, at in seen.items() if len(set().union(*at.values())) > 1}
    shared = sum(len(at) > 1 for at in seen.values())
    print(f"{len(addresses)} pages, {len(seen)} figures, {shared} of them on several pages")
    assert differing == {}
    assert shared > 100


@pytest.mark.parametrize("address", [BOARD, f"/sunshine/2026/{DISTRICT}/", REPORT])
def test_a_first_view_is_light_until_a_chart_is_looked_at(
    new_page: Callable[..., Page], address: str
):
    page, weights, asked = new_page(), {}, []

    def weigh(answer) -> None:
        body = answer.body()
        is_static = "/static/" in answer.url
        weights[answer.url] = len(gzip.compress(body)) if is_static else len(body)

    page.on("response", weigh)
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address, wait_until="networkidle")
    first = sum(weights.values())
    print(f"{address} {first} bytes")
    assert first <= LIMIT
    assert not any("plotly" in url for url in asked)
    page.locator("[data-chart]").first.scroll_into_view_if_needed()
    expect(page.locator(".main-svg").first).to_be_visible()
    assert any("plotly-basic" in url for url in asked)


@pytest.mark.parametrize("width", [360, 1280])
def test_charts_are_drawn_legibly_in_both_schemes(new_page: Callable[..., Page], width: int):
    page = new_page(viewport={"width": width, "height": 800})
    page.goto(f"/sunshine/2026/{DISTRICT}/")
    for chart in page.locator("[data-chart]").all():
        chart.scroll_into_view_if_needed()
        expect(chart.locator(".main-svg").first).to_be_visible()
    assert page.evaluate(MISPLACED) == []
    assert accessibility_faults(page) == []
    light = page.evaluate(FILLS)
    page.emulate_media(color_scheme="dark")
    expect(page.locator(".bars path").last).not_to_have_css("fill", light[-1])
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert accessibility_faults(page) == []


def test_without_script_the_picture_and_its_table_stand(plain_page: Page):
    plain_page.goto(f"/sunshine/2026/{DISTRICT}/")
    charts = plain_page.locator("figure.chart .drawing > svg")
    expect(charts).to_have_count(len(CHARTS))
    plain_page.locator("figure.chart summary").first.click()
    expect(plain_page.locator("figure.chart table").first).to_be_visible()


def test_a_chart_can_be_touched_and_says_what_it_shows(page: Page):
    page.goto(f"{BOARD}charts/months")
    drawing = page.locator(".drawing")
    expect(drawing.locator(".main-svg").first).to_be_visible()
    assert re.search(r"\d", drawing.get_attribute("aria-label"))
