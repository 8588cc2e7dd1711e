"""The page “Who can see this”, and what those see to whom something is shown."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from mortem.web.models import Membership, Opening, Review, Share, User
from mortem.web.operations.reviews import begin_review
from mortem.web.operations.shares import token_of
from mortem.web.operations.teams import make_team
from mortem.web.tries import mail_tries

if TYPE_CHECKING:
    from pytest_django import Settings

PURPOSE = "So that you can tell me what I do not see"


@pytest.fixture
def mine(ada: User) -> Review:
    return begin_review(
        context="career_step", title="Not promoted", by=ada, at=timezone.now() - timedelta(days=1)
    )


def show_it(client: Client, review: Review, to: str, **data: Any) -> Any:
    posted = {"to": to, "purpose": PURPOSE, "role": "reader", "until": "", **data}
    return client.post(f"/r/{review.pk}/shares/", posted)


def link(share: Share) -> str:
    return f"/join/{token_of(share)}/"


def text_of(answer: Any) -> str:
    plain = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return " ".join(plain.split())


def test_at_first_nobody_else_sees_it(mine: Review, ada_client: Client) -> None:
    page = text_of(ada_client.get(f"/r/{mine.pk}/who/"))
    assert page.count("You, and nobody else.") == 1
    assert page.count("Take it back") == 0


@pytest.mark.parametrize("to", ["person", "people", "team", "link"])
def test_each_way_has_its_form_and_asks_what_it_is_for(
    to: str, mine: Review, ada: User, ada_client: Client
) -> None:
    make_team("Platform", by=ada, at=timezone.now())
    page = ada_client.get(f"/r/{mine.pk}/who/?to={to}").content.decode()
    assert page.count(f'name="to" value="{to}"') == 1
    assert page.count("Whom can this help, and with what?") == 1
    answer = show_it(ada_client, mine, to, purpose="")
    assert answer.status_code == 422
    assert Share.objects.count() == 0


def test_a_link_is_open_for_thirty_days_unless_one_says_otherwise(
    mine: Review, ada_client: Client
) -> None:
    form = ada_client.get(f"/r/{mine.pk}/who/?to=link").context["form"]
    assert form["until"].value() == timezone.localdate() + timedelta(days=30)
    show_it(ada_client, mine, "link", until="")
    assert Share.objects.count() == 0
    day = timezone.localdate() + timedelta(days=3)
    show_it(ada_client, mine, "link", until=day.isoformat())
    ends = timezone.localtime(Share.objects.get().expires_at)
    assert (ends.date(), ends.hour) == (day, 23)


def test_shown_opened_and_taken_back(
    mine: Review, ada_client: Client, guest_client: Client
) -> None:
    show_it(ada_client, mine, "person", name="Noor")
    share = Share.objects.get()
    asked = text_of(guest_client.get(link(share)))
    assert asked.count(PURPOSE) == 1
    assert asked.count("sees that you opened it, and when last") == 1
    assert asked.count("This link opens for one person.") == 1
    assert guest_client.post(link(share), {"name": "Noor"}).status_code == 302
    review = f"/r/{mine.pk}/"
    page = guest_client.get(f"{review}event/")
    assert text_of(page).count(PURPOSE) == 1
    assert text_of(page).count("Ada shows you this.") == 1
    assert f'hx-post="{review}opening/"' in page.content.decode()
    Opening.objects.update(last_at=timezone.now() - timedelta(days=9))
    assert guest_client.post(f"{review}opening/").status_code == 204
    seen = Opening.objects.get()
    assert timezone.now() - seen.last_at < timedelta(minutes=1)
    owner_page = text_of(ada_client.get(f"{review}who/"))
    assert owner_page.count("Noor opened it, last on") == 1
    answer = ada_client.post(f"{review}shares/{share.pk}/revocation/")
    assert answer["Location"] == f"{review}who/"
    for address in ("event/", "report/", "export/md/", "opening/", "pulse/?at="):
        assert guest_client.get(f"{review}{address}").status_code in {404, 405}
    assert guest_client.post(f"{review}opening/").status_code == 404
    assert guest_client.get(link(share)).status_code == 404
    assert text_of(ada_client.get(f"{review}who/")).count("taken back on") == 1


def test_looking_is_no_opening(mine: Review, ada_client: Client, guest_client: Client) -> None:
    """Whatever reads a page changes nothing; only the page itself tells that it was shown."""
    show_it(ada_client, mine, "person", name="Noor")
    guest_client.post(link(Share.objects.get()), {"name": "Noor"})
    long_ago = timezone.now() - timedelta(days=9)
    Opening.objects.update(last_at=long_ago)
    guest_client.get(f"/r/{mine.pk}/event/")
    guest_client.get(f"/r/{mine.pk}/report/")
    assert Opening.objects.get().last_at == long_ago


def test_whose_review_it_is_is_not_watched(mine: Review, ada_client: Client) -> None:
    show_it(ada_client, mine, "person", name="Noor")
    ada_client.post(f"/r/{mine.pk}/opening/")
    assert Opening.objects.count() == 0
    assert 'hx-trigger="load"' not in ada_client.get(f"/r/{mine.pk}/event/").content.decode()


def test_a_team_is_shown_it_by_name(mine: Review, ada: User, ben: User, ada_client: Client) -> None:
    team = make_team("Platform", by=ada, at=timezone.now())
    Membership.objects.create(team=team, user=ben, joined_at=timezone.now())
    show_it(ada_client, mine, "team", team=str(team.pk))
    ben_client = Client()
    ben_client.force_login(ben)
    assert ben_client.get("/reviews/").content.decode().count("Not promoted") == 1
    assert text_of(ben_client.get(f"/r/{mine.pk}/report/")).count(PURPOSE) == 1
    ben_client.post(f"/r/{mine.pk}/opening/")
    page = text_of(ada_client.get(f"/r/{mine.pk}/who/"))
    assert page.count("Everybody in Platform") == 1
    assert page.count("Ben opened it, last on") == 1


def test_somebody_elses_team_is_not_offered(mine: Review, ben: User, ada_client: Client) -> None:
    theirs = make_team("Theirs", by=ben, at=timezone.now())
    assert ada_client.get(f"/r/{mine.pk}/who/?to=team").content.decode().count("Theirs") == 0
    assert show_it(ada_client, mine, "team", team=str(theirs.pk)).status_code == 422


def test_a_few_people_are_typed_a_line_each(mine: Review, ada_client: Client) -> None:
    typed = "Noor, noor@example.org\n\n Jun \n"
    assert show_it(ada_client, mine, "people", people_named=typed).status_code == 302
    kept = list(Share.objects.order_by("label").values_list("label", "address"))
    assert kept == [("Jun", ""), ("Noor", "noor@example.org")]
    page = ada_client.get(f"/r/{mine.pk}/who/").content.decode()
    assert page.count('class="invite-link"') == 2  # no mail is set up, so both are handed over
    wrong = show_it(ada_client, mine, "people", people_named="Noor, nowhere")
    assert wrong.status_code == 422
    assert "does not look like an e-mail address" in wrong.content.decode()


def test_the_mail_says_nothing_of_what_it_is_about(
    mine: Review, ada_client: Client, settings: Settings
) -> None:
    settings.EMAIL_HOST = "localhost"
    show_it(ada_client, mine, "person", name="Noor", address="noor@example.org")
    (sent,) = mail.outbox
    assert sent.to == ["noor@example.org"]
    assert link(Share.objects.get()) in sent.body
    said = f"{sent.subject} {sent.body}".replace(link(Share.objects.get()), "")  # random letters
    assert [word for word in ("promoted", PURPOSE, "Ada", "review") if word in said] == []
    page = ada_client.get(f"/r/{mine.pk}/who/").content.decode()
    assert page.count("The link went to noor@example.org.") == 1
    assert page.count('class="invite-link"') == 0  # or it would prove nothing


def test_many_mails_in_a_row_have_to_wait(
    mine: Review, ada_client: Client, settings: Settings
) -> None:
    settings.EMAIL_HOST = "localhost"
    mail_tries.forget()
    answers = [
        show_it(ada_client, mine, "person", name="Noor", address="noor@example.org").status_code
        for _ in range(40)
    ]
    mail_tries.forget()
    assert answers[0] == 302
    assert answers[-1] == 429
    assert len(mail.outbox) == answers.count(302) < 40


def test_only_whoever_runs_it_shares_it(mine: Review, ada_client: Client) -> None:
    show_it(ada_client, mine, "person", name="Noor")
    reader = Client()
    reader.post(link(Share.objects.get()), {"name": "Noor"})
    assert reader.get(f"/r/{mine.pk}/who/").status_code == 403
    assert show_it(reader, mine, "person", name="Jun").status_code == 403
