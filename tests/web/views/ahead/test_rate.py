from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest

from mortem.core.record import Mode, Role
from mortem.web.models import Cause, Rating, Review, User
from mortem.web.operations.reviews import describe_review
from tests.web.guarding import bring, facilitator, guest_in, join, page, post, some_causes, went_to

if TYPE_CHECKING:
    from datetime import datetime

    from django.test import Client


NOBODYS = "0b5ad4a4-57a5-4f0e-9b5c-0a4f4f4f4f4f"  # a key that no row has


@pytest.fixture
def causes(migration: Review) -> list[Cause]:
    made = some_causes(migration, 8)
    bring(migration, "rate")
    return made


def answers(*given: tuple[Cause, int, int]) -> dict[str, Any]:
    sent: dict[str, Any] = {}
    for cause, chance, cost in given:
        sent |= {f"chance-{cause.pk}": chance, f"cost-{cause.pk}": cost}
    return sent


def ranges(*given: tuple[Cause, int, str, str]) -> dict[str, Any]:
    sent: dict[str, Any] = {}
    for cause, chance, low, high in given:
        key = str(cause.pk)
        sent |= {f"chance-{key}": chance, f"cost-{key}": "", f"low-{key}": low, f"high-{key}": high}
    return sent


def text_of(html: str) -> str:
    """Return what a reader sees, on one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def ticked(html: str) -> list[str]:
    """Return the names of the costs that are chosen, in the page's order."""
    return re.findall(r'name="cost-([0-9a-f-]+)" value="[1-5]" checked', html)


def test_answers_are_kept_and_shown_to_their_giver(
    ada_client: Client, migration: Review, causes: list[Cause]
) -> None:
    sent = answers((causes[0], 30, 4), (causes[2], 80, 1))
    assert went_to(post(ada_client, "rate_causes", migration.pk, **sent)) == "rate"
    shown = page(ada_client, migration, "rate").content.decode()
    assert ticked(shown) == [str(causes[0].pk), str(causes[2].pk)]
    assert shown.count('value="30"') == 1


def test_nobody_sees_the_answers_of_others(
    ada_client: Client, ben_client: Client, ben: User, migration: Review, causes: list[Cause]
) -> None:
    join(migration, ben)
    empty = ticked(page(ben_client, migration, "rate").content.decode())
    post(ada_client, "rate_causes", migration.pk, **answers((causes[0], 35, 4)))
    shown = page(ben_client, migration, "rate").content.decode()
    assert (ticked(shown), empty, 'value="35"' in shown) == ([], [], False)
    assert "1 of 2 have answered" in shown


def test_the_facilitator_shows_the_picture_without_losing_answers(
    ada_client: Client, migration: Review, causes: list[Cause]
) -> None:
    sent = answers((causes[0], 30, 4)) | {"then": "protect"}
    assert went_to(post(ada_client, "rate_causes", migration.pk, **sent)) == "protect"
    assert Rating.objects.get().plausibility == 30


def test_nobody_else_moves_the_review_on(
    ben_client: Client, ben: User, migration: Review, causes: list[Cause]
) -> None:
    join(migration, ben)
    sent = answers((causes[0], 30, 4)) | {"then": "protect"}
    assert went_to(post(ben_client, "rate_causes", migration.pk, **sent)) == "rate"
    migration.refresh_from_db()
    assert migration.phase == "rate"


def test_too_many_stay_typed(ada_client: Client, migration: Review, causes: list[Cause]) -> None:
    sent = answers(*((cause, 15, 2) for cause in causes))
    response = post(ada_client, "rate_causes", migration.pk, **sent)
    assert response.status_code == 422
    shown = response.content.decode()
    assert len(ticked(shown)) == 8
    assert "You rated 8 causes; 7 is the most." in shown
    assert Rating.objects.count() == 0


@pytest.mark.parametrize(
    ("chance", "cost"), [("much", "3"), ("50", "dear"), ("", "3"), ("500", "3"), ("50", "9")]
)
def test_broken_numbers_are_asked_about(
    chance: str, cost: str, ada_client: Client, migration: Review, causes: list[Cause]
) -> None:
    key = causes[0].pk
    sent = {f"chance-{key}": chance, f"cost-{key}": cost}
    assert post(ada_client, "rate_causes", migration.pk, **sent).status_code == 422


@pytest.mark.parametrize("key", ["nonsense", NOBODYS, ""])
def test_a_cause_that_is_not_there(
    key: str,
    ada_client: Client,
    migration: Review,
    causes: list[Cause],  # noqa: ARG001 - asked for its effect
) -> None:
    assert post(ada_client, "rate_causes", migration.pk, **{f"cost-{key}": "3"}).status_code == 422


def test_a_cause_of_another_review_is_refused(
    ada_client: Client,
    migration: Review,
    outage: Review,
    causes: list[Cause],  # noqa: ARG001 - asked for its effect
) -> None:
    sent = answers((some_causes(outage, 1)[0], 50, 3))
    assert post(ada_client, "rate_causes", migration.pk, **sent).status_code == 422
    assert Rating.objects.count() == 0


def test_after_the_picture_it_is_too_late(
    ada_client: Client, migration: Review, causes: list[Cause]
) -> None:
    bring(migration, "protect")
    late = post(ada_client, "rate_causes", migration.pk, **answers((causes[0], 30, 4)))
    assert late.status_code == 409
    assert b'type="range"' not in page(ada_client, migration, "rate").content


def test_an_anonymous_guest_finds_their_own_answers_again(
    migration: Review, causes: list[Cause], now: datetime
) -> None:
    describe_review(migration, by=facilitator(migration), at=now, mode=Mode.ANONYMOUS)
    guest = guest_in(migration)
    post(guest, "rate_causes", migration.pk, **answers((causes[1], 30, 4)))
    assert ticked(page(guest, migration, "rate").content.decode()) == [str(causes[1].pk)]
    assert [r.participant for r in Rating.objects.all()] == [None]


def test_who_may(
    ben_client: Client, guest_client: Client, migration: Review, causes: list[Cause]
) -> None:
    reader = guest_in(migration, role=Role.READER)
    sent = answers((causes[0], 30, 4))
    tried = [
        post(client, "rate_causes", migration.pk, **sent).status_code
        for client in (ben_client, guest_client, reader)
    ]
    assert tried == [404, 404, 403]
    assert [page(c, migration, "rate").status_code for c in (ben_client, reader)] == [404, 200]


class TestTicking:
    """With more than a few causes, each person ticks those they want to rate: one gesture each."""

    def picked(self, html: str) -> list[str]:
        return re.findall(r'name="pick-([0-9a-f-]+)" value="1" checked', html)

    def test_only_what_is_ticked_counts(
        self, ada_client: Client, migration: Review, causes: list[Cause]
    ) -> None:
        sent = answers((causes[0], 30, 4), (causes[1], 40, 5))
        post(
            ada_client,
            "rate_causes",
            migration.pk,
            **sent,
            **{f"pick-{causes[0].pk}": 1},
            picking=1,
        )
        assert [(r.cause, r.cost) for r in Rating.objects.all()] == [(causes[0], 4)]
        assert self.picked(page(ada_client, migration, "rate").content.decode()) == [
            str(causes[0].pk)
        ]

    def test_a_ticked_cause_without_a_cost_is_asked_about(
        self, ada_client: Client, migration: Review, causes: list[Cause]
    ) -> None:
        key = causes[3].pk
        sent = {f"chance-{key}": 35, f"cost-{key}": "", f"pick-{key}": 1, "picking": 1}
        refused = post(ada_client, "rate_causes", migration.pk, **sent)
        shown = refused.content.decode()
        assert (refused.status_code, self.picked(shown)) == (422, [str(key)])
        assert shown.count('value="35"') == 1
        said = "What would it cost? Choose one of the five, or untick this reason."
        assert text_of(shown).count(said) == 2  # at the top with a way to it, and at its place
        assert f'href="#cost-{key}"' in shown

    def test_a_few_causes_stand_open(self, ada_client: Client, migration: Review) -> None:
        some_causes(migration, 4)
        bring(migration, "rate")
        shown = page(ada_client, migration, "rate").content.decode()
        assert ("is-picking" in shown, shown.count('type="range"')) == (False, 4)

    def test_leaving_one_out_beats_what_was_typed(
        self, ada_client: Client, migration: Review, causes: list[Cause]
    ) -> None:
        sent = ranges((causes[0], 50, "1", "2")) | {f"cost-{causes[0].pk}": "out"}
        assert went_to(post(ada_client, "rate_causes", migration.pk, **sent)) == "rate"
        assert Rating.objects.count() == 0


class TestRanges:
    """From the 30-minute preset on, a cost may be a range in the plan's own unit (METHOD P1, P10)."""

    @pytest.fixture(autouse=True)
    def longer(self, migration: Review, causes: list[Cause], now: datetime) -> None:  # noqa: ARG002
        describe_review(migration, by=facilitator(migration), at=now, minutes=30)

    def kept(self) -> list[tuple[int | None, float | None, float | None]]:
        return list(Rating.objects.values_list("cost", "cost_low", "cost_high"))

    def test_a_range_is_kept_and_shown_again(
        self, ada_client: Client, migration: Review, causes: list[Cause]
    ) -> None:
        sent = ranges((causes[0], 30, "1.5k", "2,000 hours"))
        assert went_to(post(ada_client, "rate_causes", migration.pk, **sent)) == "rate"
        assert self.kept() == [(None, 1500, 2000)]
        shown = page(ada_client, migration, "rate").content.decode()
        assert [
            re.findall(rf'name="{end}-[^"]+" value="(\d+)"', shown) for end in ("low", "high")
        ] == [
            ["1500"],
            ["2000"],
        ]

    def test_a_range_takes_the_place_of_a_step(
        self, ada_client: Client, migration: Review, causes: list[Cause]
    ) -> None:
        sent = ranges((causes[0], 30, "0", "8")) | {f"cost-{causes[0].pk}": "4"}
        post(ada_client, "rate_causes", migration.pk, **sent)
        assert self.kept() == [(None, 0, 8)]
        post(ada_client, "rate_causes", migration.pk, **answers((causes[0], 30, 2)))
        assert self.kept() == [(2, None, None)]

    @pytest.mark.parametrize(
        ("low", "high", "said"),
        [
            ("8", "5", "“At most 5” is less than “at least 8”."),
            ("-3", "5", "“-3” is below zero. If it costs nothing, write 0."),
            ("1", "1e18", "“1e18” is out of reach"),
            ("", "5", "A range has two ends."),
            ("5", "", "A range has two ends."),
            ("1.500", "5000", "“1.500” may be 1500 or 1.5."),
            ("lots", "5", "“lots” is not read as a number here."),
            ("9" * 400, "5", "is out of reach"),
        ],
    )
    def test_what_is_no_range_is_told_what_helps_and_stays_typed(
        self,
        low: str,
        high: str,
        said: str,
        *,
        ada_client: Client,
        migration: Review,
        causes: list[Cause],
    ) -> None:
        sent = ranges((causes[0], 35, low, high), (causes[1], 45, "2", "3"))
        refused = post(ada_client, "rate_causes", migration.pk, **sent)
        shown = refused.content.decode()
        assert (refused.status_code, Rating.objects.count()) == (422, 0)
        assert text_of(shown).count(said) == 2
        for value in filter(None, (low, high, "35", "45", "2", "3")):
            assert f'value="{value}"' in shown

    def test_nobody_sees_the_range_of_another(
        self,
        ada_client: Client,
        ben_client: Client,
        ben: User,
        migration: Review,
        causes: list[Cause],
    ) -> None:
        join(migration, ben)
        post(
            ada_client,
            "rate_causes",
            migration.pk,
            **ranges((causes[0], 30, "43219876", "87654321")),
        )
        paths = [
            f"/r/{migration.pk}/rate/",
            f"/r/{migration.pk}/report/",
            f"/api/reviews/{migration.pk}",
        ]
        paths += [f"/r/{migration.pk}/export/{form}/" for form in ("json", "md", "html")]
        told = [ben_client.get(path).content.decode() for path in paths]
        assert [("43219876" in one, "87654321" in one) for one in told] == [(False, False)] * len(
            paths
        )

    def test_fifteen_minutes_keep_the_five_steps(
        self, ada_client: Client, migration: Review, causes: list[Cause], now: datetime
    ) -> None:
        describe_review(migration, by=facilitator(migration), at=now, minutes=15)
        assert 'name="low-' not in page(ada_client, migration, "rate").content.decode()
        sent = ranges((causes[0], 30, "4", "8"))
        assert post(ada_client, "rate_causes", migration.pk, **sent).status_code == 422
        assert Rating.objects.count() == 0

    def test_the_picture_tells_the_expected_cost_and_their_sum(
        self, ada_client: Client, migration: Review, causes: list[Cause]
    ) -> None:
        sent = ranges((causes[0], 100, "10", "10"), (causes[1], 100, "20", "20"))
        post(ada_client, "rate_causes", migration.pk, **sent, then="protect")
        shown = text_of(page(ada_client, migration, "protect").content.decode())
        assert "How costly, in hours of downtime" in shown
        assert "20 hours of downtime if it happens" in shown
        said = "most likely between 30 and 30 hours of downtime, 30 on average."
        assert f"Together, if none depends on another: {said}" in shown


class TestUnit:
    """Costs are counted in the plan's own unit: whoever facilitates chooses it."""

    @pytest.fixture(autouse=True)
    def longer(self, migration: Review, causes: list[Cause], now: datetime) -> None:  # noqa: ARG002
        describe_review(migration, by=facilitator(migration), at=now, minutes=30)

    def unit(self, review: Review) -> str:
        review.refresh_from_db()
        return review.cost_unit

    def test_it_starts_with_the_playbooks_and_can_be_changed(
        self, ada_client: Client, migration: Review
    ) -> None:
        assert self.unit(migration) == "hours of downtime"
        sent = {"unit": "  lost   orders "}
        assert went_to(post(ada_client, "change_cost_unit", migration.pk, **sent)) == "rate#ratings"
        assert self.unit(migration) == "lost orders"
        assert "in lost orders" in page(ada_client, migration, "rate").content.decode()

    @pytest.mark.parametrize("unit", ["", " ", "x" * 61])
    def test_what_is_no_unit_stays_typed(
        self, unit: str, ada_client: Client, migration: Review
    ) -> None:
        refused = post(ada_client, "change_cost_unit", migration.pk, unit=unit)
        assert (refused.status_code, self.unit(migration)) == (422, "hours of downtime")
        assert f'value="{unit}"' in refused.content.decode()

    def test_once_there_is_an_amount_it_stays(
        self, ada_client: Client, migration: Review, causes: list[Cause]
    ) -> None:
        post(ada_client, "rate_causes", migration.pk, **ranges((causes[0], 30, "4", "8")))
        refused = post(ada_client, "change_cost_unit", migration.pk, unit="euros")
        assert (refused.status_code, self.unit(migration)) == (422, "hours of downtime")
        assert "Somebody has given an amount already" in refused.content.decode()

    def test_only_whoever_facilitates(
        self, migration: Review, outage: Review, ada_client: Client
    ) -> None:
        guest = guest_in(migration)
        assert post(guest, "change_cost_unit", migration.pk, unit="euros").status_code == 403
        assert post(ada_client, "change_cost_unit", outage.pk, unit="euros").status_code == 404
        assert 'id="unit"' not in page(guest, migration, "rate").content.decode()


def test_nothing_to_rate_leads_one_step_back(ada_client: Client, migration: Review) -> None:
    bring(migration, "rate")
    shown = page(ada_client, migration, "rate").content.decode()
    assert "There is nothing to rate yet" in shown
    assert 'name="to" value="reveal"' in shown


def test_alone_nobody_is_counted(
    ada_client: Client,
    migration: Review,
    causes: list[Cause],  # noqa: ARG001 - asked for its effect
) -> None:
    assert "have answered" not in page(ada_client, migration, "rate").content.decode()
