"""Calls that cannot be broken off: they give their answer, and hold up neither others nor an exit."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading

import pytest

from mortem.web.aside import Aside

HANGS = """
import asyncio, threading
from mortem.web.aside import Aside

async def ask():
    try:
        async with asyncio.timeout(0.1):
            await Aside("test", most=1).run(threading.Event().wait)
    except TimeoutError:
        print("gone on", flush=True)

asyncio.run(ask())
"""


def test_an_exit_does_not_wait_for_a_call_that_hangs() -> None:
    done = subprocess.run(
        [sys.executable, "-c", HANGS], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "gone on\n", "")


def test_an_answer_or_an_error_comes_back() -> None:
    aside = Aside("test", most=2)
    assert asyncio.run(aside.run(lambda: 4)) == 4
    with pytest.raises(ZeroDivisionError):
        asyncio.run(aside.run(lambda: 1 // 0))
    assert asyncio.run(aside.run(lambda: 5)) == 5


def test_no_more_threads_than_agreed_and_what_nobody_waits_for_is_not_done() -> None:
    aside, opened = Aside("two", most=2), threading.Event()
    seen: list[str] = []

    async def ask() -> None:
        async def impatient() -> None:
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.1):
                    await aside.run(lambda: seen.append("too late"))

        hanging = [asyncio.create_task(aside.run(opened.wait)) for _ in range(2)]
        await asyncio.sleep(0)
        await impatient()
        opened.set()
        await asyncio.gather(*hanging)
        await aside.run(lambda: seen.append("in time"))

    asyncio.run(ask())
    assert seen == ["in time"]
    assert sum(thread.name == "two" for thread in threading.enumerate()) == 2
