"""A product in which every address leads somewhere, and the five people who may try it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.test import Client
from django.urls import URLPattern, get_resolver
from django.utils import timezone

from mortem.core.issues import TrackerKind, project
from mortem.core.record import ContestState, Role
from mortem.web import vault
from mortem.web.models import (
    AlertDoor,
    Card,
    ChannelForm,
    Delivery,
    Evidence,
    Issue,
    Letterbox,
    Membership,
    Owner,
    Recurrence,
    Reminder,
    Review,
    SealedReview,
    Signal,
    Theme,
    User,
)
from mortem.web.operations.alert_doors import make_door
from mortem.web.operations.calendars import begin_feed
from mortem.web.operations.cards import add_card
from mortem.web.operations.causes import add_cause
from mortem.web.operations.channels import channel_for, keep_channel
from mortem.web.operations.contests import answer_contest, contest
from mortem.web.operations.deliveries import link_token
from mortem.web.operations.entries import Told, When, add_entry
from mortem.web.operations.evidence import add_evidence
from mortem.web.operations.lessons import add_lesson
from mortem.web.operations.letterboxes import way_out
from mortem.web.operations.looks_asked import ask_for
from mortem.web.operations.looks_asked import link_token as look_token
from mortem.web.operations.notebook import add_jotting
from mortem.web.operations.owners import ask_owner, owner_named
from mortem.web.operations.reminders import ask_reminder, decline_reminder, stop_proof
from mortem.web.operations.shares import open_room, token_of
from mortem.web.operations.stories import add_story
from mortem.web.operations.teams import invite_to_team, make_team
from mortem.web.operations.trackers import keep_tracker, tracker_for
from mortem.web.operations.unknowns import ask_unknown
from mortem.web.operations.users import ask_to_confirm, issue_sign_in
from mortem.web.operations.watches import Setting, set_watch
from mortem.web.operations.watching import settle, take_due
from mortem.web.source import Read
from mortem.web.tokens import hash_of
from tests.web.conftest import seat_of, signed_in
from tests.web.guarding import a_signal, an_action, guest_in, guest_seat, join

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mortem.web.models import ActionItem, Participant, Tracker


DAY = timedelta(days=1)
PEOPLE = ("anonymous", "other", "reader", "participant", "facilitator")
SECRET = "Zwiebelkuchen"
BACK = (
    "event/",
    "meeting/",
    "outside/",
    "drawer/",
    "accounts/",
    "unknown/",
    "evidence/",
    "entries/",
    "whys/",
    "lessons/",
    "recurrences/",
    "publication/",
    "contests/",
    "health/",
)

# Where a look ahead must stand for an address to mean something.
PHASES = {
    "cards/": "write",
    "done/": "write",
    "time/": "write",
    "sentence/": "imagine",
    "confidence/": "rate",
    "reverse/": "protect",
    "ratings/": "rate",
    "reveal/": "reveal",
    "top-risks/": "protect",
    "risks/<uuid:key>/severity-first/": "protect",
    "risks/<uuid:key>/outcome/": "closed",
    "action": "protect",
    "signals/": "protect",
    "owners/": "protect",
}


@dataclass
class World:
    """A look ahead and a look back with one of everything, and who is in them."""

    ahead: Review
    back: Review
    cookies: dict[str, dict[str, str]]
    values: dict[str, Any]
    tokens: dict[str, str]

    def client(self, who: str, **options: Any) -> Client:
        """Return a new browser of one of PEOPLE."""
        client = Client(**options)
        for name, value in self.cookies[who].items():
            client.cookies[name] = value
        return client

    def review_for(self, route: str) -> Review:
        return self.back if rest_of(route).startswith(BACK) else self.ahead

    def path(self, route: str) -> str:
        """Return the address with everything in it that there is."""
        review = self.review_for(route)
        filled = route.replace("<uuid:review_id>", str(review.pk))
        filled = filled.replace("<review_id>", str(self.ahead.pk))
        for start, token in self.tokens.items():
            if route.startswith(start):
                filled = filled.replace("<str:token>", token)
        filled = filled.replace("<str:ending>", "md")
        filled = filled.replace(
            "<str:proof>", self.values.get(f"{route.split('<', maxsplit=1)[0]}proof", "")
        )
        filled = filled.replace("<uuid:subject>", str(review.pk))
        noun = "back_cause_id" if rest_of(route).startswith("whys/") else "cause_id"
        filled = filled.replace("<int:number>", "1")
        filled = filled.replace("<uuid:cause_id>", str(self.values[noun]))
        filled = filled.replace("<uuid:key>", str(self.values.get(key_noun(route))))
        for name, value in self.values.items():
            filled = filled.replace(f"<uuid:{name}>", str(value)).replace(
                f"<slug:{name}>", str(value)
            )
        return f"/{filled}"


def rest_of(route: str) -> str:
    return route.partition("<uuid:review_id>/")[2]


def key_noun(route: str) -> str:
    return rest_of(route).partition("/")[0]


def routes(
    patterns: Iterable[Any] | None = None, before: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    """Yield every address that the product registers."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLPattern):
            yield before + str(pattern.pattern), pattern
        else:
            yield from routes(pattern.url_patterns, before + str(pattern.pattern))


def stand(review: Review, route: str) -> None:
    """Put the review where the address means something."""
    starts = "signals/" if route.startswith("check-in/") else rest_of(route)
    phase = next((to for start, to in PHASES.items() if starts.startswith(start)), "write")
    Review.objects.filter(pk=review.pk, kind="premortem").update(phase=phase)
    silent = rest_of(route).startswith("accounts/")
    Review.objects.filter(pk=review.pk, kind="postmortem").update(
        phase="accounts" if silent else "event"
    )
    Card.everything.filter(review=review).update(revealed=phase == "reveal")


def build(ahead: Review, back: Review, ada: User, ben: User) -> World:
    """Furnish two reviews of Ada's; Ben is nobody here."""
    now = timezone.now()
    noor = User.objects.create(name="Noor", created_at=now)
    guest = guest_in(ahead)
    for review in (ahead, back):
        join(review, noor, Role.READER)
    guest_in(back)
    share = open_room(ahead, by=seat_of(ada, ahead), at=now)
    team = make_team("Platform", by=ada, at=now)
    Membership.objects.get_or_create(team=team, user=noor, defaults={"joined_at": now})
    values = values_of(ahead, back, ada)
    make_door(ada, "Grafana", by=ada, at=now)
    values["door_id"] = AlertDoor.objects.get().pk
    owner = owner_named(ahead, "Robin", at=now)
    assert owner is not None
    decline_reminder(guest_seat(ahead))
    values["reminder_id"] = Reminder.objects.get().pk
    values["confirm/stop/proof"] = stop_proof(values["reminder_id"])
    values["confirm/reminders/proof"] = way_out(values["letterbox_id"])
    return World(
        ahead=ahead,
        back=back,
        cookies={
            "anonymous": {"mortem_key": "nobody-in-particular"},
            "other": cookies_of(signed_in(ben)),
            "reader": cookies_of(signed_in(noor)),
            "participant": cookies_of(guest),
            "facilitator": cookies_of(signed_in(ada)) | {"mortem_key": "adas-browser"},
        },
        values=values
        | {"share_id": share.pk, "participant_id": guest_seat(ahead).pk, "team_id": team.pk},
        tokens={
            "sign-in/": issue_sign_in(ben, at=now),
            "you/address/": ask_to_confirm(ben, "ben@example.org", at=now),
            "teams/join/": invite_to_team(team, at=now),
            "confirm/mail/": ask_reminder(seat_of(noor, ahead), "noor@example.org", at=now),
            "confirm/": ask_owner(owner, "robin@example.org", at=now),
            "join/": token_of(share),
            "calendar/": begin_feed(noor, at=now),
            "api/alerts/": make_door(ada, "Alertmanager", by=ada, at=now),
            "answer/": link_token(Delivery.objects.get()),
            "check-in/": look_wanted(ahead),
        },
    )


def look_wanted(review: Review) -> str:
    """Ask somebody without an account for a look by mail; return what the link ends in."""
    now = timezone.now()
    signal = a_signal(review, question="Is it slower?", next_date=now.date(), owner="Lou")
    Owner.objects.filter(signals=signal).update(address="lou@example.org", confirmed_at=now)
    (asked,) = ask_for([signal], address="lou@example.org", since=now, at=now)
    return look_token(asked)


def spoken(signal: Signal, owner: Owner, by: Participant) -> Delivery:
    """Let Mortem read the signal, let it trip, and let the message about it be given up."""
    now = timezone.now()
    Review.objects.filter(pk=signal.review_id).update(phase="watch")
    watch = set_watch(signal, Setting(source="pushed", threshold=1), by=by, at=now)
    (due,) = take_due(at=now, most=1)
    settle(due, Read(2, "2"), at=now)
    message = Delivery(flip=watch.flips.get(), owner=owner, expires_at=now + DAY, dead_at=now)
    message.hash = hash_of(link_token(message))
    message.save()
    return message


def followed(item: ActionItem, keeper: User) -> Tracker:
    """Let an action have an issue, in a place that nobody can ask: its number is for examples."""
    now = timezone.now()
    place = project(TrackerKind.GITHUB, "team/shop", "https://192.0.2.1")
    tracker = keep_tracker(keeper, tracker_for(keeper, place, "opensesame", at=now))
    Issue.objects.create(
        action=item, tracker=tracker, number=7, title="Guard it", trouble="Gone", asked_at=now
    )
    return tracker


def cookies_of(client: Client) -> dict[str, str]:
    return {name: morsel.value for name, morsel in client.cookies.items()}


def values_of(ahead: Review, back: Review, ada: User) -> dict[str, Any]:
    """Put one of everything into the reviews; return the identifiers by their name in addresses."""
    now, me, me_back = timezone.now(), seat_of(ada, ahead), seat_of(ada, back)
    cause, other = (add_cause(ahead, text=f"Reason {n}", by=me, at=now) for n in (1, 2))
    Review.objects.filter(pk=ahead.pk).update(phase="write")
    card = add_card(ahead, text="The dump is empty", by=guest_seat(ahead), browser_key="", at=now)
    card.cause = cause
    card.save()
    add_evidence(
        back,
        brought=[("log.txt", "text/plain", vault.seal([b"02:13 disk full\n"], limit=100))],
        by=me_back,
        at=now,
    )
    entry = add_entry(back, Told(When(now), "The page came"), by=me_back, at=now)
    Review.objects.filter(pk=back.pk).update(phase="accounts")
    account = add_card(back, text="I saw it turn red", by=guest_seat(back), browser_key="", at=now)
    Review.objects.filter(pk=back.pk).update(phase="event")
    lesson = add_lesson(back, kind="went_wrong", text="No alarm", by=me_back, at=now)
    owner = owner_named(ahead, "Jun", at=now)
    assert owner is not None
    a_view = contest(back, subject=back.pk, text="It was green", by=guest_seat(back), at=now)
    answer_contest(a_view, state=ContestState.BOTH, answer="", by=me_back, at=now)
    sealed = SealedReview.objects.create(
        owner=ada,
        salt=b"s" * 16,
        iterations=1,
        lanes=1,
        memory_kib=8,
        nonce=b"n" * 12,
        ciphertext=b"c" * 64,
    )
    signal = a_signal(ahead, cause=cause)
    promised = an_action(ahead, cause=cause, owner="Jun")
    return {
        "sealed_id": sealed.pk,
        "card_id": card.pk,
        "cause_id": cause.pk,
        "other_id": other.pk,
        "contest_id": a_view.pk,
        "theme_id": Theme.objects.filter(review=ahead).values_list("pk", flat=True)[0],
        "action": promised.pk,
        "tracker_id": followed(promised, ada).pk,
        "signals": signal.pk,
        "messages": spoken(signal, owner, me).pk,
        "risks": cause.pk,
        "owners": owner.pk,
        "back_cause_id": add_cause(back, text="No alarm", by=me_back, at=now).pk,
        "recurrences": Recurrence.objects.create(review=back, action=promised).pk,
        "evidence_id": Evidence.objects.get(review=back).pk,
        "entry_id": entry.pk,
        "lesson_id": lesson.pk,
        "account_id": account.pk,
        "unknown": ask_unknown(back, text="When was it over?", by=me_back, at=now).pk,
        "channel_id": keep_channel(
            channel_for(ada, ChannelForm.CHAT, "https://chat.example.org/hooks/k", at=now)
        ).pk,
        "jotting_id": add_jotting(
            ada, at=now, today=now.date(), kind="win", date=now.date(), text="Taught the restore"
        ).pk,
        "story_id": add_story(ada, title="The restore that took a night", at=now).pk,
        "letterbox_id": Letterbox.objects.create(address="robin@example.org").pk,
        "question": "success",
        "form": "md",
        "phase": "plan",
    }
