"""The notebook: a private page of an account, and the ten seconds on Today that fill it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mortem.core import notebook as core
from mortem.core.errors import BadInput, NotFound
from mortem.web import words
from mortem.web.access import signed_in
from mortem.web.documents import Document
from mortem.web.forms.notebook import JottingForm
from mortem.web.models import Jotting
from mortem.web.operations import notebook as operations
from mortem.web.queries import notebook as reading
from mortem.web.views.exports import as_download
from mortem.web.views.parts import id_in, part_of
from mortem.web.views.worded_fields import put_beside

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

LONGEST_SEARCH = 200


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def page(request: HttpRequest) -> HttpResponse:
    """Show one's own lines by month or by kind; a post writes one down."""
    if request.method != "POST":
        return _page(request)
    form = JottingForm(request.POST, auto_id="jot-%s")
    if not form.is_valid() or not _written(request, form):
        return _page(request, form)
    messages.success(request, _("Noted, for you alone."))
    return redirect("home" if request.POST.get("then") == "home" else "notebook")


def _written(request: HttpRequest, form: JottingForm) -> bool:
    today = timezone.localdate()
    said = form.cleaned_data | {"date": form.cleaned_data["date"] or today}
    try:
        operations.add_jotting(signed_in(request), at=timezone.now(), today=today, **said)
    except BadInput as refused:
        put_beside(form, refused)
        return False
    return True


def _page(request: HttpRequest, form: JottingForm | None = None) -> HttpResponse:
    user = signed_in(request)
    every = reading.jottings_of(user)
    asked = request.GET.get("q", "")[:LONGEST_SEARCH].strip()
    by = "kind" if request.GET.get("by") == "kind" else "month"
    lines = core.found(every, asked)
    context = {
        "here": "today",
        "form": form or JottingForm(auto_id="jot-%s"),
        "kinds": words.choices(words.JOTTING),
        "by": by,
        "asked": asked,
        "groups": reading.sorted_by(lines, by),
        "is_empty": not every,
        "asks_monthly": user.notebook_date is not None,
        "undo": id_in(request.GET.get("undo")),
    }
    return render(request, "notebook/page.html", context, status=422 if form else 200)


def _own(request: HttpRequest, key: UUID, *, away: bool = False) -> Jotting:
    rows = Jotting.everything if away else Jotting.objects
    found: Jotting = part_of(rows.filter(user=signed_in(request)), key)
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def one(request: HttpRequest, jotting_id: UUID) -> HttpResponse:
    """Show one line to be changed; a post changes it."""
    jotting = _own(request, jotting_id)
    if request.method != "POST":
        return _edit(request, JottingForm(initial=_said(jotting), auto_id="jot-%s"), jotting)
    form = JottingForm(request.POST, auto_id="jot-%s")
    if form.is_valid():
        said = form.cleaned_data | {"date": form.cleaned_data["date"] or jotting.date}
        try:
            operations.change_jotting(jotting, **said)
        except BadInput as refused:
            put_beside(form, refused)
        else:
            return redirect("notebook")
    return _edit(request, form, jotting, status=422)


def _said(jotting: Jotting) -> dict[str, Any]:
    return {name: getattr(jotting, name) for name in ("text", "kind", "date", "helped", "link")}


def _edit(
    request: HttpRequest, form: JottingForm, jotting: Jotting, *, status: int = 200
) -> HttpResponse:
    context = {
        "here": "today",
        "form": form,
        "jotting": jotting,
        "kinds": words.choices(words.JOTTING),
    }
    return render(request, "notebook/edit.html", context, status=status)


@require_POST
@login_required
def delete(request: HttpRequest, jotting_id: UUID) -> HttpResponseRedirect:
    """Put a line away, with a way back."""
    operations.delete_jotting(_own(request, jotting_id), at=timezone.now())
    return redirect(f"{reverse('notebook')}?undo={jotting_id}")


@require_POST
@login_required
def restore(request: HttpRequest, jotting_id: UUID) -> HttpResponseRedirect:
    """Bring a line back."""
    operations.restore_jotting(_own(request, jotting_id, away=True))
    return redirect("notebook")


@require_POST
@login_required
def rhythm(request: HttpRequest) -> HttpResponseRedirect:
    """Want the monthly question, let it rest until the next month, or stop it."""
    user, today = signed_in(request), timezone.localdate()
    if request.POST.get("ask") == "later":
        operations.rest_for_a_month(user, today=today)
        return redirect("home")
    operations.ask_monthly(user, wanted=request.POST.get("ask") == "monthly", today=today)
    return redirect("notebook")


@require_safe
@login_required
def export(request: HttpRequest, ending: str) -> HttpResponse:
    """Hand one's own lines out, as Markdown or as a table."""
    lines = reading.jottings_of(signed_in(request))
    name = f"notebook {timezone.localdate():%Y-%m-%d}.{ending}"
    if ending == "md":
        content = reading.as_markdown(lines, helped=_("helped:"))
        return as_download(Document(name, "text/markdown; charset=utf-8", content.encode()))
    if ending == "csv":
        table = reading.as_table(lines)
        return as_download(Document(name, "text/csv; charset=utf-8", table.encode("utf-8-sig")))
    raise NotFound("A notebook is handed out as md or csv.")
