"""A moment of the timeline, as it is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mortem.core.record import EntryKind, Mode
from mortem.web import words
from mortem.web.forms.citations import CitationForm
from mortem.web.forms.moments import initial_of, moment_fields, read_moment
from mortem.web.forms.plain import PlainField
from mortem.web.operations.entries import ENTRY_LENGTH, Told
from mortem.web.queries.timeline import zone_for

if TYPE_CHECKING:
    from mortem.web.models import Review, TimelineEntry
    from mortem.web.operations.entries import When


class EntryForm(CitationForm):
    """When, what, whether it is a fact or somebody's account, and the lines it rests on."""

    text = PlainField(
        label=_("What happened, or was seen"),
        max_length=ENTRY_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2, "data-wording": "entry"}),
        error_messages={"required": _("A few words are needed here.")},
    )
    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=words.choices(words.ENTRY_KIND),
        widget=forms.RadioSelect,
    )
    attributed_to = PlainField(
        label=_("Whose account is it?"),
        help_text=_("A name, or a role such as “whoever was on call”."),
        max_length=120,
        required=False,
    )
    account = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        review: Review,
        data: Any = None,
        *,
        entry: TimelineEntry | None = None,
        initial: dict[str, Any] | None = None,
        name: str = "entry",
    ) -> None:
        self.zone = zone_for(review)
        self.when: When | None = None
        self.asks_twice = False
        self.keeps_names = review.mode != Mode.ANONYMOUS
        shown = {"kind": EntryKind.FACT, **initial_of(entry, self.zone), **(initial or {})}
        if entry is not None:
            shown |= {name: getattr(entry, name) for name in ("text", "kind", "attributed_to")}
            shown["keep"] = [citation.pk for citation in entry.citations.all()]
        name = f"entry-{entry.pk}" if entry else name
        super().__init__(data, initial=shown, auto_id=f"{name}-%s")
        self.fields |= moment_fields()
        self.cite_from(review, entry)

    def clean(self) -> dict[str, Any]:
        super().clean()
        self.when = read_moment(self, self.zone)
        if self.when is None and not {"date", "time", "until_date", "until_time"} & set(
            self.errors
        ):
            self.add_error("date", gettext("Which day was that? “About” is a good answer too."))
        if (
            self.keeps_names
            and self.cleaned_data.get("kind") == EntryKind.ACCOUNT
            and not (self.cleaned_data.get("attributed_to") or "").strip()
        ):
            self.add_error("attributed_to", gettext("Whose account is it? A role is enough."))
        return self.cleaned_data

    def told(self) -> Told:
        """Return what was typed; only after the form was found valid."""
        assert self.when is not None  # noqa: S101 - a valid form has its moment
        found = self.cleaned_data
        return Told(self.when, found["text"], EntryKind(found["kind"]), found["attributed_to"])
