"""The core is tested alone, and within seconds while one works; `do.py test` looks closer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import settings

if TYPE_CHECKING:
    import pytest

THOROUGH = "thorough"

# A busy machine is no reason for a test to fail. While one works, a few examples of everything
# answer within seconds; `do.py test` looks at many more (--hypothesis-profile=thorough).
settings.register_profile("calm", deadline=None, derandomize=True, max_examples=3)
settings.register_profile(THOROUGH, deadline=None, derandomize=True, max_examples=80)
settings.load_profile("calm")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave inputs so large that each takes tenths of a second to the thorough look."""
    if config.getoption("--hypothesis-profile") == THOROUGH:
        return
    large = [item for item in items if item.get_closest_marker("large")]
    config.hook.pytest_deselected(items=large)
    items[:] = [item for item in items if item not in large]
