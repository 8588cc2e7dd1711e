"""Sealed reviews: begun, opened, locked, taken away, copied out, removed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mortem.core.errors import BadInput, Damaged, SomebodyWasFirst, TooMany
from mortem.web import access
from mortem.web.access import signed_in
from mortem.web.forms.sealed import BeginSealedForm, NewPassphraseForm, ReminderForm, UnlockForm
from mortem.web.operations import sealing as do
from mortem.web.queries.sealed import locks
from mortem.web.sealed import file, keyring
from mortem.web.sealed.envelope import SHORTEST_PASSPHRASE
from mortem.web.tries import passphrase_tries
from mortem.web.views.lacking import worded
from mortem.web.views.worded_fields import put_beside

if TYPE_CHECKING:
    from uuid import UUID

    from django.forms import Form
    from django.http import HttpRequest, HttpResponseRedirect

    from mortem.web.models import SealedReview
    from mortem.web.sealed.keyring import Opened


@require_safe
@login_required
def every(request: HttpRequest) -> HttpResponse:
    """List one's sealed reviews: that they are there is all that is known of them."""
    today = timezone.localdate()
    rows = [
        {"row": row, "opened": _opened(request, row.pk), "is_due": _is_due(row, today)}
        for row in locks().filter(owner=signed_in(request))
    ]
    return render(request, "sealed/list.html", {"here": "reviews", "rows": rows})


def _is_due(row: SealedReview, today: Any) -> bool:
    return row.remind_date is not None and row.remind_date <= today


def _opened(request: HttpRequest, sealed_id: UUID) -> Opened | None:
    return keyring.opened_by(sealed_id, request.session.session_key or "")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def begin(request: HttpRequest) -> HttpResponse:
    """Say beforehand what cannot be recovered; then begin, sealed from the first word on."""
    form = BeginSealedForm(request.POST or None, initial={"context": request.GET.get("context")})
    if request.method == "POST" and form.is_valid():
        data, user = form.cleaned_data, signed_in(request)
        try:
            row = do.begin_sealed(
                context=data["context"],
                title=data["title"],
                zone=request.COOKIES.get("zone", "UTC"),
                passphrase=data["passphrase"],
                by=user,
                at=timezone.now(),
            )
        except BadInput as error:
            put_beside(form, error)
        else:
            return _open(request, row, data["passphrase"])
    return _ask(request, "sealed/begin.html", form)


def _ask(request: HttpRequest, template: str, form: Form, **more: Any) -> HttpResponse:
    context = {"here": "reviews", "form": form, "shortest": SHORTEST_PASSPHRASE, **more}
    return render(request, template, context, status=422 if form.errors else 200)


def _open(request: HttpRequest, row: SealedReview, passphrase: str) -> HttpResponseRedirect:
    session = request.session.session_key or ""
    do.open_sealed(row, passphrase=passphrase, session=session, by=signed_in(request))
    do.looked_at(row, today=timezone.localdate())
    return redirect("review", row.pk)


@require_safe
@login_required
def one(request: HttpRequest, sealed_id: UUID) -> HttpResponse:
    """Show the lock of a sealed review or, while it is open, what can be done with it."""
    row = do.own_sealed(signed_in(request), sealed_id)
    return _page(request, row)


def _page(request: HttpRequest, row: SealedReview, **forms: Form) -> HttpResponse:
    opened = _opened(request, row.pk)
    shown = {
        "unlock": UnlockForm(),
        "passphrase": NewPassphraseForm(),
        "reminder": ReminderForm(
            initial={"remind_date": row.remind_date, "every_days": row.every_days or None}
        ),
        **forms,
    }
    context = {
        "here": "reviews",
        "row": row,
        "opened": opened,
        "until": opened and timezone.now() + timedelta(seconds=opened.seconds_left()),
        "shortest": SHORTEST_PASSPHRASE,
        "forms": shown,
    }
    status = 422 if any(form.errors for form in forms.values()) else 200
    template = "sealed/open.html" if opened else "sealed/locked.html"
    return render(request, template, context, status=status)


@require_POST
@login_required
def unlock(request: HttpRequest, sealed_id: UUID) -> HttpResponse:
    """Open a review with its passphrase, for this sign-in and a while."""
    user = signed_in(request)
    row = do.own_sealed(user, sealed_id)
    form = UnlockForm(request.POST)
    if not form.is_valid():
        return _page(request, row, unlock=form)
    try:
        passphrase_tries.check(str(user.pk))
        answer = _open(request, row, form.cleaned_data["passphrase"])
    except BadInput as error:
        passphrase_tries.count(str(user.pk))
        put_beside(form, error)
    except (Damaged, TooMany) as error:
        form.add_error(None, f"{worded(error)} {_(error.hint)}")
    else:
        return answer
    return _page(request, row, unlock=form)


@require_POST
@login_required
def lock(request: HttpRequest, sealed_id: UUID) -> HttpResponseRedirect:
    """Forget the key now, in every browser."""
    row = do.own_sealed(signed_in(request), sealed_id)
    keyring.lock(row.pk)
    messages.success(request, _("Locked. It opens with its passphrase only."))
    return redirect("sealed", row.pk)


def _at_hand(request: HttpRequest, sealed_id: UUID) -> tuple[SealedReview, Opened]:
    """Return one's own review that is open here. Raises Locked."""
    row = do.own_sealed(signed_in(request), sealed_id)
    opened = _opened(request, sealed_id)
    if opened is None:
        raise keyring.locked()
    opened.touch()
    return row, opened


@require_POST
@login_required
def change_passphrase(request: HttpRequest, sealed_id: UUID) -> HttpResponse:
    """Lock it with another passphrase from now on."""
    row, opened = _at_hand(request, sealed_id)
    form = NewPassphraseForm(request.POST)
    if form.is_valid():
        try:
            do.change_passphrase(opened, form.cleaned_data["passphrase"])
        except BadInput as error:
            put_beside(form, error)
        except SomebodyWasFirst:
            keyring.lock(row.pk)  # memory is behind what is stored, so it goes
            raise
        else:
            messages.success(request, _("From now on the new passphrase opens it."))
            return redirect("sealed", sealed_id)
    return _page(request, row, passphrase=form)


@require_POST
@login_required
def remind(request: HttpRequest, sealed_id: UUID) -> HttpResponse:
    """Choose when a check-in is due; the date is not sealed."""
    row = do.own_sealed(signed_in(request), sealed_id)
    form = ReminderForm(request.POST)
    if not form.is_valid():
        return _page(request, row, reminder=form)
    data = form.cleaned_data
    do.remind(row, on=data["remind_date"], every_days=data["every_days"] or 0)
    messages.success(request, _("Kept. A message says only that your check-in is due."))
    return redirect("sealed", sealed_id)


@require_POST
@login_required
def copy(request: HttpRequest, sealed_id: UUID) -> HttpResponse:
    """Make a readable copy, on purpose: an ordinary private review, to be shown to somebody."""
    _row, opened = _at_hand(request, sealed_id)
    made = do.copy_out(opened, by=signed_in(request), at=timezone.now())
    messages.success(request, _("This is a readable copy. The sealed review stays as it is."))
    return redirect("who_can_see", made.pk)


@require_safe
@login_required
def take_away(request: HttpRequest, sealed_id: UUID) -> HttpResponse:
    """Hand out the sealed bytes as a file."""
    row = do.own_sealed(signed_in(request), sealed_id)
    answer = HttpResponse(file.render(do.package_of(row)), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="{str(row.pk)[:8]}{file.ENDING}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_POST
@login_required
def remove(request: HttpRequest, sealed_id: UUID) -> HttpResponse:
    """Remove a sealed review for good; asked for by a tick, because nothing brings it back."""
    row = do.own_sealed(signed_in(request), sealed_id)
    if not request.POST.get("for_good"):
        messages.error(request, _("Tick “for good” first: it cannot be brought back."))
        return redirect("sealed", sealed_id)
    do.remove_sealed(row)
    messages.success(request, _("It is gone for good. Backups from before still hold it, sealed."))
    return redirect("every_sealed")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def seal(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Say what stays in backups, then make a sealed copy of a personal review and purge it."""
    seat = access.kept_seat(request, review_id)
    do.check_sealable(seat.review)
    form = NewPassphraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        passphrase = form.cleaned_data["passphrase"]
        try:
            row = do.seal_review(
                seat.review, passphrase=passphrase, by=signed_in(request), at=timezone.now()
            )
        except BadInput as error:
            put_beside(form, error)
        else:
            return _open(request, row, passphrase)
    return _ask(request, "sealed/seal.html", form, review=seat.review)


def forget_keys(request: HttpRequest) -> None:
    """Lock what this sign-in had opened; before it ends."""
    keyring.leave(request.session.session_key or "")
