"""The board and its rows, open data, results, news; and the auditors' pages."""

from tests.matrix.table import form, page

HERE = "2026 nanshan"
ROUND = "round_code round_year round_batch"

BOARD = [
    *page("oversight:board"),
    *page("oversight:board_of_place", HERE),
    *page("oversight:figure", f"{HERE} paid"),
    *page("oversight:figures_csv", HERE),
    *page("oversight:projects", HERE),
    *page("oversight:files", HERE),
    *page("oversight:overdue", HERE),
    *page("oversight:suppliers", HERE),
    *page("oversight:trace", "case_on_notice"),
    *page("oversight:chart", f"{HERE} waterfall"),
    *page("oversight:chart_csv", f"{HERE} waterfall"),
    *page("oversight:chart_json", f"{HERE} waterfall"),
]
OPEN = [
    *page("oversight:open_data"),
    *page("oversight:bundle", "2026 longzhu"),
    *page("oversight:openapi"),
    *page("oversight:api_figures", may="", sees=""),  # it asks for a place and a year
    *page("oversight:api_rows", "projects"),
]
OUTCOMES = [
    *page("cms:report", "nanshan 2017"),
    *page("cms:round", ROUND),
    *page("cms:round_pdf", ROUND),
    *page("cms:round_csv", ROUND),
    *page("cms:round_chart", ROUND, may=""),  # it leads to the round
    *page("cms:round_chart_json", ROUND),
    *page("cms:round_chart_csv", ROUND),
    *page("cms:news"),
    *page("cms:news_item", "news_slug"),
    *page("cms:feed"),
    *page("cms:search"),
    *page("cms:sitemap"),
]
AUDIT = [
    *page("oversight:inspection", may="auditor", sees="auditor"),
    *page("oversight:inspect_trail", may="auditor", sees="auditor"),
    *form("oversight:inspect_case", "case_on_notice", may="auditor", sees="auditor",
          data={"kind": "note", "text": "已核对。", "referred_to": ""}),
]  # fmt: skip
