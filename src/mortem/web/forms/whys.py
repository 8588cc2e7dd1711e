"""A cause of an event, and whether it had been seen coming."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mortem.core.playbooks import playbook
from mortem.core.record import CauseKind, Foresight
from mortem.web import words
from mortem.web.forms.citations import CitationForm
from mortem.web.forms.plain import PlainField
from mortem.web.models import Cause, Theme
from mortem.web.operations.causes import CAUSE_LENGTH

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from mortem.web.models import Review

_LETTERS_IN_A_LIST = 80  # fits a list on a phone


class CauseForm(CitationForm):
    """What made the event, or another cause, possible. With `cause`, that one is changed."""

    text = PlainField(
        label=_("What made it possible?"),
        max_length=CAUSE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2, "data-wording": "cause"}),
        error_messages={"required": _("A few words are needed here.")},
    )
    kind = forms.ChoiceField(
        label=_("What did it do?"),
        choices=words.choices(words.CAUSE_KIND),
        widget=forms.RadioSelect,
        required=False,
    )
    theme = forms.ModelChoiceField(
        label=_("Theme"),
        queryset=Theme.objects.none(),
        required=False,
        empty_label=_("None yet"),
    )
    parent = forms.ModelChoiceField(
        label=_("It explains"),
        queryset=Cause.objects.none(),
        required=False,
        empty_label=_("the event itself"),
        error_messages={"invalid_choice": _("This cause is no longer here. Choose another.")},
    )

    def __init__(
        self,
        review: Review,
        data: Any = None,
        *,
        cause: Cause | None = None,
        parent: UUID | None = None,
    ) -> None:
        shown: dict[str, Any] = {"kind": CauseKind.FACTOR, "parent": parent}
        if cause is not None:
            shown = {"text": cause.text, "kind": cause.kind}
            shown |= {"theme": cause.theme_id, "parent": cause.parent_id}
            shown["keep"] = [citation.pk for citation in cause.citations.all()]
        key = cause.pk if cause else f"under-{parent}" if parent else "new"
        super().__init__(data, initial=shown, auto_id=f"cause-{key}-%s")
        fields: dict[str, Any] = self.fields
        fields["theme"].queryset = review.themes.all()
        fields["parent"].queryset = Cause.objects.filter(review=review)
        fields["parent"].label_from_instance = _shortened
        if cause is None:
            fields["parent"].widget = forms.HiddenInput()
        self.cite_from(review, cause)

    def facts(self) -> dict[str, Any]:
        """Return what the operation takes."""
        found = self.cleaned_data
        return {
            "text": found["text"],
            "kind": found["kind"] or CauseKind.FACTOR,
            "theme": found["theme"],
            "parent": found["parent"],
        }


def _shortened(cause: Cause) -> str:
    line = " ".join(cause.text[: 5 * _LETTERS_IN_A_LIST].split())
    return line if len(line) <= _LETTERS_IN_A_LIST else f"{line[: _LETTERS_IN_A_LIST - 1]}…"


class ForesightForm(forms.Form):
    """Whether a cause was seen coming, and as what. `earlier` comes in groups of choices."""

    foresight = forms.ChoiceField(
        label=_("Had somebody seen it coming?"),
        choices=[
            (state.value, words.FORESIGHT[state])
            for state in (
                Foresight.FORESEEN,
                Foresight.LATE,
                Foresight.UNANSWERED,
                Foresight.MISSED,
                Foresight.UNKNOWN,
            )
        ],
        widget=forms.RadioSelect,
    )
    earlier = forms.ModelChoiceField(
        label=_("Which of the earlier causes was it?"),
        queryset=Cause.objects.none(),
        required=False,
        empty_label=_("None of them"),
        error_messages={"invalid_choice": _("This cause is no longer here. Choose another.")},
    )

    def __init__(
        self, cause: Cause, earlier: Iterable[tuple[str, Any]] = (), data: Any = None
    ) -> None:
        shown = {"foresight": cause.foresight, "earlier": cause.foreseen_by_id}
        super().__init__(data, initial=shown, auto_id="foresight-%s")
        fields: Any = self.fields
        if playbook(cause.review.context).personal:
            own = words.said("FORESIGHT", personal=True)
            fields["foresight"].label = _("Had you seen it coming?")
            fields["foresight"].choices = [
                (state, own[Foresight(state)]) for state, _word in fields["foresight"].choices
            ]
        field = fields["earlier"]
        field.queryset = Cause.objects.filter(review=cause.review.follows_id)
        field.widget.choices = [("", field.empty_label), *earlier]


class SingleCauseForm(forms.Form):
    """Why there is only one contributing factor (METHOD E7)."""

    reason = PlainField(
        label=_("Why is there only one?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
