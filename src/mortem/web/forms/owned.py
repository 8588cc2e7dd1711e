"""What somebody answers for: the one question "who?", answered in one press where possible."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from mortem.web.models import User

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mortem.web.models import Owner

ME = "me"  # cannot be meant as a name: names are picked by what is shown


@dataclass(frozen=True, slots=True)
class People:
    """Who can be picked as an owner.

    `me` is the reader: an account, a guest's name, or empty. `names` are one press away,
    `book` is offered while typing. `alone`: there is nobody else, so nobody asks.
    """

    me: User | str = ""
    names: tuple[str, ...] = ()
    book: tuple[str, ...] = field(default=())
    alone: bool = False


class OwnedForm(forms.Form):
    """A form with an owner: picked, typed, or oneself. The cleaned `owner` is a name or an account."""

    own_labels: ClassVar[Mapping[str, Any]] = {}
    """What the fields are called where nobody else is asked: no "we" for one person."""

    owner_pick = forms.CharField(required=False, max_length=120)
    owner = forms.CharField(
        label=_("Somebody else"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"list": "people", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, people: People, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people

        if people.alone:
            for name, label in self.own_labels.items():
                self.fields[name].label = label

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        picked, typed = values.pop("owner_pick", ""), values.get("owner", "")
        me = self.people.me
        if me and (self.people.alone or (picked == ME and not typed)):
            values["owner"] = me
        else:
            values["owner"] = typed or ("" if picked == ME else picked)
        return values

    @property
    def picked(self) -> str:
        """Return which of the people is ticked."""
        return str(self["owner_pick"].value() or "")


def owner_initial(owner: Owner | None, people: People) -> dict[str, str]:
    """Return how an owner shows in the form: as oneself, as one of the names, or typed."""
    if owner is None:
        nobody_else = people.alone or (people.me and not people.names)
        return {"owner_pick": ME if nobody_else else ""}
    if owner.name == people.me or (isinstance(people.me, User) and owner.user_id == people.me.pk):
        return {"owner_pick": ME}
    return {"owner_pick" if owner.name in people.names else "owner": owner.name}
