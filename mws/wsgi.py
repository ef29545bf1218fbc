"""Entry point of the web server: `gunicorn mws.wsgi`.

Web processes answer people who wait, so the database may refuse them early: DATABASE_LIMITS is
set here and not in the settings, which commands (migrations, imports) share.
"""

import os

from django.core.wsgi import get_wsgi_application

from mws.core.checks import refuse_demo_data

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mws.settings.production")
os.environ.setdefault(
    "DATABASE_LIMITS",
    "-c statement_timeout=5s -c lock_timeout=3s -c idle_in_transaction_session_timeout=10s",
)

application = get_wsgi_application()
refuse_demo_data()
