"""Addresses for what keeps a record trustworthy."""

from django.urls import URLPattern, URLResolver, path

from mortem.web.views import contests, health, history, names
from mortem.web.views.back import outside

urlpatterns: list[URLPattern | URLResolver] = [
    path("r/<uuid:review_id>/history/", history.history, name="history"),
    path("r/<uuid:review_id>/history/<uuid:subject>/", history.text, name="text_history"),
    path("r/<uuid:review_id>/names/", names.names, name="names"),
    path("r/<uuid:review_id>/names/<int:number>/return/", names.put_back, name="put_names_back"),
    path("r/<uuid:review_id>/outside/", outside.outside, name="outside"),
    path("r/<uuid:review_id>/contests/", contests.contests, name="contests"),
    path("r/<uuid:review_id>/contests/about/<uuid:subject>/", contests.new, name="contest"),
    path(
        "r/<uuid:review_id>/contests/<uuid:contest_id>/answer/",
        contests.answer,
        name="answer_contest",
    ),
    path(
        "r/<uuid:review_id>/contests/<uuid:contest_id>/settlement/",
        contests.settle,
        name="settle_contest",
    ),
    path("r/<uuid:review_id>/health/", health.health, name="health"),
    path("r/<uuid:review_id>/participants/me/involvement/", contests.involve, name="involve"),
]
