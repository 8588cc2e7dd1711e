"""Stories for an interview: the shelf, one story with its practice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mortem.core import stories as core
from mortem.core.errors import BadInput
from mortem.web import words
from mortem.web.access import signed_in
from mortem.web.forms.stories import StoryForm, TellingForm, TitleForm
from mortem.web.models import Story
from mortem.web.operations import stories as operations
from mortem.web.queries.stories import practised
from mortem.web.views.parts import id_in, part_of
from mortem.web.views.worded_fields import put_beside

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse, HttpResponseRedirect


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def shelf(request: HttpRequest) -> HttpResponse:
    """Show one's own stories, first what wants attention; a post begins one."""
    form = TitleForm(request.POST or None, auto_id="new-%s")
    if request.method == "POST" and form.is_valid():
        try:
            story = operations.add_story(
                signed_in(request), title=form.cleaned_data["title"], at=timezone.now()
            )
        except BadInput as refused:
            put_beside(form, refused)
        else:
            return redirect("story", story.pk)
    found = practised(signed_in(request), today=timezone.localdate())
    context = {
        "here": "today",
        "form": form,
        "stories": found,
        "unanswered": core.unanswered(one.story.told() for one in found) if found else (),
        "undo": id_in(request.GET.get("undo")),
    }
    return render(request, "stories/shelf.html", context, status=422 if form.errors else 200)


def _own(request: HttpRequest, key: UUID, *, away: bool = False) -> Story:
    rows = Story.everything if away else Story.objects
    found: Story = part_of(rows.filter(user=signed_in(request)), key)
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def one(request: HttpRequest, story_id: UUID) -> HttpResponse:
    """Show a story with its practice; a post words it anew."""
    story = _own(request, story_id)
    if request.method != "POST":
        return _page(request, story)
    form = StoryForm(request.POST, auto_id="story-%s")
    if form.is_valid():
        try:
            operations.change_story(story, **form.cleaned_data)
        except BadInput as refused:
            put_beside(form, refused)
        else:
            messages.success(request, _("Kept."))
            return redirect("story", story.pk)
    return _page(request, story, form=form)


def _page(
    request: HttpRequest,
    story: Story,
    *,
    form: StoryForm | None = None,
    telling: TellingForm | None = None,
) -> HttpResponse:
    told = story.told()
    context: dict[str, Any] = {
        "here": "today",
        "story": story,
        "form": form or StoryForm(initial=_said(story), auto_id="story-%s"),
        "telling": telling or TellingForm(auto_id="telling-%s"),
        "went": words.choices(words.WENT),
        "tellings": story.tellings.all()[:50],
        "is_whole": not core.missing_parts(told),
        "is_only_ours": core.is_only_ours(told),
        "asked_so": [_(one.example) for one in core.questions() if one.slug in told.answers],
    }
    return render(request, "stories/story.html", context, status=422 if form or telling else 200)


def _said(story: Story) -> dict[str, Any]:
    return {name: getattr(story, name) for name in ("title", *core.PARTS, "answers")}


@require_POST
@login_required
def tell(request: HttpRequest, story_id: UUID) -> HttpResponse:
    """Keep one practice."""
    story = _own(request, story_id)
    form = TellingForm(request.POST, auto_id="telling-%s")
    if not form.is_valid():
        return _page(request, story, telling=form)
    said = form.cleaned_data
    operations.tell_story(
        story,
        day=said["date"] or timezone.localdate(),
        went=core.Went(said["went"]),
        note=said["note"],
        next_date=said["next_date"],
        at=timezone.now(),
    )
    messages.success(request, _("Told once more. That is how it becomes yours."))
    return redirect("story", story.pk)


@require_POST
@login_required
def delete(request: HttpRequest, story_id: UUID) -> HttpResponseRedirect:
    """Put a story away, with a way back."""
    operations.delete_story(_own(request, story_id), at=timezone.now())
    return redirect(f"{reverse('stories')}?undo={story_id}")


@require_POST
@login_required
def restore(request: HttpRequest, story_id: UUID) -> HttpResponseRedirect:
    """Bring a story back."""
    operations.restore_story(_own(request, story_id, away=True))
    return redirect("story", story_id)
