"""Would the core's tests notice? `python -m bench.mutation [--sample N] [--only WORD] [--report]`.

Makes a fixed sample of small wrong changes to src/mortem/core, one at a time, and runs the tests
that execute the changed line (every test that touches the module, for lines that run when it is
loaded). A change that no test notices survives. One process, at the lowest priority but one;
what was found is kept in build/mutation.jsonl, so that a second start goes on where the first
one ended. Changing a module or its tests makes it anew.

The sample takes the same share of every module, at least four changes, with a fixed seed.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import importlib.abc
import importlib.util
import json
import os
import random
import resource
import signal
import sys
import time
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bench.mutants import Mutant, mutants

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import ModuleType

ROOT = Path(__file__).resolve().parent.parent
CORE = ROOT / "src" / "mortem" / "core"
TESTS = "tests/core"
KEPT = ROOT / "build" / "mutation.jsonl"
AT_LEAST = 4  # changes of each module
EXAMPLES = 12  # of each hypothesis test
WITHIN = 60  # seconds of processor for the tests of one change; all tests take a fifth of it
NICE = 15
_NOT_FOUND = (pytest.ExitCode.USAGE_ERROR, pytest.ExitCode.NO_TESTS_COLLECTED)
_ARGUMENTS = ["-c", f"{TESTS}/pytest.ini", "--rootdir", ".", "-q", "-p", "no:cacheprovider"]
_ARGUMENTS += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]  # hypothesis is loaded before


@dataclass(frozen=True)
class Case:
    """One change of one module, and digests of the module and of all tests."""

    module: str
    mutant: Mutant
    digest: str
    tests: str

    @property
    def key(self) -> str:
        return f"{self.module}:{self.mutant.line}:{self.mutant.kind}:{self.mutant.place}"


def _hasten(items: list[pytest.Item]) -> None:
    """Let hypothesis look at few examples and not simplify what it finds.

    This can only leave changes unnoticed that a real run of the tests would notice.
    """
    from hypothesis import Phase, settings  # noqa: PLC0415 - the tests' own

    for item in items:
        test = getattr(item, "obj", None)
        own = getattr(test, "_hypothesis_internal_use_settings", None)
        if getattr(test, "is_hypothesis_test", False):
            few = settings(
                own or settings.default,
                max_examples=EXAMPLES,
                derandomize=True,
                database=None,
                phases=[Phase.explicit, Phase.generate],
            )
            vars(test)["_hypothesis_internal_use_settings"] = few


class Covered:
    """A pytest plugin that learns which tests execute which lines, and how long they take."""

    def __init__(self) -> None:
        import coverage  # noqa: PLC0415 - for this one run only

        self.coverage = coverage.Coverage(
            source=[str(CORE)], data_file=None, messages=False, config_file=False
        )
        self.seconds: dict[str, float] = {}
        self.failed: set[str] = set()
        self.coverage.start()

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        _hasten(items)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed.add(report.nodeid)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self.coverage.switch_context(item.nodeid)
        begun = time.perf_counter()
        done = yield
        self.seconds[item.nodeid] = time.perf_counter() - begun
        self.coverage.switch_context("")
        return done

    def lines(self) -> dict[str, dict[int, list[str]]]:
        """Return, for every file, the tests that execute each line, the quickest first.

        Tests that fail already would notice everything: they are left out.
        """
        self.coverage.stop()
        data = self.coverage.get_data()
        return {
            str(Path(file).relative_to(CORE)): {
                line: sorted({*tests} - {""} - self.failed, key=self.seconds.__getitem__)
                for line, tests in data.contexts_by_lineno(file).items()
            }
            for file in data.measured_files()
        }


class InOrder:
    """A pytest plugin that runs the named tests in the order in which they are named."""

    def __init__(self, tests: Sequence[str]) -> None:
        self.order = {test: place for place, test in enumerate(tests)}

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        _hasten(items)
        items.sort(key=lambda item: self.order.get(item.nodeid, len(self.order)))


class Changed(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Loads one module from a changed tree instead of its file."""

    def __init__(self, name: str, file: Path, mutant: Mutant) -> None:
        self.name, self.file, self.mutant = name, file, mutant

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:  # noqa: ARG002
        if name != self.name:
            return None
        is_package = self.file.name == "__init__.py"
        return importlib.util.spec_from_file_location(
            name,
            self.file,
            loader=self,
            submodule_search_locations=[str(self.file.parent)] if is_package else None,
        )

    def exec_module(self, module: ModuleType) -> None:
        tree = self.mutant.of(self.file.read_text(encoding="utf-8"))
        exec(compile(tree, str(self.file), "exec"), module.__dict__)  # noqa: S102


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=int, default=300)
    parser.add_argument("--only", default="", help="modules whose path holds this word")
    parser.add_argument("--report", action="store_true", help="tell what is kept; run nothing")
    asked = parser.parse_args()
    os.chdir(ROOT)
    cases = [case for case in _cases(asked.sample) if asked.only in case.module]
    if not asked.report:
        os.nice(NICE)
        found = {one["key"]: one for one in _results()}
        _run([case for case in cases if not _is_known(case, found.get(case.key))])
    _tell(cases)


def _cases(sample: int) -> list[Case]:
    files = sorted(CORE.rglob("*.py"))
    sources = {str(file.relative_to(CORE)): file.read_text(encoding="utf-8") for file in files}
    tests = _digest(*(file.read_text("utf-8") for file in sorted((ROOT / TESTS).rglob("*.py"))))
    possible = {module: mutants(source) for module, source in sources.items()}
    share = sample / sum(map(len, possible.values()))
    return [
        Case(module, mutant, _digest(sources[module]), tests)
        for module, found in possible.items()
        for mutant in _chosen(module, found, share)
    ]


def _chosen(module: str, found: list[Mutant], share: float) -> list[Mutant]:
    count = min(len(found), max(AT_LEAST, round(share * len(found))))
    return sorted(random.Random(module).sample(found, count))


def _digest(*texts: str) -> str:
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:12]


def _is_known(case: Case, found: dict[str, Any] | None) -> bool:
    """Tell whether a verdict still holds: a survivor's only as long as no test has changed."""
    if found is None or found["digest"] != case.digest:
        return False
    return bool(found["verdict"] != "survived" or found["tests"] == case.tests)


def _results() -> list[dict[str, Any]]:
    if not KEPT.exists():
        return []
    return [json.loads(line) for line in KEPT.read_text(encoding="utf-8").splitlines()]


def _run(cases: list[Case]) -> None:
    if not cases:
        return
    print("Learning which tests execute which lines …", flush=True)
    lines = _learn()
    KEPT.parent.mkdir(exist_ok=True)
    import hypothesis  # noqa: F401, PLC0415 - loaded once, before the forks

    if _verdict(None, _tests_for(cases[0], lines)) != "survived":
        raise SystemExit("The tests fail in this harness although nothing is changed.")
    for number, case in enumerate(cases, 1):
        begun = time.perf_counter()
        verdict = _verdict(case, _tests_for(case, lines))
        took = time.perf_counter() - begun
        found = {"key": case.key, "digest": case.digest, "tests": case.tests, "verdict": verdict}
        with KEPT.open("a", encoding="utf-8") as file:
            file.write(json.dumps(found) + "\n")
        print(f"{number}/{len(cases)} {verdict:<9}{took:6.1f} s  {case.key}", flush=True)


def _learn() -> dict[str, dict[int, list[str]]]:
    """Run all tests once, in a child, so that this process never loads what is to be changed."""
    out, into = os.pipe()
    if pid := os.fork():
        os.close(into)
        with os.fdopen(out, encoding="utf-8") as file:
            said = file.read()
        if os.waitpid(pid, 0)[1]:
            raise SystemExit("The tests cannot be run.")
        learnt = json.loads(said)
        return {
            file: {int(line): tests for line, tests in found.items()}
            for file, found in learnt.items()
        }
    _quiet()
    covered = Covered()
    code = pytest.main([*_ARGUMENTS, TESTS], plugins=[covered])
    with os.fdopen(into, "w", encoding="utf-8") as file:
        json.dump(covered.lines(), file)
    os._exit(0 if code in {pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED} else 1)


def _quiet() -> None:
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.dup2(nothing, 2)


def _tests_for(case: Case, lines: dict[str, dict[int, list[str]]]) -> list[str]:
    found = lines.get(case.module, {})
    named = found.get(case.mutant.line)
    if named:
        return named
    seen = dict.fromkeys(test for tests in found.values() for test in tests)
    # What only reads a module's constants executes none of its lines; its twin is named after it.
    twin = Path(TESTS) / Path(case.module).with_name(f"test_{Path(case.module).name}")
    return [*([str(twin)] if twin.is_file() else []), *seen]


def _verdict(case: Case | None, tests: list[str]) -> str:
    """Return killed, survived or, as good as killed, endless. Without a case nothing is changed."""
    if pid := os.fork():
        return _wait(pid)
    _quiet()
    resource.setrlimit(resource.RLIMIT_CPU, (WITHIN, WITHIN + 5))
    if case is not None:
        name = ".".join(["mortem.core", *Path(case.module).with_suffix("").parts])
        finder = Changed(name.removesuffix(".__init__"), CORE / case.module, case.mutant)
        sys.meta_path.insert(0, finder)
    code = 1
    with contextlib.suppress(BaseException):
        code = _run_tests(tests or [TESTS])
        if code in _NOT_FOUND:  # a name made of a changed value: run the whole files
            code = _run_tests(list(dict.fromkeys(test.split("::")[0] for test in tests)))
    os._exit(code)


def _run_tests(tests: list[str]) -> int:
    return int(pytest.main([*_ARGUMENTS, "-x", *tests], plugins=[InOrder(tests)]))


def _wait(pid: int) -> str:
    status = os.waitpid(pid, 0)[1]
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) in {signal.SIGXCPU, signal.SIGKILL}:
        return "endless"
    return "killed" if status else "survived"


def _tell(cases: list[Case]) -> None:
    found = {one["key"]: one["verdict"] for one in _results()}
    by_module: dict[str, Counter[str]] = defaultdict(Counter)
    for case in cases:
        by_module[case.module][found.get(case.key, "open")] += 1
    print("| module | changes | noticed | survived | score |\n|---|---|---|---|---|")
    for module, counts in [*sorted(by_module.items()), ("all", sum(by_module.values(), Counter()))]:
        noticed, survived = counts["killed"] + counts["endless"], counts["survived"]
        judged = noticed + survived
        score = f"{100 * noticed / judged:.0f} %" if judged else "-"
        print(f"| {module} | {judged} | {noticed} | {survived} | {score} |")
    for case in cases:
        if found.get(case.key) == "survived":
            source = (CORE / case.module).read_text(encoding="utf-8")
            where = f"{case.module}:{case.mutant.line}"
            print(f"- {where} ({case.mutant.kind}) {case.mutant.words(source)}")


if __name__ == "__main__":
    main()
