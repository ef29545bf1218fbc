"""The pages of the site as people meet them: one list for the suite, the states, the pictures.

An address holds the names of `subjects.py` in braces. `who` is a role of /demo/ or an invented
person's user name; empty: a visitor. The same page may stand here for several people, where they
see different things.
"""

from dataclasses import dataclass

from tests.browser.people import CHANGYUAN, LONGHUI, LONGZHU, PINGSHAN, TANGLANG, ZHUGUANG


@dataclass(frozen=True)
class Visit:
    name: str  # of the address, as in urls.py
    address: str
    who: str = ""
    note: str = ""  # which of several visits to the same page

    def __str__(self) -> str:
        return "-".join(filter(None, (self.name.replace(":", "-"), self.note, self.who)))


PUBLIC = [
    Visit("pages:home", "/"),
    Visit("pages:home", "/", "voter"),
    Visit("pages:community_list", "/communities/"),
    Visit("pages:community", "/communities/{longzhu}/", note="call"),
    Visit("pages:community", "/communities/{tanglang}/", note="screening"),
    Visit("pages:community", "/communities/{zhuguang}/", note="vote"),
    Visit("pages:community", "/communities/{changyuan}/", note="council"),
    Visit("pages:community_about", "/communities/{longzhu}/about/"),
    Visit("pages:year", "/years/{year}/"),
    Visit("pages:year_of_place", "/years/{past_year}/440305/"),
    Visit("pages:design", "/design/"),
    Visit("ledger:statement", "/communities/{longzhu}/money/{year}/"),
    Visit("ledger:statement_of_place", "/places/440305/money/{past_year}/"),
    Visit("cms:outcomes", "/outcomes/"),
    Visit("cms:community_year", "/outcomes/{changyuan}-{past_year}/"),
    Visit("cms:report", "/outcomes/report-440305-{past_year}/"),
    Visit("cms:round", "/outcomes/{pingshan}-{year}/round-1/", note="council"),
    Visit("cms:round", "/outcomes/{voted}-{year}/round-1/", note="vote"),
    Visit("cms:news", "/news/"),
    Visit("cms:news_item", "/news/{news}/"),
    Visit("cms:search", "/search/?q=路灯"),
    Visit("wagtail_serve", "/questions/"),
    Visit("oversight:board", "/sunshine/"),
    Visit("oversight:board_of_place", "/sunshine/{past_year}/440305/"),
    Visit("oversight:figure", "/sunshine/{year}/440305/sunshine/"),
    Visit("oversight:projects", "/sunshine/{year}/440305/projects/?category=works"),
    Visit("oversight:files", "/sunshine/{year}/440305/files/?promise=once&kept=no"),
    Visit("oversight:overdue", "/sunshine/{year}/440305/overdue/"),
    Visit("oversight:suppliers", "/sunshine/{year}/440305/suppliers/"),
    Visit("oversight:trace", "/sunshine/files/{case_on_notice}/"),
    Visit("oversight:chart", "/sunshine/{past_year}/440305/charts/months"),
    Visit("oversight:open_data", "/open-data/"),
    Visit("oversight:inspection", "/desk/oversight/?year={past_year}", "auditor"),
    Visit("oversight:inspect_trail", "/desk/oversight/trail/", "auditor"),
    Visit("oversight:inspect_case", "/desk/oversight/files/{case_on_notice}/", "auditor"),
    Visit("demo:index", "/demo/"),
    Visit("account_login", "/accounts/login/"),
    Visit("account_signup", "/accounts/signup/"),
    Visit("account_request_login_code", "/accounts/login/code/"),
    Visit("account_reset_password", "/accounts/password/reset/"),
]
CASES = [
    Visit("proposals:list", "/proposals/"),
    Visit("proposals:list", "/proposals/?q=路灯", note="search"),
    Visit("proposals:list", "/proposals/?q=没有这个词", note="empty"),
    *(
        Visit("proposals:detail", f"/proposals/{{case_{status}}}/", note=status)
        for status in ("shortlisted", "on_agenda", "rejected", "selected",
                       "on_notice", "objected", "in_review", "closed")
    ),
    *(
        Visit("proposals:project", f"/projects/{{project_{status}}}/", note=status)
        for status in ("procuring", "in_progress", "completed", "accepted", "settled")
    ),
    Visit("proposals:project_record", "/projects/{project_accepted}/record/"),
    Visit("proposals:providers", "/providers/"),
    Visit("proposals:provider", "/providers/{provider}/"),
    Visit("proposals:provider", "/providers/{provider}/", "officer"),
    Visit("proposals:library", "/library/"),
    Visit("proposals:library", "/library/", "resident"),
    Visit("proposals:projects_mine", "/projects/mine/", "supplier"),
    Visit("proposals:project_procurement", "/projects/{project_procuring}/procurement/", "officer"),
    Visit("proposals:project_sessions", "/projects/{project_service}/sessions/", "works"),
    Visit("proposals:detail", "/proposals/{case_submitted}/", "clerk"),
    Visit("proposals:notice", "/notices/{notice}/"),
    Visit("proposals:objection_sheet", "/notices/{notice}/sheet/"),
    Visit("proposals:around", "/proposals/{case_discussed}/neighbours/"),
    Visit("proposals:list", "/proposals/?place={zhuguang}", note="ballot"),
    Visit("proposals:track", "/track/?no=MWS-2026-TY-LZ-001"),
    Visit("proposals:poster", "/p/{case_shortlisted}/poster/", note="proposal"),
    Visit("proposals:poster", "/r/{round}/poster/", note="round"),
    Visit("proposals:enter", "/desk/enter/", "clerk"),
    Visit("proposals:enter_batch", "/desk/enter/batch/", "clerk"),
    Visit("proposals:new", "/proposals/new/", "resident"),
    Visit("proposals:mine", "/proposals/mine/", f"{LONGZHU}-resident-10"),
    *(
        Visit("proposals:step", f"/proposals/{{case_draft}}/write/{step}/",
              f"{LONGZHU}-resident-10", note=step)
        for step in ("problem", "place", "solution", "costs", "people")
    ),
    Visit("proposals:check", "/proposals/{case_draft}/check/", f"{LONGZHU}-resident-10"),
    Visit("accounts:profile", "/me/profile/", f"{LONGZHU}-resident-10"),
    Visit("accounts:documents", "/me/documents/", f"{LONGZHU}-resident-10"),
    Visit("proposals:desk_intake", "/proposals/{case_submitted}/intake/", "clerk"),
    Visit("proposals:desk_screening", "/proposals/{case_admitted}/screening/", "secretary"),
    Visit("proposals:detail", "/proposals/{case_not_admitted}/", note="refused"),
    Visit("proposals:detail", "/proposals/{case_merged}/", note="merged"),
    Visit("proposals:desk_screening", "/proposals/{case_split}/screening/", "secretary",
          note="split"),
    Visit("proposals:appeal_hear", "/proposals/{case_not_admitted}/appeal/hear/", "officer"),
    Visit("proposals:desk_task", "/desk/tasks/{desk_task}/", "finance"),
    Visit("proposals:clocks", "/desk/clocks/", "leader"),
    Visit("proposals:clock_trace", "/proposals/{case_split}/clocks/", "secretary"),
    Visit("proposals:desk_shortlist", "/proposals/{case_screened}/shortlist/", "secretary"),
    Visit("proposals:desk_review", "/proposals/{case_in_review}/review/", "officer"),
    Visit("proposals:project_contract", "/projects/{project_procuring}/contract/", "officer"),
    Visit("proposals:project_progress", "/projects/{project_in_progress}/progress/", "works"),
    Visit("proposals:project_acceptance", "/projects/{project_completed}/acceptance/", "works"),
    Visit("proposals:claims", "/projects/claims/", "finance"),
    Visit("proposals:claim", "/projects/claims/{claim}/", "finance"),
    Visit("proposals:project_money", "/projects/{project_settled}/money/"),
    Visit("proposals:checks", "/proposals/{case_in_review}/checks/", "works"),
    Visit("proposals:project_change", "/projects/{project_in_progress}/change/", "officer"),
    Visit("proposals:change", "/projects/changes/{plan_change}/", "leader"),
    Visit("proposals:street", "/desk/street/", "leader"),
    Visit("proposals:finance", "/desk/finance/", "finance"),
    Visit("proposals:bank_list", "/desk/finance/bank/", "finance"),
]  # fmt: skip
VOTES = [
    Visit("voting:polls", "/votes/"),
    Visit("voting:poll", "/votes/{open_poll}/"),
    Visit("voting:poll", "/votes/{open_poll}/", "voter"),
    Visit("voting:paper", "/votes/{open_poll}/paper/"),
    Visit("voting:results", "/votes/{certified_poll}/results/"),
    Visit("voting:kiosk", "/votes/{open_poll}/kiosk/"),
    Visit("voting:counter", "/votes/desk/{open_poll}/counter/", f"{ZHUGUANG}-community_secretary"),
    Visit(
        "voting:paper_official", "/votes/desk/{open_poll}/paper/", f"{ZHUGUANG}-community_secretary"
    ),
    Visit("voting:papers", "/votes/desk/{open_poll}/papers/", f"{ZHUGUANG}-community_secretary"),
    Visit("voting:amend", "/votes/desk/{open_poll}/amend/", f"{ZHUGUANG}-community_secretary"),
    Visit("voting:other_rules", "/votes/{certified_poll}/other-rules/"),
    Visit("voting:poll_desk", "/votes/desk/", f"{ZHUGUANG}-community_secretary"),
    Visit("voting:council", "/council/{changyuan}/"),
    Visit("voting:meeting", "/council/meetings/{sitting}/", note="sitting"),
    Visit("voting:meeting", "/council/meetings/{sitting}/", "council_secretary"),
    Visit("voting:meeting", "/council/meetings/{sitting}/", "member"),
    Visit("voting:meeting", "/council/meetings/{called}/", note="called"),
    Visit("voting:screen", "/council/meetings/{sitting}/screen/"),
    Visit("voting:minutes", "/council/meetings/{closed_meeting}/minutes/"),
    Visit("voting:meeting_papers", "/council/meetings/{sitting}/papers/"),
    Visit("voting:sheets", "/council/meetings/{sitting}/sheets/"),
    Visit("voting:round_batch", "/council/rounds/{council_round}/batch/"),
    Visit(
        "voting:round_batch",
        "/council/rounds/{council_round}/batch/",
        f"{CHANGYUAN}-community_secretary",
    ),
    Visit("voting:door", "/council/meetings/{sitting}/door/", "council_secretary"),
    Visit(
        "voting:minutes_write", "/council/meetings/{sitting}/minutes/write/", "council_secretary"
    ),
    Visit("voting:seats", "/council/{changyuan}/seats/", f"{CHANGYUAN}-community_secretary"),
]
OWN = [
    Visit("accounts:me", "/me/", "resident"),
    Visit("accounts:me", "/me/", "chair"),
    Visit("accounts:my_data", "/me/data/", f"{LONGZHU}-resident-10"),
    Visit("accounts:my_data_delete", "/me/data/delete/", "resident"),
    Visit("accounts:my_data_delete", "/me/data/delete/", "clerk"),
    Visit("accounts:privacy", "/privacy/"),
    Visit("accounts:rename", "/me/name/", "resident"),
    Visit("accounts:messages", "/me/messages/", f"{LONGZHU}-resident-2"),
    Visit("accounts:reach", "/me/messages/ways/", "resident"),
    Visit("accounts:home_find", "/me/home/", "editor"),
    Visit("accounts:home_claim", "/me/home/{longzhu}/", "editor"),
    Visit("mfa_index", "/accounts/2fa/", "officer"),
    Visit("usersessions_list", "/accounts/sessions/", "resident"),
]
DESKS = [
    *(
        Visit("pages:desk", "/desk/", who)
        for who in ("clerk", "secretary", "council_secretary", "chair", "officer", "leader",
                    "finance", "works", "district", "auditor")
    ),
    Visit("accounts:claims", "/desk/residency/", "clerk"),
    Visit("accounts:claim", "/desk/residency/{home_claimed}/", "clerk"),
    Visit("accounts:claim", "/desk/residency/{home_checked}/", f"{LONGZHU}-community_secretary"),
    Visit("accounts:counter", "/desk/residency/counter/{longzhu}/", "clerk"),
    Visit("accounts:roll", "/desk/places/{longzhu}/roll/", "clerk"),
    Visit("accounts:estates", "/desk/places/{longzhu}/estates/", "clerk"),
    Visit("pages:community_plan", "/desk/places/{longzhu}/plan/", "clerk"),
    Visit("proposals:reports", "/proposals/reports/", f"{TANGLANG}-community_secretary"),
    Visit("settings_desk:index", "/desk/settings/", "district"),
    Visit("settings_desk:rule_sets", "/desk/settings/rules/", "district"),
    Visit("settings_desk:rule_set", "/desk/settings/rules/{rule_set}/", "district"),
    Visit("settings_desk:proofs", "/desk/settings/proofs/", "district"),
    Visit("settings_desk:calendar", "/desk/settings/calendar/", "district"),
    Visit("settings_desk:reasons", "/desk/settings/reasons/", "district"),
    Visit("settings_desk:clauses", "/desk/settings/clauses/", "district"),
    Visit("settings_desk:desks", "/desk/settings/desks/", "district"),
    Visit("settings_desk:desk", "/desk/settings/desks/{asked_desk}/?q={longzhu}-intake_clerk",
          "district"),
    Visit("settings_desk:places", "/desk/settings/places/", "district"),
    Visit("settings_desk:place", "/desk/settings/places/{longzhu}/", "district"),
    Visit("settings_desk:people", "/desk/settings/people/", "district"),
    Visit("settings_desk:person", "/desk/settings/people/{person}/", "district"),
    Visit("settings_desk:rounds", "/desk/settings/rounds/", "officer"),
    Visit("settings_desk:round", "/desk/settings/rounds/{round}/", "officer"),
    Visit("settings_desk:allocations", "/desk/settings/allocations/", "finance"),
]  # fmt: skip
# Forms behind a button of the pages above: looked at once, on a phone and in Chinese.
STEPS = [
    Visit("proposals:appeal_file", "/proposals/{case_not_admitted}/appeal/",
          f"{TANGLANG}-resident-11"),
    Visit("proposals:task_waive", "/desk/tasks/{desk_task}/waive/", "secretary"),
    Visit("proposals:invite", "/proposals/{case_draft}/invite/", f"{LONGZHU}-resident-10"),
    Visit("proposals:contribute", "/proposals/{case_discussed}/say/?kind=worry", "resident"),
    Visit("proposals:answer", "/proposals/said/{question}/answer/",
          f"{TANGLANG}-community_secretary"),
    Visit("proposals:report", "/proposals/said/{question}/report/", "resident"),
    Visit("proposals:hide", "/proposals/said/{question}/hide/",
          f"{TANGLANG}-community_secretary"),
    Visit("proposals:withdraw", "/proposals/{case_draft}/withdraw/", f"{LONGZHU}-resident-10"),
    Visit("proposals:desk_objections", "/proposals/{case_objected}/objections/",
          f"{PINGSHAN}-community_secretary"),
    Visit("proposals:object", "/notices/{notice}/object/", f"{PINGSHAN}-resident-3"),
    Visit("proposals:project_provider", "/projects/{project_procuring}/provider/", "officer"),
    Visit("proposals:provider_people", "/providers/{provider}/people/", "officer"),
    Visit("proposals:provider_training", "/providers/{provider}/training/", "officer"),
    Visit("proposals:provider_breach", "/providers/{provider}/breach/", "officer"),
    Visit("proposals:provider_offer", "/providers/{provider}/offer/", "officer"),
    Visit("proposals:project_pause", "/projects/{project_in_progress}/pause/", "officer"),
    Visit("proposals:session_report", "/projects/sessions/{session}/", "works"),
    Visit("proposals:session_off", "/projects/sessions/{session}/off/", "works"),
    Visit("proposals:project_goods", "/projects/{project_goods}/goods/", "works"),
    Visit("proposals:goods_lines", "/projects/{project_goods}/goods/lines/", "officer"),
    Visit("proposals:goods_count", "/projects/goods/{goods_count}/", "works"),
    Visit("proposals:project_assets", "/projects/{project_accepted}/assets/", "works"),
    Visit("proposals:survey_nameless", "/projects/{project_accepted}/survey/nameless/"),
    Visit("proposals:survey_counter", "/projects/{project_accepted}/survey/counter/",
          f"{LONGHUI}-intake_clerk"),
    Visit("proposals:project_terminate", "/projects/{project_in_progress}/terminate/", "leader"),
    Visit("voting:withdraw", "/votes/{open_poll}/withdraw/", f"{ZHUGUANG}-resident-1"),
    Visit("settings_desk:allocation_new", "/desk/settings/allocations/new/", "finance"),
    Visit("settings_desk:allocation_list", "/desk/settings/allocations/list/", "finance"),
    Visit("settings_desk:year_ends", "/desk/settings/year-ends/", "finance"),
    Visit("settings_desk:year_end_new", "/desk/settings/year-ends/new/", "finance"),
    Visit("settings_desk:opening_new", "/desk/settings/openings/new/", "finance"),
    Visit("settings_desk:proof", "/desk/settings/proofs/{proof_kind}/", "district"),
    Visit("settings_desk:proof_new", "/desk/settings/proofs/440305/new/", "district"),
    Visit("settings_desk:calendar_year", "/desk/settings/calendar/{year}/", "district"),
    Visit("settings_desk:calendar_day", "/desk/settings/calendar/{year}/day/", "district"),
    Visit("settings_desk:grant", "/desk/settings/people/{person}/grant/", "district"),
    Visit("settings_desk:membership_end", "/desk/settings/people/roles/{membership}/end/",
          "district"),
    Visit("settings_desk:clauses_of", "/desk/settings/clauses/{rule_set}/", "district"),
    Visit("settings_desk:clause_new", "/desk/settings/clauses/{rule_set}/new/", "district"),
    Visit("settings_desk:clause_end", "/desk/settings/clauses/{rule_set}/end/{clause}/",
          "district"),
    Visit("settings_desk:desk_new", "/desk/settings/desks/new/", "district"),
    Visit("settings_desk:desk_close", "/desk/settings/desks/{asked_desk}/close/", "district"),
    Visit("settings_desk:place_new", "/desk/settings/places/440305008/add/", "district"),
    Visit("settings_desk:place_rename", "/desk/settings/places/{longzhu}/name/", "district"),
    Visit("settings_desk:place_profile", "/desk/settings/places/{longzhu}/profile/", "district"),
    Visit("settings_desk:round_new", "/desk/settings/rounds/new/", "leader"),
    Visit("settings_desk:round_stage", "/desk/settings/rounds/{round}/council/", "leader"),
    Visit("settings_desk:rule", "/desk/settings/rules/{rule_set}/notice_days/", "district"),
    Visit("settings_desk:reason_new", "/desk/settings/reasons/new/", "district"),
    Visit("settings_desk:rule_set_new", "/desk/settings/rules/new/", "district"),
]  # fmt: skip
# Pages of the sign-in library that its own menus lead to.
ACCOUNT = [
    Visit("account_logout", "/accounts/logout/", "resident"),
    Visit("account_set_password", "/accounts/password/set/", "resident"),
    Visit("account_email", "/accounts/email/", "resident"),
    Visit("account_inactive", "/accounts/inactive/"),
    Visit("account_reset_password_done", "/accounts/password/reset/done/"),
    Visit("account_reset_password_from_key", "/accounts/password/reset/key/1-void/"),
    Visit("account_reset_password_from_key_done", "/accounts/password/reset/key/done/"),
    Visit("account_email_verification_sent", "/accounts/confirm-email/"),
    Visit("account_confirm_email", "/accounts/confirm-email/void/"),
    Visit("socialaccount_connections", "/accounts/3rdparty/", "resident"),
    Visit("mfa_list_webauthn", "/accounts/2fa/webauthn/", "resident"),
    Visit("socialaccount_login_cancelled", "/accounts/3rdparty/login/cancelled/"),
]
PAGES = [*PUBLIC, *CASES, *VOTES, *OWN, *DESKS]


def community_of(who: str) -> str:
    """Where /demo/ lists a person: user names begin with the code of the community."""
    return who.split("-")[0] if "-" in who else LONGZHU
