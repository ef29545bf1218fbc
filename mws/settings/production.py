"""Production: refuses to start, in words, without what it needs."""

from mws.settings.base import *
from mws.settings.environment import database, env, required

DEBUG = False
MWS_DEMO = False  # and no environment variable changes that

SECRET_KEY = required("SECRET_KEY", "it signs sessions and links; 50 random characters")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
MWS_PEPPER = required("MWS_PEPPER", "it keys the look-up of phone and identity numbers")
MWS_FIELD_KEYS = [
    key.strip()
    for key in required(
        "MWS_FIELD_KEYS", "they encrypt personal data; separated by commas, the newest first"
    ).split(",")
]
ALLOWED_HOSTS = [
    host.strip()
    for host in required("ALLOWED_HOSTS", "the host names of the site, with commas").split(",")
]
WAGTAILADMIN_BASE_URL = required("MWS_BASE_URL", "the public address, as in https://example.org")
CSRF_TRUSTED_ORIGINS = [WAGTAILADMIN_BASE_URL]
DATABASES = {
    "default": database(
        required("DATABASE_URL", "postgres://USER:PASSWORD@HOST/NAME, or sqlite:////FILE"),
        pooled=env.bool("DATABASE_POOL", default=True),
        limits=env.str("DATABASE_LIMITS", default=""),
    )
}
MWS_SMS_GATEWAY = env.str("MWS_SMS_GATEWAY", default="mws.core.gateways.HttpSmsGateway")
MWS_MAIL_GATEWAY = env.str("MWS_MAIL_GATEWAY", default="mws.core.gateways.DjangoMailGateway")
vars().update(env.email_url("EMAIL_URL", default="smtp://localhost:25"))

MWS_PAGE_CACHE_SECONDS = env.int("MWS_PAGE_CACHE_SECONDS", default=5)
MWS_READERS_AT_ONCE = env.int("MWS_READERS_AT_ONCE", default=5)  # of a process's 8 threads
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$"]  # asked from inside, without TLS
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
if ALLAUTH_TRUSTED_PROXY_COUNT := env.int("TRUSTED_PROXY_COUNT", default=1):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_NAME = "__Host-csrf"
MWS_DEVICE_COOKIE_NAME = "__Host-device"
MWS_CODES_BESIDE_REQUEST = True

STORAGES["staticfiles"] = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "mws.core.request_log.JsonFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": "INFO"},
}
