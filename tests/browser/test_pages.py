"""Every address is looked at by somebody, and the main ones work without JavaScript."""

import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from playwright.sync_api import Page, expect

from tests.browser.accessibility import accessibility_faults
from tests.browser.catalogue import ACCOUNT, PAGES, STEPS, Visit, community_of
from tests.browser.people import CHANGYUAN, sign_in
from tests.browser.steps import follow, press, propose, submit
from tests.browser.subjects import subjects_of

OURS = ("pages", "settings_desk", "accounts", "files", "ledger", "proposals", "voting", "cms",
        "oversight", "demo")  # fmt: skip
# Not pages, or pages that stand for a moment: what looks at them instead.
ELSEWHERE = {
    "files:download": "the photographs of the pages",
    "proposals:list_csv": "a file",
    "accounts:my_data_json": "a file",
    "accounts:my_data_pdf": "a file",
    "proposals:list_json": "a file",
    "proposals:payment_file": "a file",
    "settings_desk:year_end": "tests/pages/test_money_pages: the demonstration closes no year",
    "settings_desk:opening": "tests/pages/test_money_pages: nor does it take over books",
    "accounts:home_match": "test_roll",
    "accounts:roll_report": "a file",
    "accounts:claim_refuse": "tests/accounts",
    "accounts:claim_proof": "a file",
    "voting:count_record": "a file: tests/voting/polls",
    "accounts:counter_number": "tests/accounts: the demonstration enters nobody",
    "accounts:who": "tests/accounts",
    "voting:meeting_live": "a part of voting:meeting",
    "voting:speakers": "a part of voting:meeting",
    "voting:door_live": "a part of voting:door",
    "voting:here": "test_council",
    "voting:meeting_calendar": "a file",
    **dict.fromkeys(
        ("voting:minutes_pdf", "voting:papers_pdf", "voting:sheets_pdf", "voting:batch_pdf"),
        "a file",
    ),
    "voting:meeting_key": "tests/voting/council/test_keyed",
    "voting:screen_live": "a part of voting:screen",
    "proposals:card": "a picture: tests/proposals/test_tracking",
    "proposals:short": "leads to the page itself: tests/proposals/test_tracking",
    "pages:desk_table": "a file",
    "proposals:enter_table": "a file",
    "proposals:enter_receipt": "test_counter",
    "proposals:undo": "test_counter",
    "proposals:receipt": "test_year",
    "proposals:edit": "leads on to a proposals:step",
    "proposals:similar": "a part of proposals:step",
    "proposals:prices": "a part of proposals:step",
    "voting:meeting_call": "test_year",
    "voting:package": "a file",
    "voting:package_auditor": "a file",
    "voting:anomalies": "tests/voting/polls",
    "voting:batch": "tests/voting/polls",
    "voting:batch_reverse_ask": "tests/voting/polls",
    "voting:poll_create": "test_year",
    "voting:poll_manage": "test_year",
    "voting:review": "test_year",
    "voting:done": "test_year",
    "proposals:desk_notice": "test_year",
    "proposals:desk_approval": "test_year",
    "proposals:project_complete": "test_year",
    "proposals:project_claim": "test_year",
    "proposals:project_settlement": "test_year",
    "proposals:project_close": "test_year",
    "proposals:project_survey": "test_year",
    "proposals:project_resume": "tests/proposals/test_lane_clocks: nothing stands still",
    "proposals:asset_move": "tests/proposals/test_lanes: this street has bought nothing yet",
    "cms:project": "test_year",
    "cms:round_chart": "leads to the round",
    **dict.fromkeys(
        ("cms:round_pdf", "cms:round_csv", "cms:round_chart_json", "cms:round_chart_csv",
         "cms:feed", "cms:sitemap", "oversight:figures_csv", "oversight:chart_csv",
         "oversight:chart_json", "oversight:bundle", "oversight:openapi", "oversight:api_figures",
         "oversight:api_rows"),
        "a file",
    ),
    **dict.fromkeys(
        ("account_confirm_login_code", "account_verify_phone", "mfa_authenticate",
         "mfa_activate_totp", "mfa_view_recovery_codes"),
        "test_sign_in",
    ),
    **dict.fromkeys(
        ("account_change_password", "account_change_phone", "account_reauthenticate",
         "mfa_deactivate_totp", "mfa_generate_recovery_codes",
         "mfa_reauthenticate", "socialaccount_signup"),
        "tests/accounts, without a browser",
    ),
    **dict.fromkeys(
        ("mfa_add_webauthn", "mfa_edit_webauthn", "mfa_remove_webauthn",
         "mfa_reauthenticate_webauthn", "mfa_download_recovery_codes"),
        "test_second_factor",
    ),
    "socialaccount_login_error": "test_errors",
}  # fmt: skip


def addresses(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    """All named addresses of our rooms and of the sign-in library, as (name, pattern)."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from addresses(entry, entry.namespace or space)
        elif entry.name and re.match("(account|mfa|socialaccount|usersessions)_", entry.name):
            yield entry.name, entry
        elif space in OURS and not entry.callback.__module__.startswith("wagtail."):
            yield f"{space}:{entry.name}", entry


def only_acts(pattern: URLPattern) -> bool:
    """Whether the address takes POST alone, so that there is nothing to look at."""
    view = inspect.unwrap(pattern.callback)
    return not hasattr(view, "view_class") and "@require_POST" in inspect.getsource(view)


@pytest.fixture(scope="module")
def subjects(site: str, server_folder: Path) -> dict[str, str]:
    return subjects_of(server_folder)


def test_every_address_is_looked_at_or_it_is_said_why_not():
    pages = {name for name, entry in addresses(get_resolver()) if not only_acts(entry)}
    seen = {visit.name for visit in [*PAGES, *STEPS, *ACCOUNT]}
    assert sorted(pages - seen - set(ELSEWHERE)) == []
    assert sorted(set(ELSEWHERE) - pages) == []


@pytest.mark.parametrize("visit", [*STEPS, *ACCOUNT], ids=str)
def test_a_step_can_be_taken_on_a_phone(page: Page, subjects: dict[str, str], visit: Visit):
    if visit.who:
        sign_in(page, visit.who, community_of(visit.who))
    answer = page.goto(visit.address.format_map(subjects))
    assert answer is not None and answer.status == 200
    assert accessibility_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def test_without_javascript_one_can_propose(plain_page: Page):
    sign_in(plain_page, "resident")
    propose(
        plain_page, title="河边加两张长椅", problem="老人走一段要歇一歇。", location="河边步道",
        solution="装两张带扶手的长椅。", beneficiaries="散步的居民", upkeep="社区工作站",
        name="长椅", unit="张", quantity="2", unit_price_fen="3000",
    )  # fmt: skip
    press(plain_page, "/submit/")
    expect(plain_page.locator(".receipt-no")).to_be_visible()


def test_without_javascript_one_can_vote(plain_page: Page):
    sign_in(plain_page, "voter")
    follow(plain_page, "/votes/", "珠光")
    plain_page.locator("ul.ballot label.pick").first.click()
    submit(plain_page.locator('#ballot button[value="review"]'))
    press(plain_page, "/cast/")
    expect(plain_page.locator(".receipt-no")).to_be_visible()


def test_without_javascript_a_member_can_vote_by_name(plain_page: Page, subjects: dict[str, str]):
    sign_in(plain_page, "member", CHANGYUAN)
    plain_page.goto("/council/meetings/{sitting}/".format_map(subjects))
    press(plain_page, "/vote/", 'button[value="abstain"]')
    chosen = plain_page.locator('.own-vote button[value="abstain"]')
    assert chosen.get_attribute("aria-pressed") == "true"
