"""Addresses for signals that are read by Mortem itself, and for the answers to them."""

from django.urls import URLPattern, path

from mortem.web.views import flips, looks, watching

urlpatterns: list[URLPattern] = [
    path("r/<uuid:review_id>/signals/<uuid:key>/source/", watching.source, name="signal_source"),
    path(
        "r/<uuid:review_id>/signals/<uuid:key>/source/end/", watching.end, name="end_signal_source"
    ),
    path("r/<uuid:review_id>/signals/<uuid:key>/answer/", flips.answer_here, name="answer_signal"),
    path("r/<uuid:review_id>/messages/<uuid:key>/", flips.try_again, name="send_again"),
    path("check-in/<str:token>/", looks.give, name="give_look"),
    path("answer/<str:token>/", flips.answer, name="answer_flip"),
]
