"""A story in three parts, and one time of telling it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mortem.core.stories import questions
from mortem.web import words
from mortem.web.forms.moments import DayField
from mortem.web.forms.plain import PlainField
from mortem.web.operations.stories import NOTE_LENGTH, PART_LENGTH, TITLE_LENGTH

if TYPE_CHECKING:
    from mortem.web.models import Story


class TitleForm(forms.Form):
    """The name of a new story."""

    title = PlainField(
        label=_("Which story? A few words that you will recognise."),
        max_length=TITLE_LENGTH,
        error_messages={"required": _("A few words are enough.")},
    )


def _part(rows: int, help_text: Any) -> PlainField:
    return PlainField(
        required=False,
        max_length=PART_LENGTH,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class StoryForm(TitleForm):
    """The three parts, and which kinds of question the story answers."""

    situation = _part(2, _("Where and when, what was at stake. Two sentences; the rest is yours."))
    behaviour = _part(
        4, _("Step by step, with “I” wherever it was you, and what you gave up for it.")
    )
    impact = _part(2, _("For whom, how much, and what you do differently since."))
    answers = forms.MultipleChoiceField(
        label=_("Which questions does it answer?"),
        required=False,
        error_messages={"invalid_choice": _("Choose from the list.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for part, word in words.STORY_PARTS.items():
            self.fields[part].label = word
        kinds: Any = self.fields["answers"]
        kinds.choices = [(one.slug, _(one.name)) for one in questions()]


class TellingForm(forms.Form):
    """How it went this time, in one line, and the next time."""

    date = DayField(label=_("When?"))
    went = forms.ChoiceField(
        label=_("How did it go?"),
        choices=words.choices(words.WENT),
        error_messages={
            "required": _("Choose one of the three."),
            "invalid_choice": _("Choose one of the three."),
        },
    )
    note = PlainField(label=_("In one line"), max_length=NOTE_LENGTH, required=False)
    next_date = DayField(label=_("Next practice"))


class AskedForm(TellingForm):
    """Which story an interview asked for, and what was missing in it."""

    story = forms.ChoiceField(
        label=_("Which story did they ask for?"),
        error_messages={
            "required": _("Choose the story."),
            "invalid_choice": _("Choose a story of yours."),
        },
    )

    def __init__(self, stories: list[Story], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        which: Any = self.fields["story"]
        which.choices = [(str(one.pk), one.title) for one in stories]
        self.fields["note"].label = _("What was missing in it?")
