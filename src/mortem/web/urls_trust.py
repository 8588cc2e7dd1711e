"""Addresses for what keeps a record trustworthy."""

from django.urls import URLPattern, URLResolver, path

from mortem.web.views import history, names

urlpatterns: list[URLPattern | URLResolver] = [
    path("r/<uuid:review_id>/history/", history.history, name="history"),
    path("r/<uuid:review_id>/history/<uuid:subject>/", history.text, name="text_history"),
    path("r/<uuid:review_id>/names/", names.names, name="names"),
    path("r/<uuid:review_id>/names/<int:number>/return/", names.put_back, name="put_names_back"),
]
