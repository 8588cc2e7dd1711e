"""All the ways by which a card could reach somebody: each of them is a surface, and is tried.

A new address, form, command or table is found by itself. What answers beside Django's own
addresses, such as a stream, is one more function in SURFACES.
"""

from __future__ import annotations

import ast
import io
import logging
import zipfile
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from django.conf import settings
from django.core import mail
from django.db import transaction
from django.test.signals import template_rendered
from typer.main import get_command
from typer.testing import CliRunner

import mortem.web
from mortem.cli.app import app
from mortem.core import phases
from mortem.core.record import Kind, Role
from mortem.web import search
from mortem.web.documents import FORMS, PICTURES
from mortem.web.live import looking
from mortem.web.live.followers import View
from mortem.web.logs import Discreet
from mortem.web.models import Review
from tests.web.addresses import ADDRESSES
from tests.web.anonymity.dump import tables
from tests.web.world import routes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.test import Client

    from tests.web.world import World

HERE = Path(mortem.web.__file__).parent
PHASES = {kind: phases.phase_names(kind) for kind in Kind}
UNWRITTEN = "web_card"  # the one table in which silent cards lie
NOBODY = "nobody"  # whom a text reaches that the server keeps or says to itself


class Told(NamedTuple):
    """What somebody got to read, and where."""

    where: str
    who: str
    content: bytes


@dataclass(slots=True)
class Setting:
    """A review in its silent phase, everybody who may try to read, and what they may search for."""

    world: World
    review: Review
    people: dict[str, Client]
    words: dict[str, str]
    posting: tuple[str, ...]
    log: io.StringIO = field(default_factory=io.StringIO)

    @property
    def kind(self) -> Kind:
        return Kind(self.review.kind)

    @property
    def silent(self) -> str:
        """Return the address of the page on which everybody writes for themselves."""
        return f"/r/{self.review.pk}/{phases.silent_phase(self.kind)}/"

    def path(self, route: str) -> str:
        """Fill a route in, of this review where it could be either's."""
        return self.world.path(route).replace(str(self.world.ahead.pk), str(self.review.pk))


# ── Surfaces ─────────────────────────────────────────────────────────────────────────────


def readable(setting: Setting) -> Iterator[str]:
    """Yield every address that can be read, in each form and each phase, and each search."""
    for route, _pattern in routes():
        if route in ADDRESSES and set(ADDRESSES[route].read) == {"-"}:
            continue
        if route.endswith("<slug:form>/"):
            forms = [route.replace("<slug:form>", form) for form in (*FORMS, *PICTURES)]
            yield from map(setting.path, forms)
        elif route.endswith("<slug:phase>/"):
            names = PHASES[setting.kind]
            yield from (setting.path(route.replace("<slug:phase>", name)) for name in names)
        else:
            yield setting.path(route)
    for word in setting.words.values():
        yield f"/search/?q={word[:6]}"
        yield f"/api/search?q={word[:6]}"
    yield f"{setting.silent}?stuck=1"
    for card in setting.review.cards.values_list("pk", flat=True):
        yield f"{setting.silent}?undo={card}"


def pages(setting: Setting) -> Iterator[Told]:
    """What addresses answer when they are read: pages, parts of pages, exports, programs' answers."""
    for address in readable(setting):
        for who, client in setting.people.items():
            yield Told(address, who, content(client.get(address)))


def posts(setting: Setting) -> Iterator[Told]:
    """What addresses answer when something is posted, nonsense mostly; whatever it did is undone."""
    for route, _pattern in routes():
        if route in ADDRESSES and set(ADDRESSES[route].post) == {"-"}:
            continue
        path = setting.path(route)
        for who in setting.posting:
            client = setting.people[who]
            cookies = copy(client.cookies)
            with transaction.atomic():
                answer = client.post(path, {"text": "", "seen": "nowhere"})
                yield Told(f"post {path}", who, content(answer))
                transaction.set_rollback(True)
            client.cookies = cookies


def stored(_setting: Setting) -> Iterator[Told]:
    """Every table but that of the cards: history, search index, sessions, whatever comes."""
    for name, rows in tables().items():
        if name != UNWRITTEN:
            yield Told(f"table {name}", NOBODY, repr(rows).encode())


def found(setting: Setting) -> Iterator[Told]:
    """The search, asked about everything for everybody."""
    for word in setting.words.values():
        yield Told("search", NOBODY, repr(search.find(word, reviews=Review.objects.all())).encode())


def mailed(_setting: Setting) -> Iterator[Told]:
    """Mail, to whomever."""
    for message in getattr(mail, "outbox", ()):
        yield Told("mail", NOBODY, message.message().as_bytes())


def logged(setting: Setting) -> Iterator[Told]:
    """The server's own log, more talkative than it is set up to be."""
    yield Told("log", NOBODY, setting.log.getvalue().encode())


def commanded(setting: Setting) -> Iterator[Told]:
    """The command line, for whoever sits at the computer: it is the facilitator's here."""
    key = str(setting.review.pk)
    runner = CliRunner(env={"MORTEM_SECRET_KEY": settings.SECRET_KEY})
    for name, calls in COMMANDS.items():
        for call in () if isinstance(calls, str) else calls:
            done = runner.invoke(app, [name, *(part.replace("KEY", key) for part in call)])
            yield Told(
                f"mortem {name} {' '.join(call)}", "ada", done.stdout_bytes + done.stderr_bytes
            )


def streams(setting: Setting) -> Iterator[Told]:
    """What a stream pushes to all with one view, for every page and every role."""
    for page in (*PHASES[setting.kind], "page"):
        for role in Role:
            view = View(page, "", role)
            look = looking.look(setting.review.pk, 0, (view,))
            yield Told(f"stream of {page} for a {role}", NOBODY, repr(look).encode())


SURFACES: dict[str, Callable[[Setting], Iterator[Told]]] = {
    "pages": pages,
    "posts": posts,
    "stored": stored,
    "search": found,
    "mail": mailed,
    "commands": commanded,
    "streams": streams,
    "log": logged,  # last: it then holds what all the others made the server say
}

COMMANDS: dict[str, list[list[str]] | str] = {
    "list": [[]],
    "show": [["KEY"]],
    "export": [["KEY", "--form", form, "--output", "-"] for form in (*FORMS, *PICTURES, "svg")],
    "reindex": [[]],
    "sealed": "reviews of one's own, which have no silence: tests/cli/test_sealed.py",
    "verify": [["KEY"]],
    "serve": "what it serves are the pages",
    "new": "begins another review and prints its identifier",
    "bring": "prints the names of the files that it was given",
    "import": "prints the title of what it brought in",
    "signal": [["list"], ["export", "KEY"]],
    "signals": [["export", "KEY"]],
    "doctor": [[]],
    "worker": "reads signals and sends messages; it prints how many",
    "check": "reads documents, never the database",
    "lint": "reads documents, never the database",
    "timeline": "reads files of one's own, never the database",
    "sign-in": "prints a link",
    "backup": "copies the database as it is: tests/web/anonymity",
    "restore": "puts such a copy back",
}


def commands() -> set[str]:
    """Return the name of every command that there is."""
    return set(get_command(app).commands)  # type: ignore[attr-defined]


def hear(setting: Setting, surfaces: tuple[str, ...] = tuple(SURFACES)) -> Iterator[Told]:
    """Yield all that anybody can get to read on these surfaces."""
    with kept_once(setting.log):
        for name in surfaces:
            yield from SURFACES[name](setting)


def leaks(
    setting: Setting, surfaces: tuple[str, ...] = tuple(SURFACES)
) -> set[tuple[str, str, str]]:
    """Return who got to read whose card where; reading one's own is none."""
    return {
        (told.who, writer, told.where)
        for told in hear(setting, surfaces)
        for writer, word in setting.words.items()
        if word.encode() in told.content
        and (writer != told.who or told.where.startswith("mortem "))
    }


def content(answer: Any) -> bytes:
    """Return the bytes of an answer with its headers; of an archive, those of everything in it."""
    raw = b"".join(answer) if answer.streaming else answer.content
    head = repr((answer.headers, answer.cookies)).encode()
    if not raw.startswith(b"PK"):
        return head + bytes(raw)
    box = zipfile.ZipFile(io.BytesIO(raw))
    return head + b"".join(name.encode() + box.read(name) for name in box.namelist())


# ── What tells that the list of surfaces is whole ────────────────────────────────────────


@contextmanager
def overheard(said: io.StringIO) -> Iterator[None]:
    """Write all log records, even those that are not shown, as the product's log would."""
    handler, root = logging.StreamHandler(said), logging.getLogger()
    handler.setFormatter(Discreet("{levelname} {name}: {message}", style="{"))
    levels = {name: logging.getLogger(name).level for name in ("", "django", "django.request")}
    root.addHandler(handler)
    for name in levels:
        logging.getLogger(name).setLevel(logging.DEBUG)
    try:
        yield
    finally:
        root.removeHandler(handler)
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)


@contextmanager
def kept_once(said: io.StringIO) -> Iterator[None]:
    """Let pytest not keep the same lines, too: twice, and with every page that a traceback holds."""
    root = logging.getLogger()
    all_of_them = root.handlers
    root.handlers = [one for one in all_of_them if getattr(one, "stream", None) is said]
    try:
        yield
    finally:
        root.handlers = all_of_them


@contextmanager
def seen_templates() -> Iterator[set[str]]:
    """Collect the names of all templates that are rendered."""
    names: set[str] = set()

    def note(template: Any, **_rest: Any) -> None:
        names.add(template.name)

    template_rendered.connect(note)
    try:
        yield names
    finally:
        template_rendered.disconnect(note)


def templates() -> set[str]:
    """Return the name of every template that there is."""
    root = HERE / "templates"
    return {one.relative_to(root).as_posix() for one in root.rglob("*.*") if one.is_file()}


def log_lines() -> set[str]:
    """Return the module and the words of every line that our code writes to a log."""
    lines = set()
    for path in sorted(HERE.parent.rglob("*.py")):
        module = path.relative_to(HERE.parent).with_suffix("").as_posix()
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if _logs(node):
                lines.add(f"{module}: {ast.unparse(node.args[0])}")  # type: ignore[attr-defined]
    return lines


_LEVELS = {"debug", "info", "warning", "error", "exception", "critical", "log"}


def _logs(node: ast.AST) -> bool:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return False
    logger = node.func.value
    return (
        node.func.attr in _LEVELS
        and isinstance(logger, ast.Name)
        and logger.id.lstrip("_") in {"log", "logger", "logging"}
    )
