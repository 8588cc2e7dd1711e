from __future__ import annotations

import re

import pytest
import segno

from mortem.web.qr import QUIET, qr_picture

LINK = "http://192.168.1.20:8765/join/2Rr9mJ8mGx0d9M2LZqv1TqH4r7nZb1w5cUu0aYxkE3s/"


def dark(path: str) -> set[tuple[int, int]]:
    """Return the modules that a path of bars paints."""
    found = set()
    for x, y, run in re.findall(r"M(\d+) (\d+)h(\d+)v1H\d+z", path):
        found |= {(int(x) + step, int(y)) for step in range(int(run))}
    return found


@pytest.mark.parametrize("link", [LINK, "https://mortem.example/join/x/"])
def test_each_module_of_the_code_is_drawn_and_no_other(link: str) -> None:
    paths = re.findall(r'<path fill="(#\w{6})" d="([^"]+)"/>', qr_picture(link, "Open"))
    wanted = {
        (x + QUIET, y + QUIET)
        for y, row in enumerate(segno.make_qr(link, error="m").matrix)
        for x, module in enumerate(row)
        if module
    }
    assert [colour for colour, _path in paths] == ["#ffffff", "#000000"]
    assert dark(paths[1][1]) == wanted


def test_it_keeps_its_light_rim_and_says_what_it_is() -> None:
    picture = qr_picture(LINK, "Scan <that> & go")
    size = segno.make_qr(LINK, error="m").symbol_size(border=0)[0] + 2 * QUIET
    assert re.findall(r'role="img" viewBox="([^"]+)"', picture) == [f"0 0 {size} {size}"]
    assert re.findall("<title>(.*)</title>", picture) == ["Scan &lt;that&gt; &amp; go"]
    assert picture.count(f'd="M0 0H{size}V{size}H0Z"') == 1
