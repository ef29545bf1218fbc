"""A developer's machine and the demonstration: everything works without being set up."""

from mws.settings.base import *
from mws.settings.environment import env

DEBUG = env.bool("DEBUG", default=True)
SECRET_KEY = "development only; production refuses to start without its own"
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", "testserver"]
INTERNAL_IPS = ["127.0.0.1"]

MWS_DEMO = True
MWS_PEPPER = "development pepper"
MWS_FIELD_KEYS = ["development field key"]

# One click at /demo/ counts as a factor used, for as long as that session lasts.
MWS_STEP_UP_SECONDS = MWS_STAFF_SESSION_SECONDS
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
MWS_SERVES_MEDIA = True
# Static files straight from the source tree, also under gunicorn.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
