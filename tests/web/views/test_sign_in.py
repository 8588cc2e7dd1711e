from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mortem.core.errors import NotFound
from mortem.web.models import User
from mortem.web.operations.users import account_called, issue_sign_in
from mortem.web.tries import PER_ADDRESS, mail_tries

if TYPE_CHECKING:
    from collections.abc import Iterator


ADDRESS = "ada@example.org"


@pytest.fixture
def reachable(ada: User) -> User:
    """Return Ada, who has confirmed her address."""
    ada.address, ada.address_confirmed_at = ADDRESS, timezone.now()
    ada.save()
    return ada


@pytest.fixture
def mailing(settings: Any) -> Iterator[None]:
    """Set a place up to hand mail over; pytest-django keeps the messages in `mail.outbox`."""
    settings.EMAIL_HOST = "mail.example.org"
    mail_tries.forget()
    yield
    mail_tries.forget()


def link_in(message: mail.EmailMessage) -> str:
    found = re.search(r"/sign-in/\S+/", str(message.body))
    assert found
    return found.group()


class TestALink:
    def test_opening_it_signs_nobody_in(self, ada: User, guest_client: Client) -> None:
        link = reverse("sign_in_link", args=[issue_sign_in(ada, at=timezone.now())])
        for _ in range(2):
            assert guest_client.get(link).status_code == 200
            assert guest_client.head(link).status_code == 200
        assert "_auth_user_id" not in guest_client.session

    def test_pressing_the_button_signs_in_once(self, ada: User, guest_client: Client) -> None:
        link = reverse("sign_in_link", args=[issue_sign_in(ada, at=timezone.now())])
        assert guest_client.post(link).headers["Location"] == "/"
        assert guest_client.session["_auth_user_id"] == str(ada.pk)
        assert Client().post(link).status_code == 404

    def test_an_hour_later_it_is_over(self, ada: User, guest_client: Client) -> None:
        earlier = timezone.now() - timedelta(minutes=61)
        link = reverse("sign_in_link", args=[issue_sign_in(ada, at=earlier)])
        assert guest_client.get(link).status_code == 404
        assert guest_client.post(link).status_code == 404

    def test_the_database_does_not_hold_it(self, ada: User) -> None:
        token = issue_sign_in(ada, at=timezone.now())
        assert [row.hash == token for row in ada.token_set.all()] == [False]


@pytest.mark.usefixtures("mailing")
class TestByMail:
    def test_whoever_confirmed_an_address_gets_a_link_that_works(
        self, reachable: User, guest_client: Client
    ) -> None:
        guest_client.post("/sign-in/", {"address": ADDRESS.upper()})
        assert [message.to for message in mail.outbox] == [[ADDRESS]]
        guest_client.post(link_in(mail.outbox[0]))
        assert guest_client.session["_auth_user_id"] == str(reachable.pk)

    def test_the_answer_is_the_same_for_a_stranger(
        self, reachable: User, guest_client: Client
    ) -> None:
        known = guest_client.post("/sign-in/", {"address": reachable.address})
        unknown = guest_client.post("/sign-in/", {"address": "nobody@example.org"})
        assert (known.status_code, len(known.content)) == (
            unknown.status_code,
            len(unknown.content),
        )
        assert len(mail.outbox) == 1

    def test_an_address_that_nobody_confirmed_gets_nothing(
        self, reachable: User, guest_client: Client
    ) -> None:
        User.objects.filter(pk=reachable.pk).update(address_confirmed_at=None)
        guest_client.post("/sign-in/", {"address": ADDRESS})
        assert mail.outbox == []

    def test_what_is_no_address_is_said_beside_the_field(self, guest_client: Client) -> None:
        answer = guest_client.post("/sign-in/", {"address": "ada at home"})
        assert answer.status_code == 422
        assert "ada at home" in answer.content.decode()

    def test_too_many_wishes_must_wait(self, reachable: User, guest_client: Client) -> None:
        answers = [
            guest_client.post("/sign-in/", {"address": reachable.address}).status_code
            for _ in range(PER_ADDRESS + 1)
        ]
        assert answers == [200] * PER_ADDRESS + [429]
        assert len(mail.outbox) == PER_ADDRESS


def test_without_mail_no_address_is_asked_for(guest_client: Client) -> None:
    assert 'name="address"' not in guest_client.get("/sign-in/").content.decode()


class TestAnAccountByName:
    def test_is_found_by_name_or_confirmed_address(self, reachable: User, ben: User) -> None:
        assert account_called("Ben") == ben
        assert account_called(ADDRESS) == reachable

    def test_two_of_one_name_are_nobody(self, ben: User) -> None:
        User.objects.create(name=ben.name, created_at=ben.created_at)
        with pytest.raises(NotFound):
            account_called(ben.name)
