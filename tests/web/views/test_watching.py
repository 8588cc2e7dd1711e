"""Letting Mortem look: a source is chosen, tried, kept; its secrets never come back to a page."""

from __future__ import annotations

from datetime import timedelta
from ipaddress import ip_network
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from mortem.core.signal import SignalState as S
from mortem.web.jobs.watch_signals import watch_signals
from mortem.web.models import Delivery, Evidence, Flip, Owner, Reading, Review, Signal, Watch
from mortem.web.operations.deliveries import link_token
from mortem.web.operations.watches import address_token
from mortem.web.operations.watching import take_numbers
from mortem.web.tokens import hash_of
from mortem.web.views.watching import tries
from tests.web.guarding import guest_in
from tests.web.loopback import Reply, site
from tests.web.watching import watched_signal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from django.test import Client
    from pytest_django import Settings

    from mortem.web.models import User
    from tests.web.loopback import Site


@pytest.fixture(autouse=True)
def _allowed(settings: Settings) -> None:
    settings.OUTGOING_NETWORKS = (ip_network("127.0.0.0/8"),)
    settings.EMAIL_HOST = "mail.example.org"
    tries.forget()


@pytest.fixture
def here() -> Iterator[Site]:
    with site(n=Reply(b'{"waiting": 12}')) as served:
        yield served


@pytest.fixture
def signal(migration: Review) -> Signal:
    return watched_signal(migration, "pushed", at=timezone.now()).signal


def token_of(signal: Signal) -> str:
    return address_token(Watch.objects.get(signal=signal))


def page_of(signal: Signal) -> str:
    return f"/r/{signal.review_id}/signals/{signal.pk}/source/"


def asked(here: Site, **more: str) -> dict[str, str]:
    return {
        "source": "number",
        "of-url": here.url("/n"),
        "of-path": "$.waiting",
        "of-headers": "",
        "threshold": "400",
        "direction": "above",
        "hold_minutes": "10",
        "every_minutes": "5",
        "grace_minutes": "10",
        **more,
    }


def test_every_source_is_offered_with_its_words(
    ada_client: Client, signal: Signal, settings: Settings
) -> None:
    page = ada_client.get(f"{page_of(signal)}?other=1").content.decode()
    assert "A Prometheus query" in page
    assert "A number in a database" not in page
    settings.SQL_CONNECTIONS = {"shop": "sqlite:///shop.db"}
    assert "A number in a database" in ada_client.get(f"{page_of(signal)}?other=1").content.decode()
    one = ada_client.get(f"{page_of(signal)}?source=http").content.decode()
    assert "One GET from where Mortem runs: 10 seconds, 1 MB, three redirects." in one


def test_trying_says_what_it_reads_and_keeps_nothing(
    ada_client: Client, signal: Signal, here: Site
) -> None:
    page = ada_client.post(page_of(signal), asked(here, **{"try": "1"}))
    assert (page.status_code, "Reads 12 now." in page.content.decode()) == (200, True)
    assert Watch.objects.get().source == "pushed"


def test_what_reads_nothing_is_kept_only_on_purpose(
    ada_client: Client, signal: Signal, here: Site
) -> None:
    wrong = asked(here, **{"of-path": "$.wating", "keep": "1"})
    page = ada_client.post(page_of(signal), wrong)
    assert page.status_code == 422
    assert "$.wating leads to 0 places, not to one." in page.content.decode()
    assert "$.wating" in page.content.decode()
    assert Watch.objects.get().source == "pushed"
    assert ada_client.post(page_of(signal), {**wrong, "anyway": "on"}).status_code == 302
    assert Watch.objects.get().source == "number"


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("of-url", "http://0x7f.1/", "odd way to write an address"),
        ("of-url", "ftp://example.org/", "begins with https://"),
        ("of-path", "$..deep", "this path cannot be read"),
        ("of-headers", "no header", "Line 1 is no header"),
        ("of-headers", "Host: other.example", "Host is set by Mortem itself"),
        ("threshold", "", "This field is required"),
        ("hold_minutes", "2876", "up to 2875 can be. Numbers that are read every hour"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(
    ada_client: Client, signal: Signal, here: Site, *, field: str, typed: str, words: str
) -> None:
    page = ada_client.post(page_of(signal), asked(here, **{field: typed, "keep": "1"}))
    assert page.status_code == 422
    assert words in page.content.decode()
    assert here.asked == []


def test_an_address_inside_is_refused_while_trying(
    ada_client: Client, signal: Signal, here: Site, settings: Settings
) -> None:
    settings.OUTGOING_NETWORKS = ()
    page = ada_client.post(page_of(signal), asked(here, **{"try": "1"}))
    assert "127.0.0.1 may not be asked: it is this computer itself." in page.content.decode()
    assert here.asked == []


def test_a_secret_is_never_shown_again_and_stays_when_left_empty(
    ada_client: Client, signal: Signal, here: Site
) -> None:
    ada_client.post(page_of(signal), asked(here, keep="1", **{"of-headers": "X-Key: hush-hush"}))
    form = ada_client.get(page_of(signal)).content.decode()
    assert "One is kept, sealed. Leave this empty and it stays." in form
    for path in (page_of(signal), page_of(signal).removesuffix("source/")):
        assert "hush-hush" not in ada_client.get(path).content.decode()
    ada_client.post(page_of(signal), asked(here, keep="1", threshold="500"))
    assert here.asked[-1][1]["x-key"] == "hush-hush"
    assert Watch.objects.get().threshold == 500


def test_a_kept_secret_goes_to_no_other_address(
    ada_client: Client, signal: Signal, here: Site
) -> None:
    ada_client.post(page_of(signal), asked(here, keep="1", **{"of-headers": "X-Key: hush-hush"}))
    with site(n=Reply(b'{"waiting": 12}')) as there:
        for button in ("try", "keep"):
            moved = asked(here, **{button: "1", "of-url": there.url("/n"), "anyway": "on"})
            page = ada_client.post(page_of(signal), moved)
            assert page.status_code == 422
            assert "It was kept for another address; write it again." in page.content.decode()
        assert there.asked == []
        ada_client.post(page_of(signal), {**moved, "of-headers": "X-Key: theirs"})
        assert there.asked[-1][1]["x-key"] == "theirs"


@pytest.mark.parametrize("path", ["$.echo", "$.echoes[*].max()"])
def test_what_is_tried_with_a_secret_repeats_no_words_of_the_answer(
    ada_client: Client, signal: Signal, here: Site, path: str
) -> None:
    here.replies["/n"] = Reply(b'{"echo": "hush-hush", "echoes": ["hush-hush"]}')
    told = asked(here, **{"try": "1", "of-path": path})
    assert "hush-hush" in ada_client.post(page_of(signal), told).content.decode()
    ada_client.post(page_of(signal), asked(here, keep="1", anyway="on", **{"of-headers": "A: b"}))
    page = ada_client.post(page_of(signal), told).content.decode()
    assert (f"At {path} stands no number." in page, "hush-hush" in page) == (True, False)


def test_a_guest_does_not_send_mortem_out(signal: Signal, here: Site) -> None:
    guest = guest_in(signal.review)
    assert guest.post(page_of(signal), asked(here, **{"try": "1"})).status_code == 403
    assert here.asked == []


def test_trying_has_an_end(ada_client: Client, signal: Signal, here: Site) -> None:
    wrong = asked(here, **{"try": "1", "of-path": "$.nothing"})
    tried = [ada_client.post(page_of(signal), wrong).status_code for _ in range(14)]
    assert (tried[0], tried[-1], len(here.asked)) == (422, 429, 12)


def test_whoever_sets_many_up_in_one_sitting_is_not_held_up(
    ada_client: Client, signal: Signal, here: Site
) -> None:
    right = asked(here, **{"try": "1"})
    assert {ada_client.post(page_of(signal), right).status_code for _ in range(20)} == {200}


def test_what_is_told_shows_its_address_to_those_who_take_part(
    ada_client: Client, signal: Signal, settings: Settings
) -> None:
    settings.PUBLIC_URL = "https://mortem.example"
    page = ada_client.get(f"/r/{signal.review_id}/signals/{signal.pk}/").content.decode()
    assert f"https://mortem.example/ping/{token_of(signal)}" in page


def test_people_can_look_themselves_again(ada_client: Client, signal: Signal) -> None:
    answer = ada_client.post(f"{page_of(signal)}end/")
    assert answer["Location"] == f"/r/{signal.review_id}/signals/{signal.pk}/"
    assert Watch.objects.count() == 0


# ── Answers ──────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def message(signal: Signal) -> Delivery:
    """Return the message about a signal that has just tripped."""
    return tripped(signal)


def tripped(signal: Signal) -> Delivery:
    at = timezone.now()
    take_numbers([(hash_of(token_of(signal)), 7, at)])
    watch_signals(at=at)
    return Delivery.objects.get(flip__watch__signal=signal)


def link(message: Delivery) -> str:
    return f"/answer/{link_token(message)}/"


def test_opening_the_link_shows_everything_and_changes_nothing(
    guest_client: Client, message: Delivery
) -> None:
    page = guest_client.get(link(message)).content.decode()
    for words in ("Is the queue too long?", "Tripped", "Jun stops the backfill", "Now: 7."):
        assert words in page
    assert Flip.objects.get().answer == ""


@pytest.mark.parametrize(
    ("answer", "note", "said"),
    [
        ("done", "Stopped it", "Done as agreed. Stopped it"),
        ("false_alarm", "", "A false alarm."),
    ],
)
def test_an_answer_is_kept_once_and_ends_as_a_quiet_reading(
    guest_client: Client, message: Delivery, *, answer: str, note: str, said: str
) -> None:
    posted = guest_client.post(link(message), {"answer": answer, "note": note})
    assert posted["Location"] == link(message)
    assert "Answered. Thank you." in guest_client.get(link(message)).content.decode()
    assert guest_client.post(link(message), {"answer": "done"}).status_code == 409
    last = Reading.objects.order_by("at").last()
    assert last is not None
    assert (last.state, last.note) == (S.QUIET, said)


def test_a_rest_needs_a_reason_and_an_end(guest_client: Client, message: Delivery) -> None:
    until = (timezone.now() + timedelta(days=3)).date()
    without = guest_client.post(link(message), {"answer": "snoozed", "until": str(until)})
    assert without.status_code == 422
    rest = {"answer": "snoozed", "until": str(until), "reason": "We know"}
    assert guest_client.post(link(message), rest).status_code == 302
    signal = Signal.objects.get()
    assert (signal.snoozed_until_date, signal.snooze_reason) == (until, "We know")


def test_a_look_back_begins_with_what_was_read(
    ada_client: Client, ada: User, message: Delivery
) -> None:
    Owner.objects.filter(deliveries=message).update(user=ada)
    answer = ada_client.post(link(message), {"answer": "look_back"})
    review = Review.objects.get(kind="postmortem")
    assert answer["Location"] == f"/r/{review.pk}/"
    assert review.follows_id == message.flip.watch.signal.review_id
    assert Evidence.objects.get(review=review).name == "readings.csv"
    brought = ada_client.get(f"/r/{review.pk}/evidence/{Evidence.objects.get().pk}/original/")
    assert b"".join(brought).decode().startswith("at,value,state\n")


def test_who_has_no_account_begins_no_look_back(guest_client: Client, message: Delivery) -> None:
    assert "Begin a look back" not in guest_client.get(link(message)).content.decode()
    assert guest_client.post(link(message), {"answer": "look_back"}).status_code == 422


def test_a_link_is_for_one_flip_and_ends(guest_client: Client, message: Delivery) -> None:
    assert guest_client.get("/answer/guessed/").status_code == 404
    Delivery.objects.update(expires_at=timezone.now())
    assert guest_client.get(link(message)).status_code == 404
    assert guest_client.post(link(message), {"answer": "done"}).status_code == 404
    assert link_token(message) not in repr(list(Delivery.objects.values()))


def test_on_its_page_it_asks_and_is_answered(ada_client: Client, message: Delivery) -> None:
    signal = message.flip.watch.signal
    page = ada_client.get(f"/r/{signal.review_id}/watch/").content.decode()
    assert page.index("Have a look") < page.index("Is the queue too long?")
    answer = ada_client.post(
        f"/r/{signal.review_id}/signals/{signal.pk}/answer/", {"answer": "done"}
    )
    assert answer["Location"].endswith(f"/watch/#{signal.pk}")
    page = ada_client.get(f"/r/{signal.review_id}/watch/").content.decode()
    assert "Have a look" not in page
    assert "Done as agreed" in page


def test_what_spoke_stands_on_today_until_it_is_answered(
    ada_client: Client, message: Delivery
) -> None:
    signal = message.flip.watch.signal
    link_there = f"/r/{signal.review_id}/watch/#{signal.pk}"
    assert link_there in ada_client.get("/").content.decode()
    ada_client.post(f"/r/{signal.review_id}/signals/{signal.pk}/answer/", {"answer": "done"})
    assert link_there not in ada_client.get("/").content.decode()


def test_a_message_that_did_not_arrive_is_shown_and_sent_again(
    ada_client: Client, message: Delivery
) -> None:
    Delivery.objects.update(dead_at=timezone.now(), trouble="SMTPConnectError", next_at=None)
    review_id = message.flip.watch.signal.review_id
    page = ada_client.get(f"/r/{review_id}/watch/").content.decode()
    assert "Messages that did not arrive" in page
    assert "SMTPConnectError" in page
    assert ada_client.post(f"/r/{review_id}/messages/{message.pk}/").status_code == 302
    message.refresh_from_db()
    assert (message.dead_at, message.next_at is not None) == (None, True)


def test_the_page_says_when_nobody_watches(
    ada_client: Client, message: Delivery, now: datetime
) -> None:
    from mortem.web.models import Watcher

    review_id = message.flip.watch.signal.review_id
    Watcher.objects.update(at=now)
    page = ada_client.get(f"/r/{review_id}/watch/").content.decode()
    assert "Nobody watches now; signals were last looked after on 3 March, 14:00." in page
    assert "mortem worker --once" in page
