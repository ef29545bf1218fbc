"""All addresses. Public pages carry no prefix in Chinese and /en/ in English."""

from allauth.account.decorators import secure_admin_login
from allauth.account.views import signup
from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.db import transaction
from django.urls import include, path
from django.views.generic import RedirectView
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

handler500 = "mws.core.outages.server_error"

urlpatterns = [
    path("", include("mws.pages.urls_health")),
    # Wagtail's own sign-in form knows no second factor.
    path("cms/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("i18n/", include("django.conf.urls.i18n")),
]

if settings.MWS_SERVES_MEDIA:
    urlpatterns.append(
        path("media/<path:path>", serve, {"document_root": settings.MEDIA_ROOT}, name="media")
    )

if settings.MWS_BREAK_GLASS_ADMIN_PATH:
    admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
    urlpatterns.append(path(f"{settings.MWS_BREAK_GLASS_ADMIN_PATH}/", admin.site.urls))

urlpatterns += i18n_patterns(
    # A sign-up that is stopped half-way (too many tries) leaves no user behind.
    path("accounts/signup/", transaction.atomic(signup), name="account_signup"),
    path("accounts/", include("allauth.urls")),
    path("", include("mws.demo.urls")),
    path("", include("mws.pages.urls")),
    path("desk/settings/", include("mws.pages.settings_desk.urls")),
    path("", include("mws.accounts.urls")),
    path("", include("mws.files.urls")),
    path("", include("mws.ledger.urls")),
    path("", include("proposals.urls")),
    path("", include("voting.urls")),
    path("", include("mws.oversight.urls")),
    path("", include("cms.urls")),
    # Wagtail's sign-in for pages counts no guesses and knows no second factor either.
    path("_util/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("", include(wagtail_urls)),  # last: it answers whatever address is left
    prefix_default_language=False,
)
