"""The pages of a sealed review: open for one sign-in and a while, and never outside of it."""

from __future__ import annotations

import re
import threading
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.utils import timezone

from mortem.core.record import Kind
from mortem.web.models import Review, SealedReview
from mortem.web.operations import sealing
from mortem.web.sealed import keyring
from mortem.web.tries import PER_ADDRESS
from mortem.web.views import sealed_door
from tests.web.anonymity.dump import tables
from tests.web.conftest import signed_in
from tests.web.guarding import in_days
from tests.web.sealed.conftest import NEW, PASSPHRASE, SECRET, learn, lessons, unlock
from tests.web.silence import PHASES, content
from tests.web.world import routes

if TYPE_CHECKING:
    from django.test import Client

    from mortem.web.models import User

SESSIONS = "django_session"
ROWS = "web_sealedreview"


def begin(client: Client, context: str) -> SealedReview:
    answer = client.post("/sealed/new/", {"context": context, "title": SECRET, **NEW})
    assert answer.status_code == 302, answer.content.decode()
    return SealedReview.objects.get()


def test_begun_written_locked_and_opened_again(ada_client: Client) -> None:
    row = begin(ada_client, "personal")
    page = ada_client.get(f"/r/{row.pk}/", follow=True).content.decode()
    assert page.count(f"<h1>{SECRET}</h1>") == 1
    assert page.count("Sealed. Nobody else can read this.") == 1
    assert learn(ada_client, row, "Ask earlier").status_code == 302
    ada_client.post(f"/sealed/{row.pk}/lock/")
    assert ada_client.get(f"/r/{row.pk}/event/")["Location"] == f"/sealed/{row.pk}/"
    assert unlock(ada_client, row)["Location"] == f"/r/{row.pk}/"
    assert lessons(ada_client, row) == ["Ask earlier"]
    assert Review.objects.count() == 0


def test_before_anything_is_sealed_it_is_said_what_cannot_be_undone(ada_client: Client) -> None:
    page = " ".join(ada_client.get("/sealed/new/").content.decode().split())
    for said in (
        "nobody can bring it back, not even whoever runs Mortem",
        "Whoever runs the server with bad intent could change it",
        "no guests, no room, nothing live, no files",
        "half an hour after your last step, eight hours at most",
    ):
        assert page.count(said) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"understood": ""},
        {"again": "something else entirely"},
        {"passphrase": "short", "again": "short"},
        {"title": ""},
        {"context": "migration"},
    ],
)
def test_what_is_missing_is_asked_for_and_no_passphrase_comes_back(
    wrong: dict[str, str], ada_client: Client
) -> None:
    asked = {"context": "personal", "title": SECRET, **NEW, **wrong}
    answer = ada_client.post("/sealed/new/", asked)
    assert answer.status_code == 422
    assert PASSPHRASE not in answer.content.decode()
    assert SealedReview.objects.count() == 0


def test_a_wrong_passphrase_is_kindly_told_and_soon_has_to_wait(
    sealed: SealedReview, ada_client: Client
) -> None:
    for _ in range(PER_ADDRESS):
        answer = unlock(ada_client, sealed, "correct horse battery stapler")
        assert answer.status_code == 422
        assert "Take your time; nothing is lost by trying." in answer.content.decode()
    refused = unlock(ada_client, sealed)
    assert "it has to wait for ten minutes" in refused.content.decode()
    assert ada_client.get(f"/r/{sealed.pk}/event/").status_code == 302


def test_for_others_it_is_not_there(
    sealed: SealedReview, ada_client: Client, ben_client: Client, guest_client: Client
) -> None:
    unlock(ada_client, sealed)
    for path in (f"/r/{sealed.pk}/event/", f"/r/{sealed.pk}/export/md/", f"/sealed/{sealed.pk}/"):
        assert ben_client.get(path).status_code == 404
        assert guest_client.get(path).status_code in {302, 404}
    assert unlock(ben_client, sealed).status_code == 404
    assert ben_client.get(f"/sealed/{sealed.pk}/file/").status_code == 404
    assert ben_client.get("/sealed/").content.decode().count(sealed.pk.hex[:8]) == 0


def test_two_tabs_share_it_and_another_browser_gives_the_passphrase_again(
    sealed: SealedReview, ada: User, ada_client: Client
) -> None:
    unlock(ada_client, sealed)
    learn(ada_client, sealed, "From one tab")
    learn(ada_client, sealed, "From the other")
    phone = signed_in(ada)
    assert phone.get(f"/r/{sealed.pk}/event/").status_code == 302
    assert unlock(phone, sealed).status_code == 302
    learn(phone, sealed, "From the phone")
    assert lessons(ada_client, sealed) == ["From one tab", "From the other", "From the phone"]


def test_signing_out_locks_what_nobody_else_has_open(
    sealed: SealedReview, ada: User, ada_client: Client
) -> None:
    phone = signed_in(ada)
    unlock(ada_client, sealed)
    unlock(phone, sealed)
    ada_client.post("/sign-out/")
    assert phone.get(f"/r/{sealed.pk}/event/").status_code == 200
    phone.post("/sign-out/")
    assert keyring.at_hand(sealed.pk) is None


def test_lock_now_locks_every_browser(sealed: SealedReview, ada: User, ada_client: Client) -> None:
    phone = signed_in(ada)
    unlock(ada_client, sealed)
    unlock(phone, sealed)
    ada_client.post(f"/sealed/{sealed.pk}/lock/")
    assert phone.get(f"/r/{sealed.pk}/event/").status_code == 302
    assert keyring.at_hand(sealed.pk) is None


@pytest.mark.parametrize("passed", ["used_at", "opened_at"])
def test_time_locks_it(passed: str, sealed: SealedReview, ada_client: Client) -> None:
    unlock(ada_client, sealed)
    opened = keyring.at_hand(sealed.pk)
    assert opened is not None
    most = keyring.IDLE_SECONDS if passed == "used_at" else keyring.MOST_SECONDS
    setattr(opened, passed, getattr(opened, passed) - most - 1)
    keyring.lock_what_is_over()
    assert opened.base.connection is None
    assert ada_client.get(f"/r/{sealed.pk}/event/").status_code == 302


def test_a_page_that_asks_by_itself_keeps_nothing_open(
    sealed: SealedReview, ada_client: Client
) -> None:
    unlock(ada_client, sealed)
    opened = keyring.at_hand(sealed.pk)
    assert opened is not None
    opened.used_at -= 600
    before = opened.used_at
    assert ada_client.get(f"/r/{sealed.pk}/pulse/?at=event").status_code == 200
    assert opened.used_at == before
    ada_client.get(f"/r/{sealed.pk}/event/")
    assert opened.used_at > before


def test_what_is_sent_to_a_locked_one_is_told_to_be_kept_in_the_browser(
    sealed: SealedReview, ada_client: Client
) -> None:
    answer = learn(ada_client, sealed, "Written while it locked")
    assert answer.status_code == 423
    assert "What you typed is still in your browser." in answer.content.decode()
    swapped = ada_client.post(f"/r/{sealed.pk}/lessons/new/", headers={"hx-request": "true"})
    assert swapped["HX-Redirect"] == f"/sealed/{sealed.pk}/"


def test_pages_of_it_are_kept_in_no_cache(sealed: SealedReview, ada_client: Client) -> None:
    unlock(ada_client, sealed)
    for path in ("event/", "report/", "export/pdf/", "export/zip/", "pulse/?at=event"):
        answer = ada_client.get(f"/r/{sealed.pk}/{path}")
        assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")


def test_where_another_process_wrote_first_nothing_is_said_to_be_kept(
    sealed: SealedReview, ada: User, ada_client: Client
) -> None:
    unlock(ada_client, sealed)
    elsewhere = sealing.unseal(sealed, sealing.lock_of(sealed).key(PASSPHRASE), by=ada)
    learn(ada_client, sealed, "Here")
    with elsewhere.mutex:
        elsewhere.changes -= 1  # as after a change there
        with pytest.raises(Exception, match="changed in another place meanwhile"):
            sealing.write_back(elsewhere)
    SealedReview.objects.update(nonce=b"written elsewhere")
    answer = learn(ada_client, sealed, "Too late")
    assert answer.status_code == 409
    assert "What you typed is still in your browser." in answer.content.decode()
    assert keyring.at_hand(sealed.pk) is None


def test_what_was_answered_outlives_the_process(sealed: SealedReview, ada_client: Client) -> None:
    """Each answer comes after the seal: what a killed process had in memory, the row has, too."""
    unlock(ada_client, sealed)
    for number in range(3):
        assert learn(ada_client, sealed, f"Lesson {number}").status_code == 302
        killed = keyring.at_hand(sealed.pk)
        keyring._open.clear()  # no good-bye, as when a process is killed
        unlock(ada_client, sealed)
        assert killed is not keyring.at_hand(sealed.pk)
        assert lessons(ada_client, sealed) == [f"Lesson {one}" for one in range(number + 1)]


def test_reading_writes_nothing(sealed: SealedReview, ada_client: Client) -> None:
    unlock(ada_client, sealed)
    before = bytes(SealedReview.objects.get().nonce)
    for path in ("event/", "causes/", "lessons/", "report/", "export/json/"):
        ada_client.get(f"/r/{sealed.pk}/{path}")
    assert bytes(SealedReview.objects.get().nonce) == before
    learn(ada_client, sealed, "Something")
    assert bytes(SealedReview.objects.get().nonce) != before


@pytest.mark.django_db(transaction=True)
def test_many_requests_at_once_lose_nothing(sealed: SealedReview, ada: User) -> None:
    first = signed_in(ada)
    unlock(first, sealed)
    cookies = first.cookies

    def write(number: int) -> None:
        client = signed_in_with(cookies)
        assert learn(client, sealed, f"Lesson {number}").status_code == 302
        connection.close()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(lessons(first, sealed)) == [f"Lesson {number}" for number in range(8)]


def signed_in_with(cookies: Any) -> Client:
    from django.test import Client as Browser

    client = Browser()
    client.cookies = cookies
    return client


def addresses(row: SealedReview) -> list[str]:
    """Return every address under a review, with the review's own identifier wherever one is asked."""
    found = []
    for route, _pattern in routes():
        if not route.startswith("r/<uuid:review_id>/"):
            continue
        names = PHASES[Kind.POSTMORTEM] if "<slug:phase>" in route else ("md",)
        for name in names:
            filled = route.replace("<slug:phase>", name).replace("<slug:form>", name)
            filled = re.sub(r"<slug:\w+>", "success", re.sub(r"<uuid:\w+>", str(row.pk), filled))
            found.append(f"/{filled}")
    return found


def test_whatever_is_asked_of_it_the_database_learns_nothing(
    sealed: SealedReview, ada_client: Client
) -> None:
    """Every address under a review, read and posted: no row appears or changes but the sealed one."""
    unlock(ada_client, sealed)
    ada_client.raise_request_exception = False
    before, told = tables(), {}
    for address in addresses(sealed):
        ada_client.get(address)
        ada_client.post(address, {"text": "Zwiebelkuchen", "name": "Zwiebelkuchen", "to": "causes"})
        after = tables()
        changed = {name for name in before if before[name] != after[name]} - {SESSIONS, ROWS}
        if changed:
            told[address] = changed
        if keyring.at_hand(sealed.pk) is None:
            unlock(ada_client, SealedReview.objects.get())
    assert told == {}


def test_every_shut_address_is_there_and_says_why(sealed: SealedReview, ada_client: Client) -> None:
    names = {pattern.name for _route, pattern in routes()}
    assert sealed_door._SHUT - names == set()
    unlock(ada_client, sealed)
    for path in ("who/", "invite/", "days/", "present/", "deletion/", "visibility/", "sealing/"):
        answer = ada_client.get(f"/r/{sealed.pk}/{path}")
        assert answer.status_code == 403
        assert "make a readable copy of it first" in answer.content.decode()


def test_a_readable_copy_is_made_on_purpose_and_can_be_shown(
    sealed: SealedReview, ada_client: Client
) -> None:
    assert ada_client.post(f"/sealed/{sealed.pk}/copy/").status_code == 423
    unlock(ada_client, sealed)
    learn(ada_client, sealed, "Ask earlier")
    page = ada_client.get(f"/sealed/{sealed.pk}/").content.decode()
    assert page.count("which whoever runs the machine could read") == 1
    for number in (1, 2):
        answer = ada_client.post(f"/sealed/{sealed.pk}/copy/")
        assert Review.objects.count() == number
        assert ada_client.get(answer["Location"]).status_code == 200
    copies = list(Review.objects.all())
    assert {one.title for one in copies} == {SECRET}
    assert sealed.pk not in {one.pk for one in copies}
    assert [one.lessons.get().text for one in copies] == ["Ask earlier"] * 2


def test_another_passphrase(sealed: SealedReview, ada_client: Client) -> None:
    other = "a rather different sentence"
    unlock(ada_client, sealed)
    learn(ada_client, sealed, "Kept")
    path = f"/sealed/{sealed.pk}/passphrase/"
    assert ada_client.post(path, {**NEW, "passphrase": "x", "again": "x"}).status_code == 422
    assert ada_client.post(path, {**NEW, "passphrase": other, "again": other}).status_code == 302
    learn(ada_client, sealed, "And more")
    ada_client.post(f"/sealed/{sealed.pk}/lock/")
    assert unlock(ada_client, sealed).status_code == 422
    assert unlock(ada_client, sealed, other).status_code == 302
    assert lessons(ada_client, sealed) == ["Kept", "And more"]


def test_taken_away_removed_and_brought_back(sealed: SealedReview, ada_client: Client) -> None:
    unlock(ada_client, sealed)
    learn(ada_client, sealed, "Kept")
    taken = ada_client.get(f"/sealed/{sealed.pk}/file/")
    assert SECRET not in taken.content.decode()
    ada_client.post(f"/sealed/{sealed.pk}/removal/")
    assert SealedReview.objects.count() == 1
    ada_client.post(f"/sealed/{sealed.pk}/removal/", {"for_good": "1"})
    assert SealedReview.objects.count() == 0
    answer = bring(ada_client, taken.content)
    assert answer["Location"] == f"/sealed/{sealed.pk}/"
    assert bring(ada_client, taken.content).status_code == 409
    assert bring(ada_client, taken.content[:500]).status_code == 422
    unlock(ada_client, sealed)
    assert lessons(ada_client, sealed) == ["Kept"]


def bring(client: Client, content: bytes) -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return client.post("/import/", {"document": SimpleUploadedFile("mine.sealed.json", content)})


@pytest.mark.usefixtures("sealed")
def test_what_is_taken_away_as_everything_has_it_sealed(ada_client: Client) -> None:
    taken = content(ada_client.get("/you/everything/"))
    assert taken.count(b"mortem-sealed-review") == 1
    assert SECRET.encode() not in taken


@pytest.mark.parametrize(("every", "then"), [("7", 7), ("", None)])
def test_a_reminder_says_only_that_a_check_in_is_due(
    every: str, then: int | None, sealed: SealedReview, ada_client: Client
) -> None:
    today = timezone.localdate()
    ada_client.post(
        f"/sealed/{sealed.pk}/reminder/", {"remind_date": today.isoformat(), "every_days": every}
    )
    home = ada_client.get("/").content.decode()
    assert home.count("Your check-in is due") == 1
    assert home.count(SECRET) == 0
    unlock(ada_client, sealed)
    following = SealedReview.objects.get().remind_date
    assert following == (in_days(then) if then else None)
    assert ada_client.get("/").content.decode().count("Your check-in is due") == 0


def test_sealed_bytes_that_were_changed_are_told(sealed: SealedReview, ada_client: Client) -> None:
    kept = bytes(sealed.ciphertext)
    for broken in (kept[:-1] + bytes([kept[-1] ^ 1]), kept[: len(kept) // 2]):
        SealedReview.objects.update(ciphertext=broken)
        answer = unlock(ada_client, sealed)
        assert answer.status_code == 422
        assert "has been changed or cut since" in answer.content.decode()
        assert bytes(SealedReview.objects.get().ciphertext) == broken
    SealedReview.objects.update(ciphertext=kept)
    assert unlock(ada_client, sealed).status_code == 302


def test_a_look_ahead_goes_all_the_way(ada_client: Client) -> None:
    row = begin(ada_client, "personal_goal")
    url = f"/r/{row.pk}/"
    for seen, to in (("plan", "imagine"), ("imagine", "write")):
        ada_client.post(f"{url}phase/", {"seen": seen, "to": to})
    ada_client.post(f"{url}cards/", {"text": "I stopped in week five"})
    ada_client.post(f"/sealed/{row.pk}/lock/")
    unlock(ada_client, row)
    page = ada_client.get(f"{url}write/").content.decode()
    assert page.count("I stopped in week five") >= 1  # nobody has turned it, and it is not lost
    ada_client.post(f"{url}phase/", {"seen": "write", "to": "reveal"})
    found = ada_client.get(f"{url}reveal/").content.decode()
    assert found.count("I stopped in week five") >= 1
    assert Review.objects.count() == 0
