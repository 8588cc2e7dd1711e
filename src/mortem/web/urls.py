"""Every address of the product. A state change is a post to a resource of its own."""

from django.urls import URLPattern, URLResolver, path

from mortem.web import (
    urls_actions,
    urls_ahead,
    urls_exchange,
    urls_home,
    urls_rows,
    urls_sealed,
    urls_trust,
    urls_watching,
)
from mortem.web.views import actions, owners, reviews, sign_in, signals, wording
from mortem.web.views.ahead import closed, protect, rate
from mortem.web.views.back import (
    accounts,
    brought,
    event,
    evidence,
    lessons,
    meeting,
    recurrences,
    several,
    timeline,
    two_accounts,
    unknown,
)
from mortem.web.views.back import actions as back_actions
from mortem.web.views.back import causes as back_causes

urlpatterns: list[URLPattern | URLResolver] = [
    *urls_home.urlpatterns,
    *urls_actions.urlpatterns,
    *urls_exchange.urlpatterns,
    *urls_sealed.urlpatterns,
    # accounts
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-in/<str:token>/", sign_in.sign_in_link, name="sign_in_link"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    # reviews
    path("ahead/new/", reviews.begin, {"kind": "premortem"}, name="look_ahead"),
    path("back/new/", reviews.begin, {"kind": "postmortem"}, name="look_back"),
    path("r/<uuid:review_id>/", reviews.review, name="review"),
    path("r/<uuid:review_id>/phase/", reviews.move, name="move_phase"),
    # protecting and watching
    path("r/<uuid:review_id>/ratings/", rate.give, name="rate_causes"),
    path("r/<uuid:review_id>/cost-unit/", rate.change_unit, name="change_cost_unit"),
    path("r/<uuid:review_id>/top-risks/", protect.decide, name="decide_risks"),
    path("r/<uuid:review_id>/risks/<uuid:key>/severity-first/", protect.flag, name="flag_risk"),
    path("r/<uuid:review_id>/actions-agreed/", actions.add, name="add_action"),
    path("r/<uuid:review_id>/action/<uuid:key>/", actions.edit, name="edit_action"),
    path("r/<uuid:review_id>/action/<uuid:key>/step/", actions.move, name="move_action"),
    path("r/<uuid:review_id>/action/<uuid:key>/deletion/", actions.delete, name="delete_action"),
    path(
        "r/<uuid:review_id>/action/<uuid:key>/restoration/", actions.restore, name="restore_action"
    ),
    path("r/<uuid:review_id>/signals/", signals.add, name="add_signal"),
    path("r/<uuid:review_id>/signals/<uuid:key>/", signals.one, name="signal"),
    path("r/<uuid:review_id>/signals/<uuid:key>/readings/", signals.look, name="look_at_signal"),
    path("r/<uuid:review_id>/signals/<uuid:key>/rest/", signals.snooze, name="snooze_signal"),
    path("r/<uuid:review_id>/signals/<uuid:key>/deletion/", signals.delete, name="delete_signal"),
    path(
        "r/<uuid:review_id>/signals/<uuid:key>/restoration/", signals.restore, name="restore_signal"
    ),
    *urls_watching.urlpatterns,
    path("r/<uuid:review_id>/owners/<uuid:key>/address/", owners.ask, name="ask_owner"),
    path("r/<uuid:review_id>/owners/<uuid:key>/me/", owners.claim, name="claim_owner"),
    path("confirm/<str:token>/", owners.confirm, name="confirm_owner"),
    path("r/<uuid:review_id>/risks/<uuid:key>/outcome/", closed.resolve, name="resolve_risk"),
    path("r/<uuid:review_id>/publication/", back_actions.publish, name="publish_review"),
    path("r/<uuid:review_id>/wording/", wording.wording, name="wording"),
    # looking back
    path("r/<uuid:review_id>/event/description/", event.describe, name="describe_event"),
    path("r/<uuid:review_id>/meeting/", meeting.begin, name="begin_meeting"),
    path("r/<uuid:review_id>/meeting/extension/", meeting.extend, name="extend_meeting"),
    path("r/<uuid:review_id>/drawer/", meeting.park, name="park_idea"),
    path("r/<uuid:review_id>/accounts/new/", accounts.add, name="add_account"),
    path("r/<uuid:review_id>/accounts/<uuid:account_id>/", accounts.change, name="change_account"),
    path(
        "r/<uuid:review_id>/accounts/<uuid:account_id>/deletion/",
        accounts.delete,
        name="delete_account",
    ),
    path(
        "r/<uuid:review_id>/accounts/<uuid:account_id>/restoration/",
        accounts.restore,
        name="restore_account",
    ),
    path("r/<uuid:review_id>/unknown/", unknown.ask, name="ask_unknown"),
    path("r/<uuid:review_id>/unknown/<uuid:key>/", unknown.settle, name="settle_unknown"),
    path("r/<uuid:review_id>/unknown/<uuid:key>/deletion/", unknown.delete, name="delete_unknown"),
    path(
        "r/<uuid:review_id>/unknown/<uuid:key>/restoration/",
        unknown.restore,
        name="restore_unknown",
    ),
    path("r/<uuid:review_id>/evidence/files/", brought.bring_files, name="bring_files"),
    path("r/<uuid:review_id>/evidence/texts/", brought.bring_text, name="bring_text"),
    path("r/<uuid:review_id>/evidence/picture/", evidence.picture, name="timeline_picture"),
    path("r/<uuid:review_id>/evidence/accounts/", two_accounts.page, name="two_accounts"),
    path("r/<uuid:review_id>/evidence/<uuid:evidence_id>/", brought.lines, name="evidence"),
    path(
        "r/<uuid:review_id>/evidence/<uuid:evidence_id>/original/",
        brought.original,
        name="original_evidence",
    ),
    path(
        "r/<uuid:review_id>/evidence/<uuid:evidence_id>/apart/",
        brought.take_apart,
        name="take_apart",
    ),
    path(
        "r/<uuid:review_id>/evidence/<uuid:evidence_id>/deletion/",
        brought.delete,
        name="delete_evidence",
    ),
    path(
        "r/<uuid:review_id>/evidence/<uuid:evidence_id>/restoration/",
        brought.restore,
        name="restore_evidence",
    ),
    *urls_rows.urlpatterns,
    path("r/<uuid:review_id>/entries/", timeline.add, name="add_entry"),
    path("r/<uuid:review_id>/entries/several/", several.page, name="several_entries"),
    path("r/<uuid:review_id>/entries/several/undo/", several.undo, name="undo_several_entries"),
    path("r/<uuid:review_id>/entries/<uuid:entry_id>/", timeline.change, name="change_entry"),
    path(
        "r/<uuid:review_id>/entries/<uuid:entry_id>/deletion/", timeline.delete, name="delete_entry"
    ),
    path(
        "r/<uuid:review_id>/entries/<uuid:entry_id>/restoration/",
        timeline.restore,
        name="restore_entry",
    ),
    path("r/<uuid:review_id>/whys/", back_causes.add, name="add_back_cause"),
    path("r/<uuid:review_id>/whys/single/", back_causes.explain_single, name="explain_single"),
    path("r/<uuid:review_id>/whys/<uuid:cause_id>/", back_causes.change, name="change_back_cause"),
    path(
        "r/<uuid:review_id>/whys/<uuid:cause_id>/deletion/",
        back_causes.delete,
        name="delete_back_cause",
    ),
    path(
        "r/<uuid:review_id>/whys/<uuid:cause_id>/restoration/",
        back_causes.restore,
        name="restore_back_cause",
    ),
    path(
        "r/<uuid:review_id>/whys/<uuid:cause_id>/foresight/",
        back_causes.compare,
        name="compare_cause",
    ),
    path("r/<uuid:review_id>/recurrences/", recurrences.mark, name="mark_recurrence"),
    path(
        "r/<uuid:review_id>/recurrences/<uuid:key>/deletion/",
        recurrences.delete,
        name="delete_recurrence",
    ),
    path(
        "r/<uuid:review_id>/recurrences/<uuid:key>/restoration/",
        recurrences.restore,
        name="restore_recurrence",
    ),
    path("r/<uuid:review_id>/lessons/new/", lessons.add, name="add_lesson"),
    path("r/<uuid:review_id>/lessons/<uuid:lesson_id>/", lessons.change, name="change_lesson"),
    path(
        "r/<uuid:review_id>/lessons/<uuid:lesson_id>/deletion/",
        lessons.delete,
        name="delete_lesson",
    ),
    path(
        "r/<uuid:review_id>/lessons/<uuid:lesson_id>/restoration/",
        lessons.restore,
        name="restore_lesson",
    ),
    *urls_ahead.urlpatterns,
    *urls_trust.urlpatterns,
    path("r/<uuid:review_id>/<slug:phase>/", reviews.phase_page, name="phase_page"),
]
handler400 = "mortem.web.views.errors.refused"
handler404 = "mortem.web.views.errors.page_missing"
handler500 = "mortem.web.views.errors.broken"
