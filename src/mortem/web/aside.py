"""Calls that take long and cannot be broken off, made where they hold up nobody.

A pool of the standard library waits at the exit for whatever its threads still do. These are
given up with the process.
"""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import Future
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class Aside:
    """At most so many threads, each beginning when it is first needed, one call after the other."""

    def __init__(self, name: str, *, most: int) -> None:
        self._name, self._most = name, most
        self._calls: SimpleQueue[tuple[Future[Any], Callable[[], Any]]] = SimpleQueue()
        self._begun, self._beginning = 0, threading.Lock()

    async def run(self, call: Callable[[], T]) -> T:
        """Return what a call gives. Whoever is cancelled meanwhile leaves it to itself."""
        answer: Future[T] = Future()
        self._calls.put((answer, call))
        self._begin()
        return await asyncio.wrap_future(answer)

    def _begin(self) -> None:
        with self._beginning:
            if self._begun < self._most:
                threading.Thread(target=self._work, name=self._name, daemon=True).start()
                self._begun += 1

    def _work(self) -> None:
        while True:
            answer, call = self._calls.get()
            if not answer.set_running_or_notify_cancel():
                continue
            try:
                answer.set_result(call())
            except Exception as error:  # noqa: BLE001 - raised again where it is waited for
                answer.set_exception(error)
