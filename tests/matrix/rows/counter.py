"""The counter, tracking, short addresses, and the desk's own tools."""

from tests.matrix.table import deed, form, page

# Nobody can: it needs a case of today, a table that was looked at, or a resident's number.
BARRED = ""
COUNTER = "clerk committee"
DESK = "settings_desk:"

COUNTER_ROWS = [
    *page("proposals:track"),
    *page("proposals:short", "p case_shortlisted", may=BARRED),  # it only leads elsewhere
    *page("proposals:poster", "p case_shortlisted"),
    *page("proposals:card", "p case_shortlisted"),
    *page("pages:desk_table", may="signed_in"),
    *deed("proposals:desk_bulk", may=BARRED),
    *form("proposals:undo", "case_admitted", may=BARRED),
    *form("proposals:enter", may=BARRED, opens=COUNTER, sees=COUNTER),
    *form("proposals:enter_batch", may=BARRED, opens=COUNTER, sees=COUNTER),
    *page("proposals:enter_table", may=COUNTER, sees=COUNTER),
    *deed("proposals:enter_confirm", may=BARRED, sees=COUNTER),
    *page("proposals:enter_receipt", "case_submitted", may=BARRED, sees=BARRED),
    *page(f"{DESK}reasons", may="district", sees="district"),
    *form(f"{DESK}reason_new", may="district", sees="district", as_who="district",
          data={"use": "refuse", "part": "", "text": "由业主自行维修。"}),
    *deed(f"{DESK}reason_close", "1", may=BARRED, sees=BARRED),  # that one is everybody's
]  # fmt: skip
