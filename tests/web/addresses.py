"""Every address of the product, and who may do what there.

An address that is not in this table fails the tests: whoever adds one says here what each of five
people meets. In the order of `world.PEOPLE` (nobody in particular, another account, a reader, a
participant, the facilitator), first for reading, then for posting:

o  answered: shown, done, or asked again in words
i  sent to sign in            u  told to sign in (programs)
m  not there, for them        f  there, but not theirs to do
l  locked: its passphrase was not given here
-  no such method
"""

from __future__ import annotations

from typing import NamedTuple

R = "r/<uuid:review_id>/"
MOMENTS = ("started", "detected", "acknowledged", "mitigated", "ended")
MOMENT_FIELDS = ("date", "time", "precision", "twice", "until_date", "until_time")
EVENT_FIELDS = " ".join(
    [
        "title summary where hurt scope severity near_miss zone follows go_on",
        *(f"{moment}_{field}" for moment in MOMENTS[:2] for field in MOMENT_FIELDS),
    ]
)


class Address(NamedTuple):
    """What reading and posting lead to for each person, and what a post may bring."""

    read: str
    post: str
    fields: str = ""


ADDRESSES = {
    "": Address("iooio", "-----"),
    "alive/": Address("ooooo", "-----"),
    "example/": Address("-----", "iooio"),
    "search/": Address("iooio", "-----"),
    "actions/": Address("iooio", "-----"),
    "actions/csv/": Address("iooio", "-----"),
    "reviews/": Address("iooio", "-----"),
    "lessons/": Address("iooio", "-----"),
    "put-away/": Address("iooio", "-----"),
    "you/": Address("iooio", "iooio", "name zone"),
    "you/name/": Address("-----", "iooio", "name"),
    "you/colours/": Address("-----", "iooio", "scheme"),
    "you/channels/": Address("iooio", "iooio", "form address"),
    "you/channels/<uuid:channel_id>/deletion/": Address("-----", "immio"),
    "you/channels/<uuid:channel_id>/again/": Address("-----", "immio"),
    "you/trackers/": Address("iooio", "iooio", "kind name server token"),
    "teams/<uuid:team_id>/trackers/": Address("imoio", "imoio", "kind name server token"),
    "trackers/<uuid:tracker_id>/deletion/": Address("-----", "immio"),
    "trackers/<uuid:tracker_id>/news/": Address("-----", "mmmmm"),
    "you/alerts/": Address("iooio", "iooio", "name"),
    "teams/<uuid:team_id>/alerts/": Address("imoio", "imoio", "name"),
    "alert-doors/<uuid:door_id>/deletion/": Address("-----", "immio"),
    "api/alerts/<str:token>/": Address("-----", "ooooo"),
    "you/address/": Address("-----", "iooio", "address"),
    "you/address/<str:token>/": Address("ooooo", "ooooo"),
    "you/sign-in-link/": Address("-----", "iooio"),
    "you/calendar/": Address("iooio", "iooio"),
    "you/calendar/end/": Address("-----", "iooio"),
    "calendar/<str:token>.ics": Address("ooooo", "-----"),
    "you/reminders/": Address("-----", "iooio", "wanted"),
    "confirm/reminders/<uuid:letterbox_id>/<str:proof>/": Address("ooooo", "ooooo", "wanted"),
    "you/telling/": Address("-----", "iooio", "often quiet_from quiet_until may_wake"),
    "you/everything/": Address("iooio", "-----"),
    "you/chances/": Address("iooio", "-----"),
    "you/erasure/": Address("iooio", "iooio", "words"),
    "notebook/": Address("iooio", "iooio", "text kind date helped link then"),
    "notebook/rhythm/": Address("-----", "iooio", "ask"),
    "notebook/file/<str:ending>/": Address("iooio", "-----"),
    "notebook/<uuid:jotting_id>/": Address("immio", "immio", "text kind date helped link"),
    "notebook/<uuid:jotting_id>/deletion/": Address("-----", "immio"),
    "notebook/<uuid:jotting_id>/restoration/": Address("-----", "immio"),
    "stories/": Address("iooio", "iooio", "title"),
    "stories/<uuid:story_id>/": Address(
        "immio", "immio", "title situation behaviour impact answers"
    ),
    "stories/<uuid:story_id>/tellings/": Address("-----", "immio", "date went note next_date"),
    "stories/<uuid:story_id>/deletion/": Address("-----", "immio"),
    "stories/<uuid:story_id>/restoration/": Address("-----", "immio"),
    R + "stories/": Address("-----", "mmfmm", "story date went note next_date"),
    R + "notebook/": Address("-----", "mmfmm"),
    "teams/": Address("iooio", "iooio", "name"),
    "teams/join/<str:token>/": Address("ooooo", "ooooo", "name"),
    "teams/<uuid:team_id>/": Address("imoio", "-----"),
    "teams/<uuid:team_id>/channels/": Address("imoio", "imoio", "form address"),
    "teams/<uuid:team_id>/channels/<uuid:channel_id>/deletion/": Address("-----", "immim"),
    "teams/<uuid:team_id>/channels/<uuid:channel_id>/again/": Address("-----", "immim"),
    "teams/<uuid:team_id>/learning/": Address("imoio", "-----"),
    "teams/<uuid:team_id>/learning/steps/": Address("-----", "imoio", "premortem.write"),
    "teams/<uuid:team_id>/invitation/": Address("-----", "imoio"),
    "teams/<uuid:team_id>/departure/": Address("-----", "imoio"),
    R + "deletion/": Address("imfio", "imfio"),
    R + "restoration/": Address("-----", "immim"),
    R + "visibility/": Address("imfio", "imfio", "team"),
    R + "wording/": Address("-----", "mmfoo", "text genre"),
    R + "report/": Address("mmooo", "-----"),
    R + "export/<slug:form>/": Address("mmooo", "-----"),
    "import/": Address("iooio", "iooio", "text"),
    "api/openapi.json": Address("ooooo", "ooooo"),
    "api/reviews": Address("uoouo", "uoouo"),
    "api/reviews/<review_id>": Address("umouo", "-----"),
    "api/reviews/<review_id>/activity": Address("umouo", "-----"),
    "api/reviews/<review_id>/integrity": Address("umouo", "-----"),
    "api/search": Address("uoouo", "-----"),
    "api/needs": Address("uoouo", "-----"),
    "api/": Address("mmmmm", "mmmmm"),
    "sealed/": Address("iooio", "-----"),
    "sealed/new/": Address("iooio", "iooio", "context title passphrase again understood"),
    "sealed/<uuid:sealed_id>/": Address("immio", "-----"),
    "sealed/<uuid:sealed_id>/opening/": Address("-----", "immio", "passphrase"),
    "sealed/<uuid:sealed_id>/lock/": Address("-----", "immio"),
    "sealed/<uuid:sealed_id>/passphrase/": Address("-----", "immil"),
    "sealed/<uuid:sealed_id>/reminder/": Address("-----", "immio", "remind_date every_days"),
    "sealed/<uuid:sealed_id>/copy/": Address("-----", "immil"),
    "sealed/<uuid:sealed_id>/file/": Address("immio", "-----"),
    "sealed/<uuid:sealed_id>/removal/": Address("-----", "immio", "for_good"),
    R + "sealing/": Address("imfio", "imfio", "passphrase again understood"),
    "sign-in/": Address("ooooo", "ooooo", "address"),
    "sign-in/<str:token>/": Address("ooooo", "ooooo"),
    "sign-out/": Address("-----", "iiiii"),
    "ahead/new/": Address("iooio", "iooio", "context title"),
    "back/new/": Address("iooio", "iooio", "context title follows"),
    R: Address("mmooo", "-----"),
    R + "phase/": Address("-----", "mmffo", "seen to"),
    R + "cost-unit/": Address("-----", "mmffo", "unit"),
    R + "ratings/": Address("-----", "mmfoo", "cost-CAUSE chance-CAUSE then"),
    R + "top-risks/": Address("-----", "mmffo", "rest top"),
    R + "risks/<uuid:key>/severity-first/": Address("-----", "mmffo", "severity_first top"),
    R + "actions-agreed/": Address(
        "-----",
        "mmfoo",
        "cause check_date due_date kind measure owner owner_pick strength text top",
    ),
    R + "action/<uuid:key>/": Address(
        "mmfoo", "mmfoo", "text owner owner_pick due_date kind strength measure check_date"
    ),
    R + "action/<uuid:key>/step/": Address("-----", "mmfoo", "reason to"),
    R + "action/<uuid:key>/verdict/": Address("mmfoo", "mmfoo", "note verdict"),
    R + "action/<uuid:key>/issue/": Address("mmfoo", "mmfoo", "tracker title body"),
    R + "action/<uuid:key>/issue/link/": Address("-----", "mmfoo", "address"),
    R + "action/<uuid:key>/issue/retry/": Address("-----", "mmfoo"),
    R + "action/<uuid:key>/issue/closure/": Address("-----", "mmffo", "there"),
    R + "action/<uuid:key>/issue/words/": Address("-----", "mmfoo", "here there choice"),
    R + "action/<uuid:key>/issue/end/": Address("-----", "mmfoo"),
    R + "action/<uuid:key>/deletion/": Address("-----", "mmfoo"),
    R + "action/<uuid:key>/restoration/": Address("-----", "mmfoo"),
    R + "signals/": Address(
        "-----",
        "mmfoo",
        "cadence_days cause next_date owner owner_pick question response source threshold top",
    ),
    R + "signals/<uuid:key>/": Address(
        "mmooo",
        "mmfoo",
        "cadence_days next_date owner owner_pick question response source threshold",
    ),
    R + "signals/<uuid:key>/readings/": Address("-----", "mmfoo", "note state"),
    R + "signals/<uuid:key>/rest/": Address("-----", "mmfoo", "reason until"),
    R + "signals/<uuid:key>/deletion/": Address("-----", "mmfoo"),
    R + "signals/<uuid:key>/restoration/": Address("-----", "mmfoo"),
    R + "owners/<uuid:key>/address/": Address("-----", "mmfoo", "address"),
    R + "owners/<uuid:key>/me/": Address("-----", "mmfoo"),
    "confirm/<str:token>/": Address("ooooo", "ooooo"),
    R + "risks/<uuid:key>/outcome/": Address("-----", "mmfoo", "kind note"),
    R + "publication/": Address("-----", "mmffo", "override_reason cause"),
    R + "event/description/": Address("-----", "mmfoo", EVENT_FIELDS),
    R + "meeting/": Address("-----", "mmffo", "minutes mode then name"),
    R + "meeting/extension/": Address("-----", "mmffo", "phase"),
    R + "drawer/": Address("-----", "mmfoo", "idea phase"),
    R + "accounts/new/": Address("-----", "mmfoo", "text"),
    R + "accounts/<uuid:account_id>/": Address("-----", "mmfom", "text"),
    R + "accounts/<uuid:account_id>/deletion/": Address("-----", "mmfom"),
    R + "accounts/<uuid:account_id>/restoration/": Address("-----", "mmfmm"),
    R + "unknown/": Address("-----", "mmfoo", "question phase"),
    R + "unknown/<uuid:key>/": Address("-----", "mmfoo", "found settled phase"),
    R + "unknown/<uuid:key>/deletion/": Address("-----", "mmfoo", "phase"),
    R + "unknown/<uuid:key>/restoration/": Address("-----", "mmfoo", "phase"),
    R + "evidence/files/": Address("-----", "mmfoo"),
    R + "evidence/texts/": Address("-----", "mmfoo", "name text"),
    R + "evidence/picture/": Address("mmooo", "-----"),
    R + "evidence/accounts/": Address("mmooo", "-----"),
    R + "evidence/<uuid:evidence_id>/": Address("mmfoo", "-----"),
    R + "evidence/<uuid:evidence_id>/original/": Address("mmffo", "-----"),
    R + "evidence/<uuid:evidence_id>/apart/": Address("-----", "mmffo"),
    R + "evidence/<uuid:evidence_id>/deletion/": Address("-----", "mmffo"),
    R + "evidence/<uuid:evidence_id>/restoration/": Address("-----", "mmffo"),
    R + "evidence/rows/": Address("mmfoo", "-----"),
    R + "evidence/<uuid:evidence_id>/rows/": Address("mmfoo", "mmfoo"),
    R + "evidence/<uuid:evidence_id>/rows/stop/": Address("-----", "mmfoo"),
    R + "evidence/<uuid:evidence_id>/clock/": Address("-----", "mmfoo", "zone year ahead take"),
    R + "evidence/<uuid:evidence_id>/moments/": Address(
        "-----", "mmfoo", "row only asked together"
    ),
    R + "evidence/<uuid:evidence_id>/moments/deletion/": Address(
        "-----", "mmfoo", "entry asked together"
    ),
    R + "entries/": Address(
        "-----",
        "mmfoo",
        "text kind attributed_to date time precision twice until_date until_time evidence first_line last_line keep account beside",
    ),
    R + "entries/several/": Address("mmfoo", "mmfoo", "entry shift way off"),
    R + "entries/several/undo/": Address("-----", "mmfoo", "entry seconds off"),
    R + "entries/<uuid:entry_id>/": Address(
        "-----",
        "mmfoo",
        "text kind attributed_to date time precision twice until_date until_time evidence first_line last_line keep",
    ),
    R + "entries/<uuid:entry_id>/deletion/": Address("-----", "mmfoo"),
    R + "entries/<uuid:entry_id>/restoration/": Address("-----", "mmfoo"),
    R + "whys/": Address(
        "-----", "mmfoo", "text kind parent theme evidence first_line last_line keep unsigned"
    ),
    R + "whys/single/": Address("-----", "mmfoo", "reason"),
    R + "whys/<uuid:cause_id>/": Address(
        "-----", "mmfoo", "text kind parent theme evidence first_line last_line keep"
    ),
    R + "whys/<uuid:cause_id>/deletion/": Address("-----", "mmfoo"),
    R + "whys/<uuid:cause_id>/restoration/": Address("-----", "mmfmm"),
    R + "whys/<uuid:cause_id>/foresight/": Address("-----", "mmfoo", "foresight earlier"),
    R + "recurrences/": Address("-----", "mmfmm", "action phase"),
    R + "recurrences/<uuid:key>/deletion/": Address("-----", "mmfoo", "phase"),
    R + "recurrences/<uuid:key>/restoration/": Address("-----", "mmfoo", "phase"),
    R + "lessons/new/": Address("-----", "mmfoo", "kind text unsigned"),
    R + "lessons/<uuid:lesson_id>/": Address("-----", "mmfoo", "text"),
    R + "lessons/<uuid:lesson_id>/deletion/": Address("-----", "mmfoo"),
    R + "lessons/<uuid:lesson_id>/restoration/": Address("-----", "mmfoo"),
    R + "signals/<uuid:key>/source/": Address(
        "mmffo", "mmffo", "source threshold direction every_minutes keep of-url"
    ),
    R + "signals/<uuid:key>/source/end/": Address("-----", "mmffo"),
    R + "signals/<uuid:key>/answer/": Address("-----", "mmfoo", "answer note until reason"),
    R + "messages/<uuid:key>/": Address("-----", "mmfoo"),
    "check-in/<str:token>/": Address("ooooo", "ooooo", "state note"),
    "answer/<str:token>/": Address("ooooo", "ooooo", "answer note until reason"),
    "join/": Address("ooooo", "ooooo", "code"),
    "join/<str:token>/": Address("ooooo", "ooooo", "name"),
    R + "outside/": Address("mmooo", "mmffo", "summary story doing look keep again"),
    R + "names/": Address("mmffo", "mmffo", "name role_0 other other_role replace"),
    R + "names/<int:number>/return/": Address("-----", "mmffm"),
    R + "history/": Address("mmooo", "-----", "digest"),
    R + "history/<uuid:subject>/": Address("mmfoo", "-----"),
    R + "health/": Address("mmfoo", "-----"),
    R + "contests/": Address("mmooo", "-----"),
    R + "contests/about/<uuid:subject>/": Address("mmfoo", "mmfoo", "text unsigned"),
    R + "contests/<uuid:contest_id>/answer/": Address("-----", "mmffo", "state answer"),
    R + "contests/<uuid:contest_id>/settlement/": Address("-----", "mmfof", "settles"),
    R + "participants/me/involvement/": Address("-----", "mmfoo", "involved phase"),
    R + "pulse/": Address("mmooo", "-----"),
    R + "present/": Address("mmooo", "-----"),
    R + "days/": Address("mmffo", "mmffo", "write reveal rate protect"),
    R + "days/end/": Address("-----", "mmffo"),
    R + "mail/": Address("-----", "mmooo", "address no account"),
    "confirm/mail/<str:token>/": Address("ooooo", "ooooo"),
    "confirm/stop/<uuid:reminder_id>/<str:proof>/": Address("ooooo", "ooooo"),
    R + "invite/": Address("mmffo", "-----"),
    R + "room/": Address("-----", "mmffo", "from"),
    R + "room/closure/": Address("-----", "mmffo", "from"),
    R + "who/": Address("mmffo", "-----"),
    R + "opening/": Address("-----", "mmooo"),
    R + "shares/": Address(
        "-----", "mmffo", "to name address people_named team purpose role until"
    ),
    R + "shares/<uuid:share_id>/revocation/": Address("-----", "mmffo"),
    R + "participants/<uuid:participant_id>/facilitation/": Address("-----", "mmffo"),
    R + "standing/": Address("mmooo", "-----", ""),
    R + "participants/me/name/": Address("-----", "mmfoo", "name"),
    R + "participants/<uuid:participant_id>/removal/": Address("-----", "mmffo", "from"),
    R + "participants/<uuid:participant_id>/return/": Address("-----", "mmffo", "from"),
    R + "plan/frame/": Address("-----", "mmffo", "minutes mode"),
    R + "plan/<slug:question>/": Address("-----", "mmffo", "title success plan_date hurt again"),
    R + "sentence/": Address("-----", "mmffo", "failure_sentence horizon_date forward"),
    R + "confidence/": Address("-----", "mmfoo", "moment confidence percent lean"),
    R + "reverse/": Address("-----", "mmfoo", "text"),
    R + "own/<slug:phase>/": Address(
        "-----", "mmfmm", "went_right friend growth next_step restart"
    ),
    R + "done/": Address("-----", "mmfoo", "done"),
    R + "time/": Address("-----", "mmffo"),
    R + "cards/": Address("-----", "mmfoo", "text once"),
    R + "cards/<uuid:card_id>/": Address("-----", "mmfom", "text"),
    R + "cards/<uuid:card_id>/deletion/": Address("-----", "mmfom"),
    R + "cards/<uuid:card_id>/restoration/": Address("-----", "mmfmm"),
    R + "reveal/causes/": Address("-----", "mmfoo", "text offered"),
    R + "reveal/causes/<uuid:cause_id>/": Address(
        "-----", "mmfoo", "text theme elephant paper_tiger"
    ),
    R + "reveal/causes/<uuid:cause_id>/deletion/": Address("-----", "mmfoo"),
    R + "reveal/causes/<uuid:cause_id>/restoration/": Address("-----", "mmfmm"),
    R + "reveal/causes/<uuid:cause_id>/same/": Address("mmfoo", "mmfoo", "same"),
    R + "reveal/causes/<uuid:cause_id>/apart/": Address("-----", "mmfoo", "other"),
    R + "reveal/causes/<uuid:cause_id>/cards/<uuid:card_id>/split/": Address("-----", "mmfoo"),
    R + "reveal/turn/": Address("-----", "mmffo", "seen rest"),
    R + "reveal/drop/": Address("-----", "mmfoo", "cause theme onto"),
    R + "reveal/cards/<uuid:card_id>/": Address("-----", "mmfoo"),
    R + "reveal/cards/<uuid:card_id>/hiding/": Address("-----", "mmffo"),
    R + "reveal/cards/<uuid:card_id>/return/": Address("-----", "mmffo"),
    R + "reveal/themes/": Address("-----", "mmfoo", "name"),
    R + "reveal/themes/<uuid:theme_id>/": Address("-----", "mmfoo", "name"),
    R + "reveal/themes/<uuid:theme_id>/deletion/": Address("-----", "mmfoo"),
    R + "reveal/themes/<uuid:theme_id>/restoration/": Address("-----", "mmfoo"),
    R + "<slug:phase>/": Address("mmooo", "-----"),
}
