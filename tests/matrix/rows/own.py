"""One's own page and its desk; sign-in (allauth); the editor (Wagtail) by its main doors."""

from tests.matrix.table import deed, form, page

OWN = [
    *page("health:healthz"),
    *page("health:readyz"),  # the web server in front lets only its own network ask
    *page("accounts:me", may="signed_in"),
    *form("accounts:rename", may="homeless", data={"name": "新名字"}),
    *form("accounts:profile", may="signed_in", data={"organisation": "邻里互助社"}),
    *form("accounts:documents", opens="signed_in", may=""),
    *deed("accounts:document_discard", "restricted", may="", sees=""),
    *page("accounts:privacy"),
    *page("accounts:my_data", may="signed_in"),
    *page("accounts:my_data_json", may="signed_in"),
    *page("accounts:my_data_pdf", may="signed_in"),
    *form("accounts:my_data_delete", may="newcomer former superuser author resident"),
    *page("accounts:messages", may="signed_in"),
    *deed("accounts:messages_read"),
    *deed("accounts:message_open", "message", may="author", sees="author"),
    *form("accounts:reach"),  # invented persons have no address that one could choose
    *page("accounts:home_find", may="signed_in"),
    *form("accounts:home_claim", "longzhu", may="homeless", as_who="newcomer", moves=False,
          data={"since": "2026-06-01", "proof": ""}),
    *page("accounts:home_match", may=""),  # nobody there has a claim that waits
    *deed("accounts:claim_withdraw"),
    *form("accounts:estates", "longzhu", may="", opens="clerk secretary district administrator",
          sees="clerk secretary district administrator"),
    *form("pages:community_plan", "longzhu", may="",
          opens="clerk secretary district administrator",
          sees="clerk secretary district administrator"),
    *form("accounts:roll", "longzhu", may="", opens="clerk secretary", sees="clerk secretary"),
    *deed("accounts:roll_force", "longzhu", may="", sees=""),  # no list waits
    *deed("accounts:roll_discard", "longzhu", may="", sees=""),
    *page("accounts:roll_report", "longzhu", may="", sees=""),
    *page("accounts:claims", may="signed_in"),
    *form("accounts:claim", "residency", may="clerk secretary", sees="clerk secretary",
          data={"type": "passport", "number": "E12345678", "born_on": "1980-01-02"}),
    *deed("accounts:claim_refuse", "residency", may="clerk secretary", sees="clerk secretary",
          data={"reason": "材料不全"}),
    *page("accounts:claim_proof", "residency_proof", may="clerk secretary",
          sees="clerk secretary"),
    *deed("accounts:claim_confirm", "residency_checked", may="clerk secretary",
          sees="clerk secretary"),
    *form("accounts:counter_number", "residency_entered", may="clerk secretary",
          sees="clerk secretary", data={"phone": "13800138765"}),
    *form("accounts:counter", "longzhu", may="clerk secretary", sees="clerk secretary",
          as_who="clerk", data={"name": "陈阿婆", "phone": "", "estate": "", "since": "",
                                "proof": "", "type": "passport", "number": "E22345678",
                                "born_on": "1950-01-02", "agrees": "on"}),
]  # fmt: skip
OPEN = ["account_inactive", "account_email_verification_sent", "account_reset_password",
        "account_reset_password_done", "account_reset_password_from_key_done",
        "socialaccount_login_cancelled"]  # fmt: skip
STRANGERS = ["account_login", "account_signup", "account_request_login_code"]
PERSONAL = ["account_logout", "account_email", "account_change_phone", "mfa_index",
            "usersessions_list", "socialaccount_connections", "mfa_list_webauthn",
            "mfa_add_webauthn"]  # fmt: skip
# The second half of a procedure: without its first half it leads elsewhere.
SECOND_HALVES = ["account_reauthenticate", "account_confirm_login_code",
                 "account_verify_phone", "accounts:who", "mfa_authenticate",
                 "mfa_view_recovery_codes", "mfa_download_recovery_codes",
                 "mfa_reauthenticate_webauthn", "socialaccount_signup",
                 "socialaccount_login_error"]  # fmt: skip
# Those of the council are the demonstration's own, with a password and a second factor.
SET_UP = "member chair recorder"
SIGN_IN = [
    *(row for name in ("account_set_password", "mfa_activate_totp")
      for row in page(name, may="bare")),
    *(row for name in ("account_change_password", "mfa_reauthenticate", "mfa_deactivate_totp")
      for row in page(name, may=SET_UP)),
    *form("mfa_generate_recovery_codes", opens="signed_in", may=SET_UP),
    *(row for name in OPEN for row in page(name)),
    *(row for name in STRANGERS for row in page(name, may="visitor")),
    *(row for name in PERSONAL for row in page(name, may="signed_in")),
    *(row for name in SECOND_HALVES for row in page(name, may="")),
    *page("account_confirm_email", "nokey"),
    *page("account_reset_password_from_key", "1 nokey"),
    *page("mfa_remove_webauthn", "1", may="", sees=""),
    *page("mfa_edit_webauthn", "1", may="", sees=""),
    # Providers: without a provider that is set up there is none.
    *(row for name in ("weixin_login", "weixin_callback", "wechat_browser_login",
                       "wechat_browser_callback") for row in page(name, may="", sees="")),
    *page("openid_connect_login", "ishenzhen", may="", sees=""),
    *page("openid_connect_callback", "ishenzhen", may="", sees=""),
    *deed("set_language", data={"language": "en"}),
    *page("wagtailcore_login", may=""),
]  # fmt: skip
EDITORS = "editor superuser"
EDITOR = [
    *(row for name in ("wagtailadmin_home", "wagtailadmin_explore_root", "wagtailimages:index",
                        "wagtaildocs:index", "wagtailadmin_reports:locked_pages",
                        "place_chooser:choose", "place_chooser:choose_results",
                        "project_chooser:choose", "project_chooser:choose_results")
      for row in page(name, may=EDITORS)),
    *(row for name in ("wagtailusers_users:index", "wagtailsites:index", "wagtailredirects:index")
      for row in page(name, may="superuser")),
    *page("message_words:index", may="editor"),
    *form("message_words:edit", "proposal_returned", may="editor",
          data={"subject_zh_hans": "请补充材料", "body_zh_hans": "还差：{reason}",
                "subject_en": "Something is missing", "body_en": "Missing: {reason}"}),
    *deed("message_words:reset", "proposal_returned"),
]  # fmt: skip
