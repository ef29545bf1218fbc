"""Names for the addresses of published outcomes, so that any page can link to them."""

from django.urls import path

from cms.views import outcome

app_name = "cms"

urlpatterns = [
    path("outcomes/", outcome, name="outcomes"),
    path("outcomes/<str:code>-<int:year>/", outcome, name="community_year"),
    path("outcomes/<str:code>-<int:year>/project-<int:pk>/", outcome, name="project"),
]
