"""Proposals, notices and projects."""

from tests.matrix.table import deed, form, page

# Nobody can in the state in which the demonstration leaves it; all the less those who never may.
BARRED = ""
TEXT = "依据现场查看与居民意见，如实办理。"
HEADS = "secretary officer"
CLOCK_READERS = "secretary supervisor officer leader district auditor"

PROPOSALS = [
    *page("proposals:list"),
    *page("proposals:mine", may="signed_in"),
    *form("proposals:new", may="author resident member chair",
          data={"step": "draft", "title": "加装路灯"}, as_who="resident"),
    *page("proposals:detail", "case_shortlisted"),
    *page("proposals:detail", "case_draft", may="author", sees="author"),
    *page("proposals:detail", "case_submitted", may="offices", sees="offices"),
    *form("proposals:edit", "case_draft", may="author", sees="author",
          data={"step": "draft", "title": "改过的标题"}, as_who="author"),
    *page("proposals:check", "case_draft", may="author", sees="author"),
    *deed("proposals:submit", "case_draft", may="author", sees="author"),
    *deed("proposals:attach", "case_draft", may="", sees="author"),
    *deed("proposals:detach", "case_draft restricted", may="", sees=""),
    *page("proposals:receipt", "case_submitted", may="author", sees="author"),
    *form("proposals:withdraw", "case_submitted", may="author", sees="author", as_who="author"),
    *form("proposals:desk_intake", "case_submitted", may="clerk", sees="offices",
          data={"decision": "return", "return-costs": TEXT}),
    *form("proposals:desk_screening", "case_admitted", may="secretary",
          data={"decision": "return", "return-costs": TEXT}),
    # Only who sits at the desk finds it, and none of these does (tests/proposals/test_desk_tasks).
    *form("proposals:desk_task", "desk_task", may=BARRED, sees=BARRED),
    *form("proposals:task_waive", "desk_task", may="secretary", as_who="secretary",
          data={"reason": TEXT}),
    *form("proposals:appeal_file", "case_not_admitted", may=BARRED),
    *form("proposals:appeal_hear", "case_not_admitted", may="officer leader", as_who="officer",
          data={"is_upheld": "no", "answer": TEXT}),
    *page("proposals:clocks", may=CLOCK_READERS, sees=CLOCK_READERS, moves=False),
    *page("proposals:clock_trace", "case_split", may=CLOCK_READERS, sees=CLOCK_READERS),
    *form("proposals:desk_shortlist", "case_screened", may="secretary",
          data={"decision": "shortlist"}),
    *form("proposals:desk_notice", "case_selected", may="clerk secretary",
          data={"decision": "post"}),
    *form("proposals:desk_objections", "case_objected", may="secretary", as_who="secretary"),
    *form("proposals:desk_review", "case_in_review", may="officer", as_who="officer",
          data={"decision": "review"}),
    *form("proposals:desk_approval", "case_in_review", may="leader", as_who="leader",
          data={"decision": "approve"}),
    *page("proposals:notice", "notice"),
    *form("proposals:object", "notice", may="resident author member chair", data={"text": TEXT}),
]  # fmt: skip
PROJECTS = [
    *page("proposals:project", "project_in_progress", may=""),
    *form("proposals:project_contract", "project_procuring", may=HEADS, as_who="officer"),
    *form("proposals:project_provider", "project_procuring", may=BARRED, opens=HEADS,
          as_who="officer"),
    *form("proposals:project_progress", "project_in_progress",
          may="secretary officer works supplier",
          as_who="works"),
    *form("proposals:project_complete", "project_in_progress", may=BARRED),
    *form("proposals:project_acceptance", "project_completed", may=BARRED,
          opens="secretary works", as_who="works"),
    *form("proposals:project_claim", "project_in_progress", may="officer supplier",
          as_who="officer"),
    *form("proposals:project_settlement", "project_accepted", may="finance", as_who="finance"),
    *form("proposals:project_close", "project_settled", may=HEADS, as_who="officer"),
    *form("proposals:project_terminate", "project_in_progress", may="leader", as_who="leader",
          data={"reason": TEXT}),
    *form("proposals:project_survey", "project_settled", may=BARRED),
    *page("proposals:claims", may="signed_in"),
    *page("proposals:claim", "claim", may="signed_in"),
    *deed("proposals:claim_check", "claim", may=BARRED),
    *deed("proposals:claim_pay", "claim", may="leader"),
    *deed("proposals:claim_refuse", "claim", may="leader", data={"reason": TEXT}),
]  # fmt: skip
