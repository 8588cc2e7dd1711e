"""An operation's objection, put beside the field it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext

if TYPE_CHECKING:
    from django.forms import Form

    from mortem.core.errors import BadInput


def put_beside(form: Form, error: BadInput) -> None:
    """Add the error to its field, or to the form as a whole when it has no such field."""
    words = gettext(error.template).format(**error.data)
    if error.hint:
        words = f"{words} {gettext(error.hint)}"
    form.add_error(error.field if error.field in form.fields else None, words)
