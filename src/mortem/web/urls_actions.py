"""Addresses of actions over all reviews: their list, their days, and the verdict on one."""

from django.urls import URLPattern, path

from mortem.web.views import all_actions, calendar, letters, verdicts

urlpatterns: list[URLPattern] = [
    path("actions/", all_actions.page, name="actions"),
    path("actions/csv/", all_actions.export, name="export_actions"),
    path("you/calendar/", calendar.page, name="calendar"),
    path("you/calendar/end/", calendar.end, name="end_calendar"),
    path("you/reminders/", letters.settle, name="settle_reminders"),
    path(
        "confirm/reminders/<uuid:letterbox_id>/<str:proof>/",
        letters.by_link,
        name="reminders_by_link",
    ),
    path("calendar/<str:token>.ics", calendar.feed, name="calendar_feed"),
    path("r/<uuid:review_id>/action/<uuid:key>/verdict/", verdicts.judge, name="judge_action"),
]
