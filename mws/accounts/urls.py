"""One's own page, and the desk where residencies are verified."""

from django.urls import path

from mws.accounts import views, views_data, views_desk, views_estates, views_profile

app_name = "accounts"

urlpatterns = [
    path("me/", views.me, name="me"),
    path("me/name/", views.rename, name="rename"),
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
    path("me/home/<str:code>/", views.home_claim, name="home_claim"),
    path("desk/residency/", views_desk.claims, name="claims"),
    path("desk/places/<slug:code>/estates/", views_estates.estates, name="estates"),
    path("desk/residency/<int:pk>/", views_desk.claim, name="claim"),
    path("desk/residency/<int:pk>/refuse/", views_desk.claim_refuse, name="claim_refuse"),
]
