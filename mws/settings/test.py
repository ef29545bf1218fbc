"""The test suite: as production, but quick, silent and without a server's surroundings."""

from mws.settings.base import *

DEBUG = False
SECRET_KEY = "tests only"
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
TEST_RUNNER = "tests.runner.TemplateRunner"

MWS_DEMO = True
MWS_PEPPER = "test pepper"
MWS_FIELD_KEYS = ["test field key"]

if "init_command" in (options := DATABASES["default"]["OPTIONS"]):
    # A power cut is not tested; waiting for the disk would take most of the time.
    options["init_command"] = options["init_command"].replace("=FULL", "=OFF")
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MWS_SMS_GATEWAY = MWS_MAIL_GATEWAY = "mws.core.gateways.RecordingGateway"
CACHES["default"] |= {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
# No part of a page outlives the test that drew it.
CACHES["template_fragments"] = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "private": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True  # no scan of all static files at every client
