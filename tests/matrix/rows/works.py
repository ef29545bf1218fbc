"""From the choice of a provider to the second survey; the register of providers, the library.

The column "supplier" holds the role and acts for nobody: it opens no project of a provider.
"""

from tests.matrix.table import deed, form, page

NOBODY = ""
TEXT = "依据现场查看，如实登记。"
HEADS = "secretary officer"
ACCEPTS = "secretary works"
REPORTS = "secretary officer works inspector"
CLERKS = "clerk committee"
DAY = "2026-01-05"

PROJECT_ROWS = [
    *page("proposals:project_record", "project_accepted"),
    *page("proposals:projects_mine", may="signed_in"),
    # Three quotations are typed by nobody's chance: the form opens, and says what is missing.
    *form("proposals:project_procurement", "project_procuring", may=NOBODY, opens=HEADS,
          as_who="officer"),
    *form("proposals:project_sessions", "project_service", may=REPORTS,
          as_who="works"),
    *form("proposals:session_report", "session", may=NOBODY, opens=REPORTS, as_who="works"),
    *form("proposals:session_off", "session", may=REPORTS, as_who="works", data={"reason": TEXT}),
    *page("proposals:project_goods", "project_goods", may="signed_in"),
    # Without an approved change nobody changes a line.
    *form("proposals:goods_lines", "project_goods", may=NOBODY),
    *form("proposals:goods_count", "goods_count", may=NOBODY, opens=ACCEPTS, as_who="works",
          data={"specification": TEXT, "delivered_on": DAY, "counted": "1"}),
    *form("proposals:project_assets", "project_accepted", may=ACCEPTS, as_who="works",
          data={"name": "桌", "quantity": "1", "kept_at": "一楼", "keeper": "工作站",
                "condition": "good"}),
    *form("proposals:asset_move", "asset", may=ACCEPTS, as_who="works"),
    *form("proposals:project_pause", "project_in_progress", may=HEADS, as_who="officer",
          data={"reason": TEXT}),
    *form("proposals:project_resume", "project_in_progress", may=NOBODY),
    # Whoever is signed in has a name, and is led to the other form.
    *form("proposals:survey_nameless", "project_accepted", may="visitor",
          data=dict.fromkeys(("need", "quality", "speed", "openness", "overall"), "4")),
    *form("proposals:survey_counter", "project_accepted", may=NOBODY, opens=CLERKS,
          as_who="clerk"),
]  # fmt: skip
PROVIDERS = [
    *page("proposals:providers"),
    *page("proposals:provider", "provider"),
    *page("proposals:library"),
    *form("proposals:provider_people", "provider", may=NOBODY, opens=HEADS, as_who="officer",
          moves=False),
    *form("proposals:provider_training", "provider", may=HEADS, as_who="officer", moves=False,
          data={"title": TEXT, "passed_on": DAY, "certificate_no": "证7"}),
    *form("proposals:provider_breach", "provider", may=HEADS, as_who="officer", moves=False,
          data={"text": TEXT, "happened_on": DAY, "document_no": "罚7"}),
    *form("proposals:provider_offer", "provider", may=HEADS, as_who="officer", moves=False,
          data={"title": "讲座", "need": TEXT, "content": TEXT, "audience": "长者", "sessions": "2",
                "heads": "9", "session_price_fen": "100", "mode": "free", "fee_fen": ""}),
    *deed("proposals:representative_end", "representative", may=HEADS, moves=False),
    *deed("proposals:library_propose", "library_item", may="author resident member chair"),
    *deed("proposals:library_withdraw", "library_item", may=HEADS, moves=False),
]  # fmt: skip
