"""The settings desk, the office's desk, and the pages that compose rooms."""

from tests.matrix.table import deed, form, page

ROUNDS = "officer leader"
KEEPS = "district administrator"  # places, and who holds which role
DESK = "settings_desk:"

PAGES = [
    *page("pages:home"),
    *page("pages:community_list"),
    *page("pages:community", "longzhu"),
    *page("pages:year", "2026"),
    *page("pages:year_of_place", "2026 nanshan"),
    *page("pages:desk", may="signed_in"),
    *page("pages:design"),
    *deed("pages:display"),
    *page("ledger:statement", "longzhu 2026"),
    *page("files:download", "photograph"),
    *page("files:download", "restricted", may="offices", sees="offices"),
    *page("cms:outcomes"),
    *page("cms:community_year", "changyuan 2017"),
    *page("cms:project", "closed_code closed_year project_closed"),
    *page("demo:index"),
    *deed("demo:advance", data={"community": "440305008002"}, may="everyone"),
    *deed("demo:sign_in", "district", may="everyone"),
]  # fmt: skip
SETTINGS = [
    *page(f"{DESK}index", may=f"officer leader finance {KEEPS}",
          sees=f"officer leader finance {KEEPS}"),
    *page(f"{DESK}rule_sets", may="district", sees="district"),
    *form(f"{DESK}rule_set_new", may="district", sees="district", as_who="district",
          data={"year": "2027"}),
    *page(f"{DESK}rule_set", "rule_set", may="district", sees="district"),
    *form(f"{DESK}rule", "rule_set notice_days", may="district", sees="district",
          as_who="district"),
    *page(f"{DESK}calendar", may="district", sees="district"),
    *page(f"{DESK}calendar_year", "2026", may="district", sees="district"),
    *deed(f"{DESK}calendar_load", "2025", may="district", sees="district"),
    *form(f"{DESK}calendar_day", "2026", may="district", sees="district", as_who="district",
          data={"day": "2026-12-03"}),
    *page(f"{DESK}places", sees=KEEPS, may=""),
    *page(f"{DESK}place", "longzhu", may=KEEPS, sees=KEEPS),
    *form(f"{DESK}place_new", "street", may=KEEPS, sees=KEEPS, as_who="district",
          data={"code": "440305008099", "abbreviation": "XX"}),
    *form(f"{DESK}place_rename", "longzhu", may=KEEPS, sees=KEEPS, as_who="district",
          data={"name": "新龙珠社区"}),
    *form(f"{DESK}place_profile", "longzhu", may=KEEPS, sees=KEEPS, as_who="district",
          data={"phone": "0755-1"}),
    *page(f"{DESK}people", may=KEEPS, sees=KEEPS),
    # Whoever gives roles finds everybody: a role is given to a person of any place.
    *page(f"{DESK}person", "office_holder", may=KEEPS, sees=KEEPS, moves=False),
    *deed(f"{DESK}grant", "office_holder", may="", sees=KEEPS, moves=False),
    *form(f"{DESK}membership_end", "membership", may=KEEPS, sees=KEEPS,
          as_who="district", data={"reason": "换届"}),
    *page(f"{DESK}rounds", may=ROUNDS, sees=ROUNDS),
    *form(f"{DESK}round_new", may=ROUNDS, sees=ROUNDS, as_who="leader", data={"batch": "7"}),
    *page(f"{DESK}round", "round", may=ROUNDS, sees=ROUNDS),
    *deed(f"{DESK}round_open", "round", may="", sees=ROUNDS),
    *form(f"{DESK}round_stage", "round council", may=ROUNDS, sees=ROUNDS, as_who="leader"),
    *page(f"{DESK}allocations", may="finance leader district", sees="finance leader district"),
    *form(f"{DESK}allocation_new", may="finance", sees="finance", as_who="finance",
          data={"amount_fen": "100", "document_no": "测〔2026〕7号"}),
    *deed(f"{DESK}allocation_confirm", "order", may="leader district", sees="leader district"),
]  # fmt: skip
