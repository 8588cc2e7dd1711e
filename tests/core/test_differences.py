"""What changed, word by word."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from mortem.core.differences import MOST_WORDS, Change, Stretch, differences

SAME, OUT, IN = Change.SAME, Change.OUT, Change.IN
TEXTS = st.text(alphabet="ab é\n,。", max_size=40)


def test_changed_words_stand_beside_those_that_stay() -> None:
    assert differences("Tom forgot the renewal", "Nobody saw the renewal") == (
        Stretch(OUT, "Tom"),
        Stretch(IN, "Nobody"),
        Stretch(SAME, " "),
        Stretch(OUT, "forgot"),
        Stretch(IN, "saw"),
        Stretch(SAME, " the renewal"),
    )


def test_from_nothing_all_is_new() -> None:
    assert differences("", "All new") == (Stretch(IN, "All new"),)
    assert differences("All gone", "") == (Stretch(OUT, "All gone"),)
    assert differences("", "") == ()


def test_texts_with_hardly_a_word_in_common_are_shown_one_after_the_other() -> None:
    old, new = "Robin did not renew it", "The reminder, sent in spring, was not read by us"
    assert differences(old, new) == (Stretch(OUT, old), Stretch(IN, new))


@given(TEXTS, TEXTS)
def test_what_stays_and_comes_is_the_new_text_and_what_stays_and_goes_the_old(
    old: str, new: str
) -> None:
    found = differences(old, new)
    assert "".join(text for change, text in found if change is not OUT) == new
    assert "".join(text for change, text in found if change is not IN) == old


def test_long_texts_are_compared_in_no_time() -> None:
    old = "word " * MOST_WORDS
    start = time.process_time()
    found = differences(old, old[:5000] + "other " + old[5000:])
    assert time.process_time() - start < 1
    assert [change for change, _ in found] == [SAME, IN, SAME]
