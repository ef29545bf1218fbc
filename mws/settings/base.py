"""What holds everywhere. Development, tests and production add to it and never loosen it."""

from typing import Any

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from mws.settings.environment import BASE_DIR, database, env, path
from mws.settings.providers import origins, social_providers

# --- Rooms, low to high; Wagtail and Django below all of them ---------------------------------

INSTALLED_APPS = [
    "mws.demo",
    "cms",
    "mws.pages",
    "mws.oversight",
    "voting",
    "proposals",
    "mws.providers",
    "mws.ledger",
    "mws.rounds",
    "mws.accounts",
    "mws.places",
    "mws.files",
    "mws.notifications",
    "mws.audit",
    "mws.core",
    "wagtail.contrib.redirects",
    "wagtail.contrib.simple_translation",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.locales",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.socialaccount.providers.weixin",
    "mws.accounts.wechat",
    "allauth.usersessions",
    "django_filters",
    "django_htmx",
    "template_partials",
    "csp",
    "django_tasks_db",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "mws.core.request_log.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "mws.core.middleware.MaintenanceMiddleware",
    "mws.core.outages.FullDiskMiddleware",
    "mws.core.page_cache.AnonymousPagesMiddleware",
    "mws.core.giving_way.GivingWayMiddleware",
    "mws.core.middleware.EditorsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "mws.core.middleware.PlainAddressMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "mws.core.middleware.PersonalPageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "mws.core.middleware.RateLimitMiddleware",
    "mws.accounts.session_limits.SessionLimitsMiddleware",
    "mws.accounts.second_factor.SecondFactorMiddleware",
    "cms.editors.EditorsDoorMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "mws.urls"
WSGI_APPLICATION = "mws.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "mws.core.context.site",
            ],
            "builtins": ["mws.core.templatetags.ui"],
        },
    },
]
FORM_RENDERER = "mws.core.forms.Renderer"

# --- Storage ------------------------------------------------------------------------------------

DATABASES = {
    "default": database(
        env.str("DATABASE_URL", default="") or f"sqlite:///{BASE_DIR / 'db.sqlite3'}",
        pooled=env.bool("DATABASE_POOL", default=False),
        limits=env.str("DATABASE_LIMITS", default=""),
    )
}

REDIS_URL = env.str("REDIS_URL", default="")
# Shared by all web processes, so that a rate limit holds across them.
_CACHE_KEYS = {"KEY_FUNCTION": "mws.core.secrets.hidden_cache_key"}
_IN_DATABASE = {
    "BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "core_cache",
    **_CACHE_KEYS,
}  # fmt: skip
_IN_REDIS = {
    "BACKEND": "mws.core.fallback_cache.RedisOrDatabaseCache", "LOCATION": REDIS_URL,
    "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1}, **_CACHE_KEYS,
}  # fmt: skip
CACHES: dict[str, dict[str, Any]] = (
    {"default": _IN_REDIS, "database": _IN_DATABASE} if REDIS_URL else {"default": _IN_DATABASE}
)
# Parts of anonymous pages, for seconds, in the memory of each web process as the pages are.
CACHES["template_fragments"] = {
    "BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "fragments",
}  # fmt: skip
# Who may make and drop tables (the seal of a secret ballot does), if that is another than above.
_OWNER_URL = env.str("DATABASE_OWNER_URL", default="")
if _OWNER_URL:
    DATABASES["owner"] = database(_OWNER_URL)

STATIC_URL = "/static/"
STATIC_ROOT = path("STATIC_ROOT", default="collected")
STATICFILES_DIRS = [BASE_DIR / "mws" / "static"]
MEDIA_URL = "/media/"
MWS_SERVES_MEDIA = False  # the web server in front does
MEDIA_ROOT = path("MEDIA_ROOT", default="media")
MWS_PRIVATE_ROOT = path("MWS_PRIVATE_ROOT", default="private")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # Attachments that only a rule hands out: no address, never served by the web server.
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": MWS_PRIVATE_ROOT / "files", "base_url": None},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440  # bytes of a form without its files
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000  # Wagtail's page editor sends many

# --- Language, time -----------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "mws" / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

# --- People and sign-in -------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "mws.accounts.adapter.AccountAdapter"
ACCOUNT_SIGNUP_FORM_CLASS = "mws.accounts.signup.SignupForm"
ACCOUNT_LOGIN_METHODS = {"phone", "email", "username"}  # the last for staff
ACCOUNT_SIGNUP_FIELDS = ["phone*", "email", "password1"]  # the password may be left out
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_PHONE_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_FORMS = {
    "request_login_code": "mws.accounts.forms_codes.AskForCodeForm",
    "confirm_login_code": "mws.accounts.forms_codes.SignInCodeForm",
    "verify_phone": "mws.accounts.forms_codes.PhoneCodeForm",
}
# A whole community hall, or a mobile carrier, shares one address. What counts is the number and
# the account ("key"); an address is held only to what no crowd of people reaches.
_CROWD = "600/m/ip"
ACCOUNT_RATE_LIMITS = {
    "login": _CROWD,
    "login_failed": f"{_CROWD},5/5m/key",  # wrong passwords and wrong codes alike
    "signup": _CROWD,
    "verify_phone": f"{_CROWD},1/30s/key",
    "request_login_code": f"{_CROWD},3/m/key",
    "reset_password": f"{_CROWD},3/m/key",
    "reset_password_from_key": _CROWD,
    "open_data": "120/m/ip",
    "open_bundle": "10/m/ip",  # each takes seconds to make
    "nameless_answer": f"{_CROWD},20/d/key",  # without a name, of a project, from an address
    "roll_match": f"{_CROWD},5/d/key",  # looking oneself up on a community's roll
    "account_notice": "3/d/key",  # "you already have an account", to a number registered again
    # Looking a receipt up, and trying codes of the kiosk, whose forty bits nobody guesses.
    "find_receipt": _CROWD,
    "kiosk": _CROWD,
    # Wrong answers at the tracking page: for a receipt number, and on a device.
    "track_receipt": f"{_CROWD},5/5m/key,30/d/key",
    "track_device": "10/5m/key",
}
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = ACCOUNT_PHONE_VERIFICATION_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_PHONE_VERIFICATION_TIMEOUT = 10 * 60
# Codes by SMS: they cost money, and somebody else's telephone rings.
MWS_SMS_PER_NUMBER_A_DAY = env.int("MWS_SMS_PER_NUMBER_A_DAY", default=20)
MWS_SMS_A_DAY = env.int("MWS_SMS_A_DAY", default=20_000)
MWS_CODES_BESIDE_REQUEST = False
MWS_DEVICE_COOKIE_NAME = "mws_device"
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "dashed": False, "length": 6}
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
# A community's roll of residents: the largest community has some 100,000, a city's list no place.
MWS_ROLL_MOST_LINES = env.int("MWS_ROLL_MOST_LINES", default=2_000_000)
MWS_ROLL_MOST_BYTES = env.int("MWS_ROLL_MOST_BYTES", default=500 * 1024 * 1024)
SOCIALACCOUNT_ADAPTER = "mws.accounts.adapter_social.SocialAdapter"
SOCIALACCOUNT_PROVIDERS = social_providers()
SOCIALACCOUNT_STORE_TOKENS = False
MFA_ADAPTER = "mws.accounts.adapter_factors.FactorAdapter"
MFA_FORMS = {
    "add_webauthn": "mws.accounts.forms_keys.AddKeyForm",
    "edit_webauthn": "mws.accounts.forms_keys.EditKeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
# Signing in is recorded; not every page view: a time per person beside a secret ballot box
# would help to tell who cast which ballot.
USERSESSIONS_TRACK_ACTIVITY = False
# Seconds for which a second factor that was used is enough where money is approved.
MWS_STEP_UP_SECONDS = env.int("MWS_STEP_UP_SECONDS", default=10 * 60)
# Django's own admin, for emergencies only. Empty: there is none.
MWS_BREAK_GLASS_ADMIN_PATH = env.str("MWS_BREAK_GLASS_ADMIN_PATH", default="").strip("/")

SESSION_ENGINE = "mws.accounts.session_store"
SESSION_SERIALIZER = "mws.core.sessions.EncryptingSerializer"
SESSION_COOKIE_AGE = env.int("SESSION_COOKIE_AGE", default=7 * 24 * 3600)
# Of who holds a role: without a visit, and altogether.
MWS_STAFF_IDLE_SECONDS = env.int("MWS_STAFF_IDLE_SECONDS", default=30 * 60)
MWS_STAFF_SESSION_SECONDS = env.int("MWS_STAFF_SESSION_SECONDS", default=12 * 3600)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"  # the way back from WeChat needs Lax
CSRF_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SAMESITE = "Lax"

# --- What a browser may do with our pages -------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF, *origins(SOCIALACCOUNT_PROVIDERS)],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
        "manifest-src": [SELF],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: []
    for feature in (
        "accelerometer",
        "autoplay",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

# --- Work and messages after the request --------------------------------------------------------

TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}

# Called with what was committed, in their own transaction; see mws.audit.
MWS_SUBSCRIBERS = ["cms.publishing.on_event", "cms.static_copy.on_event"]
# Functions of higher rooms that lower rooms ask: a person's addresses; who may see a file; whether
# seeded data is present.
MWS_ADDRESS_RESOLVER = "mws.accounts.selectors.addresses_of"
# A folder that gets certified results as plain files; empty: none is kept.
MWS_STATIC_COPY = env.str("MWS_STATIC_COPY", default="")
MWS_BOOK_CHECKS = ["mws.oversight.agreement.faults_in_tallies"]
MWS_FILE_RULE = "proposals.rules.files.why_not_see_file"
MWS_RESIDENCY_TERMS = "mws.rounds.residency.terms_for"
MWS_DEMO_MARK = "mws.demo.mark.has_seeded_data"
MWS_SMS_GATEWAY = env.str("MWS_SMS_GATEWAY", default="mws.core.gateways.ConsoleGateway")
MWS_MAIL_GATEWAY = env.str("MWS_MAIL_GATEWAY", default="mws.core.gateways.ConsoleGateway")
MWS_SMS_URL = env.str("MWS_SMS_URL", default="")
MWS_SMS_TOKEN = env.str("MWS_SMS_TOKEN", default="")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="mws@localhost")

# Fonts with Chinese for the pictures of shared addresses, the first one that is there.
MWS_CARD_FONTS = env.list(
    "MWS_CARD_FONTS",
    default=[
        "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
        "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    ],
)

# Paper forms that one table may bring.
MWS_BATCH_FORMS = env.int("MWS_BATCH_FORMS", default=100)

# --- The site -----------------------------------------------------------------------------------

MWS_SITE_NAME = env.str("MWS_SITE_NAME", default="民生微实事")
MWS_HELP_PHONE = env.str("MWS_HELP_PHONE", default="")
# Where visitors find the source code of this very installation, as the licence asks.
MWS_SOURCE_URL = env.str("MWS_SOURCE_URL", default="")

# Seconds for which an anonymous page may be shown again without being made anew.
MWS_PAGE_CACHE_SECONDS = 0
# Pages that a process makes at once for visitors without a session; 0: as many as come.
MWS_READERS_AT_ONCE = 0

# Every page answers "down for maintenance" (503) while this is on.
MWS_MAINTENANCE = env.bool("MWS_MAINTENANCE", default=False)

# --- Wagtail ------------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = MWS_SITE_NAME
WAGTAILADMIN_BASE_URL = env.str("MWS_BASE_URL", default="http://127.0.0.1:8000")
WAGTAILADMIN_LOGIN_URL = WAGTAIL_FRONTEND_LOGIN_URL = "account_login"
# Passwords and addresses are changed on one's account page alone.
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAILSIMPLETRANSLATION_SYNC_PAGE_TREE = True
WAGTAIL_ALLOW_UNICODE_SLUGS = False  # an address one can read out
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_EXTENSIONS = ["pdf"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 15 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 60_000_000
# Nothing leaves the server: no avatar service, no release check, no embedded third parties.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []
