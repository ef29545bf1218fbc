"""One's own page and its desk; sign-in (allauth); the editor (Wagtail) by its main doors."""

from tests.matrix.table import deed, form, page

OWN = [
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
    *page("accounts:home_find", may="signed_in"),
    *form("accounts:home_claim", "longzhu", may="homeless", as_who="newcomer", moves=False),
    *deed("accounts:claim_withdraw"),
    *form("accounts:estates", "longzhu", may="", opens="clerk secretary district",
          sees="clerk secretary district"),
    *page("accounts:claims", may="signed_in"),
    *form("accounts:claim", "residency", may="clerk secretary", sees="clerk secretary",
          data={"type": "passport", "number": "E12345678", "born_on": "1980-01-02"}),
    *deed("accounts:claim_refuse", "residency", may="clerk secretary", sees="clerk secretary",
          data={"reason": "材料不全"}),
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
                 "account_verify_phone", "mfa_authenticate",
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
]  # fmt: skip
