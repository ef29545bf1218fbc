"""One's own page, and the desk where residencies are verified."""

from django.urls import path

from mws.accounts import (
    views,
    views_counter,
    views_data,
    views_desk,
    views_estates,
    views_household,
    views_profile,
    views_rolls,
)

app_name = "accounts"

urlpatterns = [
    path("me/", views.me, name="me"),
    path("me/name/", views.rename, name="rename"),
    path("sign-in/who/", views_household.who, name="who"),
    path("me/data/", views_data.my_data, name="my_data"),
    path("me/data/my-data.json", views_data.my_data_json, name="my_data_json"),
    path("me/data/my-data.pdf", views_data.my_data_pdf, name="my_data_pdf"),
    path("me/data/delete/", views_data.my_data_delete, name="my_data_delete"),
    path("privacy/", views_data.privacy, name="privacy"),
    path("me/profile/", views_profile.profile, name="profile"),
    path("me/documents/", views_profile.documents, name="documents"),
    path("me/documents/<uuid:pk>/delete/", views_profile.document_discard, name="document_discard"),
    path("me/messages/", views.messages_list, name="messages"),
    path("me/messages/read/", views.messages_read, name="messages_read"),
    path("me/messages/ways/", views.reach, name="reach"),
    path("me/messages/<uuid:pk>/", views.message_open, name="message_open"),
    path("me/home/", views.home_find, name="home_find"),
    path("me/home/withdraw/", views.claim_withdraw, name="claim_withdraw"),
    path("me/home/match/", views_rolls.home_match, name="home_match"),
    path("me/home/<str:code>/", views.home_claim, name="home_claim"),
    path("desk/residency/", views_desk.claims, name="claims"),
    path("desk/places/<slug:code>/estates/", views_estates.estates, name="estates"),
    path("desk/places/<slug:code>/roll/", views_rolls.roll, name="roll"),
    path("desk/places/<slug:code>/roll/force/", views_rolls.roll_force, name="roll_force"),
    path("desk/places/<slug:code>/roll/discard/", views_rolls.roll_discard, name="roll_discard"),
    path("desk/places/<slug:code>/roll/faults.csv", views_rolls.roll_report, name="roll_report"),
    path("desk/residency/<int:pk>/", views_desk.claim, name="claim"),
    path("desk/residency/counter/<slug:code>/", views_counter.counter, name="counter"),
    path("desk/residency/<int:pk>/number/", views_counter.counter_number, name="counter_number"),
    path("desk/residency/<int:pk>/proof/", views_desk.claim_proof, name="claim_proof"),
    path("desk/residency/<int:pk>/confirm/", views_desk.claim_confirm, name="claim_confirm"),
    path("desk/residency/<int:pk>/refuse/", views_desk.claim_refuse, name="claim_refuse"),
]
