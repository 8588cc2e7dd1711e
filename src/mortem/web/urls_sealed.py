"""Addresses of sealed reviews; the pages inside of one are those of any review."""

from django.urls import URLPattern, path

from mortem.web.views import sealed

urlpatterns: list[URLPattern] = [
    path("sealed/", sealed.every, name="every_sealed"),
    path("sealed/new/", sealed.begin, name="begin_sealed"),
    path("sealed/<uuid:sealed_id>/", sealed.one, name="sealed"),
    path("sealed/<uuid:sealed_id>/opening/", sealed.unlock, name="unlock_sealed"),
    path("sealed/<uuid:sealed_id>/lock/", sealed.lock, name="lock_sealed"),
    path("sealed/<uuid:sealed_id>/passphrase/", sealed.change_passphrase, name="change_passphrase"),
    path("sealed/<uuid:sealed_id>/reminder/", sealed.remind, name="remind_sealed"),
    path("sealed/<uuid:sealed_id>/copy/", sealed.copy, name="copy_sealed"),
    path("sealed/<uuid:sealed_id>/file/", sealed.take_away, name="take_sealed_away"),
    path("sealed/<uuid:sealed_id>/removal/", sealed.remove, name="remove_sealed"),
    path("r/<uuid:review_id>/sealing/", sealed.seal, name="seal_review"),
]
