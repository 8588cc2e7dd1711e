"""Lines of evidence that stand behind something."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mortem.web.forms.plain import PlainField
from mortem.web.models import Citation, Evidence
from mortem.web.models.evidence import INSIDE_LENGTH
from mortem.web.operations.citations import Cite

if TYPE_CHECKING:
    from mortem.web.models import Cause, Review, TimelineEntry

_MOST_LINES = 2_000_000_000  # what both databases hold in a positive integer


def _line(label: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=1,
        max_value=_MOST_LINES,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


class CitationForm(forms.Form):
    """The part of a form that names evidence and its lines; forms of entries and causes extend it."""

    evidence = forms.ModelChoiceField(
        label=_("Evidence"),
        queryset=Evidence.objects.none(),
        required=False,
        empty_label=_("None"),
        error_messages={"invalid_choice": _("This evidence is no longer here. Choose another.")},
    )
    first_line = _line(_("From line"))
    last_line = _line(_("to line"))
    inside = PlainField(
        label=_("File in the package"),
        max_length=INSIDE_LENGTH,
        required=False,
    )
    keep = forms.ModelMultipleChoiceField(
        label=_("Cites already"), queryset=Citation.objects.none(), required=False
    )

    def cite_from(self, review: Review, backed: TimelineEntry | Cause | None = None) -> None:
        """Offer the review's evidence, and what an entry or cause cites already."""
        evidence: Any = self.fields["evidence"]
        evidence.queryset = Evidence.objects.filter(review=review)
        evidence.label_from_instance = lambda one: one.name
        if backed is not None:
            keep: Any = self.fields["keep"]
            keep.queryset = backed.citations.select_related("evidence")
            self.kept = list(keep.queryset)

    def clean(self) -> dict[str, Any]:
        first, last = self.cleaned_data.get("first_line"), self.cleaned_data.get("last_line")
        if first and last and last < first:
            self.add_error(
                "last_line",
                gettext("The lines end (%(last)s) before they begin (%(first)s).")
                % {"first": first, "last": last},
            )
        if (first or last or self.cleaned_data.get("inside")) and not self.cleaned_data.get(
            "evidence"
        ):
            self.add_error("evidence", gettext("Lines of which evidence?"))
        return self.cleaned_data

    def cite(self) -> Cite | None:
        """Return the new citation, if there is one."""
        found = self.cleaned_data
        if not found["evidence"]:
            return None
        lines = found["first_line"], found["last_line"]
        return Cite(found["evidence"], *lines, found["inside"])

    def keeps(self) -> list[Any]:
        """Return which of the citations stay."""
        return [citation.pk for citation in self.cleaned_data["keep"]]
