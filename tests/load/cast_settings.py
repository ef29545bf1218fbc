"""The site as the load test serves it: full middleware, and one bare view beside it."""

from mws.settings.test import *

ROOT_URLCONF = "tests.load.bare_urls"
ALLOWED_HOSTS = ["127.0.0.1"]
