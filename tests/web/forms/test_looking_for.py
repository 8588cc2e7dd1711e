"""What an address asks, and how the same is written into one."""

from __future__ import annotations

from urllib.parse import parse_qsl

from hypothesis import given
from hypothesis import strategies as st

from mortem.web.forms.looking_for import LookingFor, looking_for
from mortem.web.rows.asked import Asked

WHOLE = LookingFor(
    Asked(text='disk "no space" -x', level=3, who=2, template=7, since=-5_000, until=9_000_000),
    folds=True,
    after=12,
)


def again(looked: LookingFor) -> LookingFor:
    return looking_for(dict(parse_qsl(looked.query)))


def test_what_is_asked_survives_its_address() -> None:
    assert again(WHOLE) == WHOLE
    assert LookingFor().query == ""


def test_each_way_on_keeps_what_it_does_not_change() -> None:
    assert WHOLE.within(None, None).asked == Asked(
        text=WHOLE.asked.text, level=3, who=2, template=7
    )
    assert WHOLE.of_kind(3).asked.template == 3
    assert not WHOLE.of_kind(3).folds
    assert WHOLE.from_row(before=4).before == 4
    assert not WHOLE.folded(folds=False).folds


@given(
    st.dictionaries(
        st.sampled_from(["q", "level", "who", "kind", "from", "to", "fold", "after", "before"]),
        st.text(max_size=30),
    )
)
def test_no_address_is_too_odd(said: dict[str, str]) -> None:
    looked = looking_for(said)
    assert again(looked).query == looked.query
