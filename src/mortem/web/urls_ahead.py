"""Addresses of the first half of a look ahead, and of coming in."""

from django.urls import URLPattern, URLResolver, path

from mortem.web.views import own_answers, pace, present, pulse, sharing, showing, standing
from mortem.web.views.ahead import grouping, imagine, plan, reverse, sure, turning, write

urlpatterns: list[URLPattern | URLResolver] = [
    # letting others in
    path("join/", sharing.join_by_code, name="join"),
    path("join/<str:token>/", sharing.join_by_link, name="join_by_link"),
    path("r/<uuid:review_id>/pulse/", pulse.pulse, name="pulse"),
    path("r/<uuid:review_id>/present/", present.present, name="present"),
    path("r/<uuid:review_id>/days/", pace.days, name="days"),
    path("r/<uuid:review_id>/days/end/", pace.one_sitting, name="one_sitting"),
    path("r/<uuid:review_id>/mail/", pace.mail_me, name="mail_me"),
    path("confirm/mail/<str:token>/", pace.confirm_mail, name="confirm_mail"),
    path("confirm/stop/<uuid:reminder_id>/<str:proof>/", pace.stop_mail, name="stop_mail"),
    path("r/<uuid:review_id>/invite/", sharing.invite, name="invite"),
    path("r/<uuid:review_id>/room/", sharing.open_room, name="open_room"),
    path("r/<uuid:review_id>/room/closure/", sharing.close_room, name="close_room"),
    path("r/<uuid:review_id>/who/", showing.who, name="who_can_see"),
    path("r/<uuid:review_id>/opening/", showing.opened, name="note_opening"),
    path("r/<uuid:review_id>/shares/", showing.add, name="add_share"),
    path(
        "r/<uuid:review_id>/shares/<uuid:share_id>/revocation/", showing.revoke, name="revoke_share"
    ),
    path("r/<uuid:review_id>/standing/", standing.standing, name="standing"),
    path(
        "r/<uuid:review_id>/participants/<uuid:participant_id>/facilitation/",
        sharing.hand_over,
        name="hand_over",
    ),
    path("r/<uuid:review_id>/participants/me/name/", sharing.name_me, name="name_me"),
    path(
        "r/<uuid:review_id>/participants/<uuid:participant_id>/removal/",
        sharing.remove,
        name="remove_participant",
    ),
    path(
        "r/<uuid:review_id>/participants/<uuid:participant_id>/return/",
        sharing.let_back_in,
        name="let_back_in",
    ),
    # looking ahead: plan, imagine, write
    path("r/<uuid:review_id>/plan/frame/", plan.frame, name="frame"),
    path("r/<uuid:review_id>/plan/<slug:question>/", plan.answer_plan, name="answer_plan"),
    path("r/<uuid:review_id>/sentence/", imagine.change_sentence, name="change_sentence"),
    path("r/<uuid:review_id>/confidence/", sure.say, name="say_confidence"),
    path("r/<uuid:review_id>/reverse/", reverse.answer, name="answer_reverse"),
    path("r/<uuid:review_id>/own/<slug:phase>/", own_answers.answer, name="answer_own"),
    path("r/<uuid:review_id>/done/", write.done, name="done"),
    path("r/<uuid:review_id>/time/", write.more_time, name="more_time"),
    path("r/<uuid:review_id>/cards/", write.add, name="cards"),
    path("r/<uuid:review_id>/cards/<uuid:card_id>/", write.change, name="card"),
    path("r/<uuid:review_id>/cards/<uuid:card_id>/deletion/", write.delete, name="delete_card"),
    path(
        "r/<uuid:review_id>/cards/<uuid:card_id>/restoration/", write.restore, name="restore_card"
    ),
    # looking ahead: reveal
    path("r/<uuid:review_id>/reveal/turn/", turning.turn, name="group_turn"),
    path("r/<uuid:review_id>/reveal/drop/", grouping.drop, name="group_drop"),
    path("r/<uuid:review_id>/reveal/cards/<uuid:card_id>/hiding/", turning.hide, name="group_hide"),
    path(
        "r/<uuid:review_id>/reveal/cards/<uuid:card_id>/return/",
        turning.show_again,
        name="group_show",
    ),
    path("r/<uuid:review_id>/reveal/causes/", grouping.add, name="group_add"),
    path("r/<uuid:review_id>/reveal/causes/<uuid:cause_id>/", grouping.change, name="group_cause"),
    path(
        "r/<uuid:review_id>/reveal/causes/<uuid:cause_id>/deletion/",
        grouping.delete,
        name="group_delete",
    ),
    path(
        "r/<uuid:review_id>/reveal/causes/<uuid:cause_id>/restoration/",
        grouping.restore,
        name="group_restore",
    ),
    path(
        "r/<uuid:review_id>/reveal/causes/<uuid:cause_id>/same/", grouping.same, name="group_same"
    ),
    path(
        "r/<uuid:review_id>/reveal/causes/<uuid:cause_id>/apart/",
        grouping.keep_apart,
        name="group_apart",
    ),
    path(
        "r/<uuid:review_id>/reveal/causes/<uuid:cause_id>/cards/<uuid:card_id>/split/",
        grouping.split,
        name="group_split",
    ),
    path(
        "r/<uuid:review_id>/reveal/cards/<uuid:card_id>/",
        grouping.take_back,
        name="group_take_back",
    ),
    path("r/<uuid:review_id>/reveal/themes/", grouping.add_theme, name="group_add_theme"),
    path(
        "r/<uuid:review_id>/reveal/themes/<uuid:theme_id>/",
        grouping.rename_theme,
        name="group_rename_theme",
    ),
    path(
        "r/<uuid:review_id>/reveal/themes/<uuid:theme_id>/deletion/",
        grouping.delete_theme,
        name="group_delete_theme",
    ),
    path(
        "r/<uuid:review_id>/reveal/themes/<uuid:theme_id>/restoration/",
        grouping.restore_theme,
        name="group_restore_theme",
    ),
]
