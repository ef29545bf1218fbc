"""As the measured site, but messages leave it: over HTTP and SMTP, to where the test says."""

from tests.load.settings import *

MWS_SMS_GATEWAY = "mws.core.gateways.HttpSmsGateway"
MWS_MAIL_GATEWAY = "mws.core.gateways.DjangoMailGateway"
