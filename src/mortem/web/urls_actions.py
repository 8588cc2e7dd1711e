"""Addresses of actions over all reviews: their list, their days, and the verdict on one."""

from django.urls import URLPattern, path

from mortem.web.views import all_actions, calendar, issues, letters, trackers, verdicts

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
    path("you/trackers/", trackers.own, name="trackers"),
    path("teams/<uuid:team_id>/trackers/", trackers.of_team, name="team_trackers"),
    path("trackers/<uuid:tracker_id>/deletion/", trackers.end, name="end_tracker"),
    path("trackers/<uuid:tracker_id>/news/", trackers.hear, name="hear_tracker"),
    path("r/<uuid:review_id>/action/<uuid:key>/issue/", issues.one, name="issue"),
    path("r/<uuid:review_id>/action/<uuid:key>/issue/link/", issues.link, name="link_issue"),
    path("r/<uuid:review_id>/action/<uuid:key>/issue/retry/", issues.again, name="try_issue_again"),
    path("r/<uuid:review_id>/action/<uuid:key>/issue/closure/", issues.close, name="close_issue"),
    path("r/<uuid:review_id>/action/<uuid:key>/issue/words/", issues.words, name="issue_words"),
    path("r/<uuid:review_id>/action/<uuid:key>/issue/end/", issues.end, name="end_issue"),
]
