"""Production's own settings over a database with invented people, for measurements alone."""

from mws.settings.production import *

MWS_DEMO = True  # the city is seeded; production itself refuses such a database
ROOT_URLCONF = "tests.load.urls"
MWS_SMS_GATEWAY = MWS_MAIL_GATEWAY = "mws.core.gateways.RecordingGateway"
