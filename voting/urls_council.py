"""The council's addresses; `voting.urls` gives them the namespace and the prefix /council/."""

from django.urls import path

from voting.council import views

urlpatterns = [
    path("rounds/<int:pk>/call/", views.meeting_call, name="meeting_call"),
    path("meetings/<int:pk>/", views.meeting, name="meeting"),
    path("meetings/<int:pk>/live/", views.meeting_live, name="meeting_live"),
    path("meetings/<int:pk>/screen/", views.screen, name="screen"),
    path("meetings/<int:pk>/screen/live/", views.screen_live, name="screen_live"),
    path("meetings/<int:pk>/minutes/", views.minutes, name="minutes"),
    path("meetings/<int:pk>/open/", views.meeting_open, name="meeting_open"),
    path("meetings/<int:pk>/close/", views.meeting_close, name="meeting_close"),
    path("meetings/<int:pk>/sign/", views.minutes_sign, name="minutes_sign"),
    path("roll/<int:pk>/arrive/", views.member_arrive, name="member_arrive"),
    path("roll/<int:pk>/leave/", views.member_leave, name="member_leave"),
    path("roll/<int:pk>/absent/", views.member_absent, name="member_absent"),
    path("items/<int:pk>/move/", views.motion_move, name="motion_move"),
    path("items/<int:pk>/recuse/", views.recusal_record, name="recusal_record"),
    path("items/<int:pk>/recuse-me/", views.recusal_own, name="recusal_own"),
    path("items/<int:pk>/defer/", views.item_defer, name="item_defer"),
    path("items/<int:pk>/waitlist/", views.item_waitlist, name="item_waitlist"),
    path("motions/<int:pk>/vote/", views.vote_cast, name="vote_cast"),
    path("motions/<int:pk>/key/", views.vote_key, name="vote_key"),
    path("motions/<int:pk>/declare/", views.motion_declare, name="motion_declare"),
    path("motions/<int:pk>/withdraw/", views.motion_withdraw, name="motion_withdraw"),
    path("<str:code>/", views.council, name="council"),
]
