"""Addresses of the rows of a piece of evidence."""

from __future__ import annotations

from django.urls import path

from mortem.web.views.back import exploring, exploring_all, row_moments

_ONE = "r/<uuid:review_id>/evidence/<uuid:evidence_id>"

urlpatterns = [
    path("r/<uuid:review_id>/evidence/rows/", exploring_all.all_rows, name="all_rows"),
    path(f"{_ONE}/rows/", exploring.rows, name="rows"),
    path(f"{_ONE}/rows/stop/", exploring.stop, name="stop_rows"),
    path(f"{_ONE}/clock/", exploring.settle, name="settle_clock"),
    path(f"{_ONE}/moments/", row_moments.promote, name="promote_rows"),
    path(f"{_ONE}/moments/deletion/", row_moments.take_off, name="take_off_rows"),
]
