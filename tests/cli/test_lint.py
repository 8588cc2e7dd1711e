from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

FIELDS = [
    *("file", "line", "column", "end_line", "end_column"),
    *("rule", "category", "severity", "message", "suggestion"),
]
TEXT = "# Report\r\n\r\nAll is well. Someone forgot\r\nto renew it.\r\nAn operator ran the wrong command.\r\n"


def mortem(*arguments: str, given: bytes = b"") -> tuple[int, str, str]:
    command = [sys.executable, "-m", "mortem", "lint", *arguments]
    done = subprocess.run(command, input=given, capture_output=True, check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


@pytest.fixture
def report(tmp_path: Path) -> str:
    path = tmp_path / "re port.md"
    path.write_bytes(TEXT.encode())
    return str(path)


def test_the_exit_status_tells(report: str, tmp_path: Path) -> None:
    clean = tmp_path / "clean.md"
    clean.write_text("The disk was full, and the alert went to a channel that nobody reads.\n")

    assert mortem(str(clean)) == (0, "", "")
    assert mortem(report)[0] == 1
    assert mortem("--min-severity", "strong", report) == (0, "", "")


def test_text_names_the_place_the_rule_and_a_question(report: str) -> None:
    status, out, err = mortem(report)

    assert (status, err) == (1, "")
    lines = out.splitlines()
    assert lines[0].startswith(f"{report}:3:22: warning: “forgot to” ")
    assert "[wrong-choice]" in out
    assert "What would have made it easy to renew it?" in out


def test_json_is_one_object_a_line_with_just_these_fields(report: str) -> None:
    out = mortem(report, "--format", "json")[1]
    found = [json.loads(line) for line in out.splitlines()]

    assert [list(one) for one in found] == [FIELDS, FIELDS]
    assert {key: found[0][key] for key in FIELDS[:8]} == {
        "file": report,
        "line": 3,
        "column": 22,
        "end_line": 4,
        "end_column": 3,
        "rule": "lapse",
        "category": "hindsight",
        "severity": "warning",
    }
    assert [one["severity"] for one in found] == ["warning", "note"]


def test_sarif_has_what_its_scheme_demands(report: str) -> None:
    log = json.loads(mortem("--format=sarif", report)[1])
    (run,) = log["runs"]
    driver = run["tool"]["driver"]

    assert (log["version"], driver["name"]) == ("2.1.0", "mortem")
    first, second = run["results"]
    assert driver["rules"][first["ruleIndex"]]["id"] == first["ruleId"] == "lapse"
    assert (first["level"], second["level"]) == ("warning", "note")
    place = first["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"].endswith("/re%20port.md")
    assert place["region"] == {"startLine": 3, "startColumn": 22, "endLine": 4, "endColumn": 3}
    (change,) = first["fixes"][0]["artifactChanges"]
    assert change["replacements"][0]["insertedContent"] == {"text": "did not"}


def test_github_annotations_are_escaped(report: str) -> None:
    first, second = mortem("--format", "github", report)[1].splitlines()

    assert first.startswith(f"::warning file={report},line=3,endLine=4,col=22,title=mortem lapse::")
    assert second.startswith(f"::notice file={report},line=5,endLine=5,col=17,endColumn=34,")


def test_rules_and_categories_are_selected(report: str) -> None:
    found = {}
    for wanted in ("lapse", "blame", "lapse,blame", "action"):
        out = mortem("--format", "json", "--select", wanted, report)[1]
        found[wanted] = [json.loads(line)["rule"] for line in out.splitlines()]

    assert found == {
        "lapse": ["lapse"],
        "blame": ["wrong-choice"],
        "lapse,blame": ["lapse", "wrong-choice"],
        "action": [],
    }


def test_a_folder_is_read_in_order_and_only_its_texts(tmp_path: Path) -> None:
    for name in ("b.md", "a.txt", "c.py", ".git/d.md", "sub/e.markdown"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("Human error caused it.\n")
    out = mortem("--format", "json", str(tmp_path))[1]
    names = [json.loads(line)["file"].removeprefix(f"{tmp_path}/") for line in out.splitlines()]

    assert names == ["a.txt", "b.md", "sub/e.markdown"]


@pytest.mark.parametrize("form", ["text", "json", "sarif", "github"])
def test_a_file_name_that_is_no_text_is_told_as_it_is(tmp_path: Path, form: str) -> None:
    (tmp_path / os.fsdecode(b"b\xff.md")).write_bytes(b"The operator forgot to test it.\n")
    status, out, err = mortem(str(tmp_path), "--format", form)
    assert (status, err) == (1, "")
    assert ("%FF" if form == "sarif" else "udcff") in out


def test_standard_input_is_a_dash() -> None:
    status, out, _ = mortem("--format", "json", "-", given=b"\xef\xbb\xbfHuman error caused it.")

    assert (status, json.loads(out)["file"], json.loads(out)["column"]) == (1, "-", 1)


def test_a_file_that_cannot_be_read_is_told_and_the_others_are_still_read(
    report: str, tmp_path: Path
) -> None:
    binary = tmp_path / "b.md"
    binary.write_bytes(b"one\n\xff\xfe")
    status, out, err = mortem(str(tmp_path / "no.md"), str(binary), report)

    assert status == 2
    assert "[lapse]" in out
    assert err.splitlines() == [
        f"{tmp_path / 'no.md'}: It cannot be read: No such file or directory.",
        f"{binary}: Line 2 is no UTF-8 text.",
    ]


def test_what_is_not_english_is_left_alone_and_said(tmp_path: Path) -> None:
    path = tmp_path / "de.md"
    path.write_text(
        "Das Zertifikat wurde nicht erneuert, weil es human error gab und alle im Urlaub waren."
    )

    assert mortem(str(path)) == (0, "", f"{path}: not judged, it does not read like English.\n")


def test_a_paragraph_in_another_language_is_told(tmp_path: Path) -> None:
    german = "Es war human error, sagten alle im Team danach noch lange und laut."
    path = tmp_path / "mixed.md"
    path.write_text(
        f"Someone forgot to renew it, and it ran out on the day of the launch.\n\n{german}\n"
    )
    status, out, err = mortem(str(path))

    assert (status, out.count("[lapse]")) == (1, 1)
    assert err == f"{path}: in part not judged: a paragraph does not read like English.\n"


def test_a_comment_without_a_reason_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("Fine.\n\nHuman error caused it. <!-- mortem: allow human-error -->\n")
    status, _, err = mortem(str(path))

    assert (status, err) == (
        1,
        f"{path}:3: this allows nothing yet: give a reason after a colon.\n",
    )


def test_a_wrong_command_is_explained() -> None:
    for arguments, problem in (
        ((), "Which file?"),
        (("--colour", "a.md"), "There is no option “--colour”."),
        (("--format", "xml", "a.md"), "There is no format “xml”."),
        (("--min-severity", "mild", "a.md"), "There is no severity “mild”."),
        (("--select", "nose", "a.md"), "There is no rule “nose”. They are: mortem lint --rules"),
        (("--select", ",", "a.md"), "Which rules? They are: mortem lint --rules"),
        (("a.md", "--format"), "“--format” wants a value."),
        (("--explain", "nose"), "There is no rule “nose”. They are: mortem lint --rules"),
    ):
        status, out, err = mortem(*arguments)
        assert (status, out) == (2, "")
        assert err.startswith(f"mortem lint: {problem}\nUsage: mortem lint")
    assert mortem("--help")[0] == 0


def test_rules_are_listed_and_explained() -> None:
    listed = mortem("--rules")[1].splitlines()
    explained = mortem("--explain", "lapse")[1]

    assert [line.split()[0] for line in listed] == sorted(line.split()[0] for line in listed)
    assert len(listed) > 15
    for heading in ("Why it hurts", "Instead of", "Left alone", "Sources"):
        assert heading in explained


def test_it_loads_neither_django_nor_typer_nor_what_is_slow(report: str) -> None:
    script = (
        "import sys; sys.argv = ['mortem', 'lint', '--select', 'lapse', sys.argv[1]]\n"
        "from mortem.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "slow = ('django', 'typer', 'yaml', 'json', 'inspect', 'dataclasses', 'pathlib')\n"
        "print([name for name in slow if name in sys.modules])"
    )
    shown = subprocess.check_output([sys.executable, "-c", script, report], text=True)

    assert shown.splitlines()[-1] == "[]"


def test_the_hook_for_pre_commit_calls_it() -> None:
    hooks = (Path(__file__).resolve().parents[2] / ".pre-commit-hooks.yaml").read_text("utf-8")

    assert "entry: mortem lint" in hooks
    assert "types_or: [markdown, plain-text]" in hooks
