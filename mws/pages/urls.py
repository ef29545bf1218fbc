"""Pages that compose several rooms."""

from django.conf import settings
from django.urls import path

from mws.pages import design, display
from mws.pages.views import desk, home, places, plan

app_name = "pages"

urlpatterns = [
    path("", home.home_page, name="home"),
    path("communities/", places.community_list, name="community_list"),
    path("communities/<str:code>/", places.community, name="community"),
    path("communities/<str:code>/about/", places.community_about, name="community_about"),
    path("years/<int:year>/", places.year, name="year"),
    path("years/<int:year>/<str:code>/", places.year, name="year_of_place"),
    path("desk/", desk.desk, name="desk"),
    path("desk/places/<slug:code>/plan/", plan.community_plan, name="community_plan"),
    path("desk/queue.xlsx", desk.desk_table, name="desk_table"),
    path("display/", display.set_display, name="display"),
]

if settings.MWS_DEMO:
    urlpatterns.append(path("design/", design.design, name="design"))
