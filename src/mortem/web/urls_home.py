"""Addresses around the reviews: home, search, lists, account and teams."""

from django.urls import URLPattern, path

from mortem.web.views import (
    account,
    companions,
    everything,
    home,
    lists,
    notebook,
    search,
    teams,
    trash,
)

urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    path("alive/", home.alive, name="alive"),
    path("example/", home.load_example, name="load_example"),
    path("search/", search.search, name="search"),
    path("reviews/", lists.reviews, name="reviews"),
    path("lessons/", lists.lessons, name="lessons"),
    path("put-away/", trash.trash, name="trash"),
    path("you/", account.you, name="you"),
    path("you/name/", account.name, name="name_yourself"),
    path("you/colours/", account.scheme, name="scheme"),
    path("you/address/", account.address, name="address"),
    path("you/address/<str:token>/", account.confirm, name="confirm_address"),
    path("you/sign-in-link/", account.sign_in_elsewhere, name="sign_in_elsewhere"),
    path("you/everything/", everything.export_everything, name="export_everything"),
    path("you/erasure/", account.erase, name="erase"),
    path("notebook/", notebook.page, name="notebook"),
    path("notebook/rhythm/", notebook.rhythm, name="notebook_rhythm"),
    path("notebook/file/<str:ending>/", notebook.export, name="export_notebook"),
    path("notebook/<uuid:jotting_id>/", notebook.one, name="jotting"),
    path("notebook/<uuid:jotting_id>/deletion/", notebook.delete, name="delete_jotting"),
    path("notebook/<uuid:jotting_id>/restoration/", notebook.restore, name="restore_jotting"),
    path("r/<uuid:review_id>/notebook/", companions.take, name="take_notebook"),
    path("teams/", teams.teams, name="teams"),
    path("teams/join/<str:token>/", teams.join, name="join_team"),
    path("teams/<uuid:team_id>/", teams.team, name="team"),
    path("teams/<uuid:team_id>/invitation/", teams.invite, name="invite_to_team"),
    path("teams/<uuid:team_id>/departure/", teams.leave, name="leave_team"),
    path("r/<uuid:review_id>/deletion/", trash.delete, name="delete_review"),
    path("r/<uuid:review_id>/restoration/", trash.restore, name="restore_review"),
    path("r/<uuid:review_id>/visibility/", teams.visibility, name="visibility"),
]
