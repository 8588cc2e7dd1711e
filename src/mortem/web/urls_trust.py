"""Addresses for what keeps a record trustworthy."""

from django.urls import URLPattern, URLResolver, path

from mortem.web.views import history

urlpatterns: list[URLPattern | URLResolver] = [
    path("r/<uuid:review_id>/history/", history.history, name="history"),
    path("r/<uuid:review_id>/history/<uuid:subject>/", history.text, name="text_history"),
]
