"""Addresses for what goes out and comes in."""

from django.urls import URLPattern, URLResolver, path

from mortem.web.api.door import api
from mortem.web.views import alert_doors, exports, imports, reports

urlpatterns: list[URLPattern | URLResolver] = [
    path("r/<uuid:review_id>/report/", reports.report, name="report"),
    path("r/<uuid:review_id>/export/<slug:form>/", exports.export, name="export"),
    path("import/", imports.import_page, name="import"),
    path("you/alerts/", alert_doors.own, name="alerts"),
    path("teams/<uuid:team_id>/alerts/", alert_doors.of_team, name="team_alerts"),
    path("alert-doors/<uuid:door_id>/deletion/", alert_doors.end, name="end_alert_door"),
    path("api/alerts/<str:token>/", alert_doors.hear, name="hear_alert"),
    path("api/", api.urls),
]
