"""Addresses for what goes out and comes in."""

from django.urls import URLPattern, URLResolver, path

from mortem.web.api.door import api
from mortem.web.views import exports, imports, reports

urlpatterns: list[URLPattern | URLResolver] = [
    path("r/<uuid:review_id>/report/", reports.report, name="report"),
    path("r/<uuid:review_id>/export/<slug:form>/", exports.export, name="export"),
    path("import/", imports.import_page, name="import"),
    path("api/", api.urls),
]
