"""Published outcomes."""

from django.urls import path

from cms import views

app_name = "cms"

urlpatterns = [
    path("outcomes/", views.outcomes, name="outcomes"),
    path("outcomes/<str:code>-<int:year>/", views.community_year, name="community_year"),
    path("outcomes/<str:code>-<int:year>/project-<int:pk>/", views.project, name="project"),
]
