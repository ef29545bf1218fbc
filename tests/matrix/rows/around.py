"""The talk around a proposal."""

from tests.matrix.table import deed, form, page

# Nobody in the demonstration has a number to be invited by.
BARRED = ""
NEIGHBOURS = "resident member chair"
OFFICE = "clerk secretary"

AROUND = [
    *page("proposals:list_csv"),
    *page("proposals:list_json"),
    *page("proposals:around", "case_discussed"),
    *deed("proposals:deed", "case_discussed support", may=NEIGHBOURS),
    *deed("proposals:deed", "case_discussed follow", may="signed_in"),
    *form("proposals:contribute", "case_discussed", may=f"author {NEIGHBOURS}", opens="signed_in",
          data={"kind": "worry", "text": "怕吵到邻居。"}),
    *form("proposals:invite", "case_submitted", may=BARRED, sees="author", opens="author"),
    *deed("proposals:invitation", "invitation", may="author", sees="author",
          data={"answer": "yes"}),
    *form("proposals:answer", "question", may=OFFICE, sees=OFFICE, data={"text": "已列入计划。"}),
    # Whoever has a home anywhere in the city may report what is public to everyone.
    *form("proposals:report", "question", may=NEIGHBOURS, opens="signed_in", moves=False,
          data={"ground": "@ground"}),
    *form("proposals:hide", "question", may=OFFICE, sees=OFFICE, data={"reason": "人身攻击"}),
    *page("proposals:reports", may="signed_in"),
    *deed("proposals:report_decide", "report", may=OFFICE, sees=OFFICE, data={"decision": "keep"}),
]  # fmt: skip
