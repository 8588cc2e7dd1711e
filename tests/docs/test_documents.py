"""What the documents say is true: commands, variables, links, snippets, words."""

from __future__ import annotations

import os
import re
import tomllib
from importlib.util import module_from_spec, spec_from_file_location
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import pytest

from mortem.core.playbooks import playbooks
from mortem.core.services import SERVICES
from tests.docs.conftest import BLOCK, DOCS, ROOT
from tools.reference import stale

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
SOURCE = sorted((ROOT / "src").rglob("*.py"))
LINK = re.compile(r"!?\[[^]]*\]\(([^)\s]+)\)")
ADDRESS = re.compile(r"https?://([\w.-]+)")
# Machines that a document may name: standards, and names that lead nowhere on purpose.
KNOWN_HOSTS = {"keepachangelog.com", "semver.org", "localhost", "127.0.0.1", "192.168.1.20"}
READ_VARIABLE = re.compile(r'(?:text|switch|megabytes)\(\s*"([A-Z_]+)"')
LARGEST_PICTURE = 150_000  # bytes

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


def load(path: Path) -> Any:
    spec = spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def typed_lines(page: Path) -> Iterator[str]:
    """Give every line that a page tells its reader to type."""
    for block in BLOCK.finditer(page.read_text()):
        if block["kind"] == "console":
            joined = block["text"].replace("\\\n", " ")
            yield from re.findall(r"^\$ (.+)$", joined, re.MULTILINE)


def test_the_reference_says_what_the_code_does() -> None:
    assert stale() == []


def test_every_service_that_may_be_told_is_named() -> None:
    page = (DOCS / "how-to" / "watch-signals.md").read_text()
    section = page.partition("### Told by another service")[2].partition("\n### ")[0]
    assert [name for name in set(SERVICES.values()) if name not in section] == []
    schemes = re.findall(r"`([a-z]+)://", section)
    assert [scheme for scheme in schemes if scheme not in SERVICES] == []


def test_every_variable_is_documented_and_every_documented_one_is_read() -> None:
    read = {name for path in SOURCE for name in READ_VARIABLE.findall(path.read_text())}
    page = (DOCS / "reference" / "environment.md").read_text()
    documented = set(re.findall(r"`([A-Z][A-Z_]{7,})`", page)) - {"MORTEM_CHROMIUM"}

    assert documented == read


def test_do_py_knows_every_word_that_documents_give_it() -> None:
    lines = {line for page in PAGES for line in typed_lines(page)}
    verbs = {line.split()[2] for line in lines if line.startswith("python3 do.py ")}
    known = set(re.findall(r"^python3 do\.py (\w+)", load(ROOT / "do.py").__doc__, re.MULTILINE))

    assert verbs <= known


@each_page
def test_every_link_leads_somewhere(page: Path) -> None:
    text = BLOCK.sub("", page.read_text())
    targets = [unquote(link) for link in LINK.findall(text) if not urlsplit(link).scheme]
    files = [page.parent / target.split("#")[0] for target in targets if not target.startswith("#")]

    assert [str(file) for file in files if not file.exists()] == []


@each_page
def test_documents_name_no_machine_but_examples(page: Path) -> None:
    hosts = {host for host in ADDRESS.findall(page.read_text()) if not host.endswith(".example")}

    assert hosts - KNOWN_HOSTS == set()


@each_page
def test_documents_keep_to_the_words(page: Path) -> None:
    unsaid = re.compile(r"\bsuccessfully\b|\boffenders?\b", re.IGNORECASE)

    assert unsaid.findall(page.read_text()) == []


def test_good_examples_of_style_are_in_the_code() -> None:
    blocks = re.findall(
        r'^```python title="([^"]+)"\n(.*?)^```$',
        (ROOT / "STYLE.md").read_text(),
        re.MULTILINE | re.DOTALL,
    )

    assert len(blocks) > 5
    assert [path for path, text in blocks if text not in (ROOT / path).read_text()] == []


@pytest.mark.parametrize(
    "name",
    [
        "tutorial/look-ahead.md",
        "tutorial/look-back.md",
        "how-to/hold-a-look-back-meeting.md",
        "how-to/big-screen.md",
        "how-to/hold-over-days.md",
        "how-to/leave-and-erase.md",
        "how-to/move-a-review.md",
        "how-to/practise-for-an-interview.md",
        "how-to/prepare-a-promotion.md",
        "how-to/run-for-a-team.md",
        "how-to/share-with-the-room.md",
    ],
)
def test_bold_words_are_on_the_pages(name: str) -> None:
    bold = re.findall(r"\*\*([^*]+)\*\*", (DOCS / name).read_text())
    named = [words for words in bold if not words.endswith(".")]  # those are run-in headings
    web = ROOT / "src" / "mortem" / "web"
    shown = " ".join(path.read_text() for path in [*web.rglob("*.html"), *web.rglob("*.py")])

    assert named
    assert [words for words in map(one_line, named) if f'"{words}"' not in shown] == []


def one_line(text: str) -> str:
    return " ".join(text.split())


def test_every_page_is_in_the_navigation_once() -> None:
    navigation = tomllib.loads((ROOT / "zensical.toml").read_text())["project"]["nav"]
    shown = sorted(leaves(navigation))

    assert shown == sorted(str(page.relative_to(DOCS)) for page in DOCS.rglob("*.md"))


def leaves(entry: object) -> Iterator[str]:
    if isinstance(entry, str):
        yield entry
    elif isinstance(entry, list):
        for one in entry:
            yield from leaves(one)
    elif isinstance(entry, dict):
        yield from leaves(list(entry.values()))


def test_every_playbook_is_in_the_reference() -> None:
    page = (DOCS / "reference" / "playbooks.md").read_text()

    assert re.findall(r"^`(\w+)` · ", page, re.MULTILINE) == [book.slug for book in playbooks()]


def test_every_code_of_completeness_is_in_the_reference() -> None:
    page = (DOCS / "reference" / "completeness.md").read_text()
    core = ROOT / "src" / "mortem" / "core"
    source = "".join(
        (core / name).read_text() for name in ("missing.py", "premortem.py", "postmortem.py")
    )
    codes = set(re.findall(r'code="(\w+)"|_about\(\w+, "(\w+)"', source))

    assert {code for pair in codes for code in pair if code and f"`{code}`" not in page} == set()


def test_every_rule_that_code_cites_is_in_the_reference() -> None:
    page = (DOCS / "reference" / "rules.md").read_text()
    code = "".join(path.read_text() for path in SOURCE)
    cited = set(re.findall(r"METHOD ([PSEFC]\d+)|rule=\"([PSEFC]\d+)\"", code))

    assert {one for pair in cited for one in pair if one and f"| {one} |" not in page} == set()


def test_pictures_are_small() -> None:
    sizes = {path.name: path.stat().st_size for path in (DOCS / "img").glob("*.png")}

    assert sizes
    assert {name for name, size in sizes.items() if size > LARGEST_PICTURE} == set()


def test_the_unit_and_the_container_start_what_exists() -> None:
    unit = (ROOT / "deploy" / "mortem.service").read_text()
    container = (ROOT / "Containerfile").read_text()

    assert "mortem serve --port 8765 --no-open" in unit
    assert '"serve", "--host", "0.0.0.0", "--port", "8765", "--no-open"' in container
    assert os.access(ROOT / "do.py", os.X_OK)
