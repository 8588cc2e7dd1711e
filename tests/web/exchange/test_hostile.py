"""A review whose every word is an attack: imported, shown, drawn and handed out, it is only words."""

from __future__ import annotations

import io
import json
import zipfile
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest

from mortem.web.documents import FORMS, PICTURES
from mortem.web.models import Review
from mortem.web.operations.examples import load_examples

if TYPE_CHECKING:
    from datetime import datetime

    from django.test import Client

    from mortem.web.models import User

ATTACK = (
    """"'><script>alert(1)</script><img src=x onerror=alert(1)>"""
    """<svg/onload=alert(1)></textarea></title></style>]]>&lt;b&gt; {{ 7*7 }} {% now "Y" %}"""
    """ [x](javascript:alert(1)) #panic("x") `` $x$ \u202e\u2028 -->"""
)
SHORT = """"'><img src=x onerror=alert(1)>"""
LINES = {"name", "cost_unit", "attributed_to"}  # where a long text does not fit
KEPT = {"id", "format", "kind", "context", "phase", "mode", "visibility", "zone", "source"}
PAGES = {
    "premortem": ("plan", "imagine", "write", "reveal", "rate", "protect", "watch", "closed"),
    "postmortem": (
        "evidence/picture",
        "event",
        "evidence",
        "causes",
        "lessons",
        "actions",
        "published",
        "outside",
    ),
}


class Watch(HTMLParser):
    """Notes whatever in a page would run or lead somewhere that we did not write."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.found += [f"{tag} {name}" for name in given if name.startswith("on")]
        links = [given.get(name, "") for name in ("href", "src", "action", "xlink:href")]
        self.found += [link for link in links if link.strip().lower().startswith("javascript")]
        if tag == "script" and not given.get("src", "").startswith("/static/"):
            self.found.append("script")
        if tag == "img" and given.get("src") == "x":
            self.found.append("img")


def attacked(value: Any, name: str = "") -> Any:
    """Return a document in which people's words are the attack; what must fit stays."""
    if isinstance(value, dict):
        return {key: attacked(one, key) for key, one in value.items()}
    if isinstance(value, list):
        return [attacked(one, name) for one in value]
    if not isinstance(value, str) or not value or name in KEPT:
        return value
    if name in LINES:
        return SHORT + value[:20]
    return f"{ATTACK} {value[:40]}" if " " in value else value


@pytest.fixture(params=[0, 1], ids=["ahead", "back"])
def hostile(request: pytest.FixtureRequest, ada: User, ada_client: Client, now: datetime) -> Review:
    pair = load_examples(by=ada, at=now)
    document = json.loads(ada_client.get(f"/r/{pair[request.param].pk}/export/json/").content)
    Review.objects.all().delete()
    answer = ada_client.post("/import/", {"text": json.dumps(attacked(document))})
    assert answer.status_code == 302, answer.context["problem"]
    return Review.objects.get()


def runs(page: str) -> list[str]:
    watch = Watch()
    watch.feed(page)
    watch.close()
    return watch.found


def test_no_page_runs_it(hostile: Review, ada_client: Client) -> None:
    start = f"/r/{hostile.pk}"
    pages = ["/", "/reviews/", "/lessons/", "/search/?q=alert", "/you/", f"{start}/report/"]
    pages += [f"{start}/{name}/" for name in PAGES[hostile.kind]]
    pages += [f"{start}/{name}/" for name in ("invite", "deletion")]
    answers = {page: ada_client.get(page, follow=True) for page in pages}
    assert {page: one.status_code for page, one in answers.items() if one.status_code != 200} == {}
    found = {page: runs(one.content.decode()) for page, one in answers.items()}
    assert {page: bad for page, bad in found.items() if bad} == {}
    assert "alert(1)" in answers[f"{start}/report/"].content.decode()


@pytest.mark.parametrize("form", [*FORMS, *PICTURES])
def test_no_file_runs_it(hostile: Review, ada_client: Client, form: str) -> None:
    answer = ada_client.get(f"/r/{hostile.pk}/export/{form}/")
    if answer.status_code == 404:
        assert form in {*PICTURES, "outside"}  # there is nothing to draw, or to tell
        return
    named = answer["Content-Disposition"]
    assert named.startswith("attachment; filename=")
    assert named.isascii()
    assert named.isprintable()
    assert named.count('"') == 2
    if form in {"html", *PICTURES}:
        assert runs(answer.content.decode()) == []


def test_out_and_in_again_it_is_the_same(hostile: Review, ada_client: Client) -> None:
    start = f"/r/{hostile.pk}/export"
    first = {form: ada_client.get(f"{start}/{form}/").content for form in ("json", "md")}
    Review.objects.all().delete()
    ada_client.post("/import/", {"text": first["json"].decode()})
    assert {form: ada_client.get(f"{start}/{form}/").content for form in first} == first


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", 'a"\r\nSet-Cookie: x=1;.txt'), ("media_type", "text/html\r\nSet-Cookie: x=1")],
)
def test_a_name_in_an_archive_writes_no_header(
    ada: User, ada_client: Client, now: datetime, field: str, value: str
) -> None:
    back = load_examples(by=ada, at=now)[1]
    packed = zipfile.ZipFile(io.BytesIO(ada_client.get(f"/r/{back.pk}/export/zip/").content))
    document = json.loads(packed.read("review.json"))
    document["evidence"][0][field] = value
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as box:
        box.writestr("review.json", json.dumps(document))
        for name in packed.namelist():
            if name.startswith("evidence/"):
                box.writestr(name, packed.read(name))
    Review.objects.all().delete()
    made.seek(0)
    made.name = "review.zip"
    answer = ada_client.post("/import/", {"document": made, "text": ""})
    assert answer.status_code in {302, 422}
    for evidence in Review.objects.values_list("pk", "evidence"):
        review_id, evidence_id = evidence
        original = ada_client.get(f"/r/{review_id}/evidence/{evidence_id}/original/")
        assert "Set-Cookie" not in original.headers
        assert original.status_code in {200, 403}
        if original.streaming:
            b"".join(original)
