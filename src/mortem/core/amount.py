"""Amounts as people write them: 1,200 or 1.5k, and the same amounts as people read them."""

from __future__ import annotations

import re
import unicodedata
from math import floor, log10

from mortem.core.errors import BadInput

MOST = 10.0**15
"""The largest amount; beyond it a unit is too small, or a key was held too long."""

_FACTORS = {
    "": 1.0,
    **dict.fromkeys(("k", "thousand", "tsd"), 1e3),
    **dict.fromkeys(("mio", "mn", "million", "millions"), 1e6),
    **dict.fromkeys(("bn", "billion", "billions"), 1e9),
    "trillion": 1e12,
}
_CURRENCIES = re.compile(r"[$€£¥₹₽]|\b(?:usd|eur|gbp|chf|jpy)\b")
_SHAPE = re.compile(
    r"(?P<sign>-?)(?P<figures>[.,]?\d[\d.,]*)(?:e\+?(?P<power>-?\d{1,3}))?(?P<word>[a-z]*)\Z"
)
_MAYBE_THOUSANDS = re.compile(r"[1-9]\d{0,2}\.\d{3}")
_TWO_ENDS = re.compile(r"\d[\d.,]*[a-z]*\s*(?:[-\u2013\u2014]|to|\.\.+|…)\s*\d[\d.,]*\s*[a-z]*")
_BLANKS = re.compile(r"(?<=\d)[\s'\u2019_](?=\d{3}(?!\d))")
_PLAIN_BELOW = 10_000
_SHORT = ((1e12, " trillion"), (1e9, " billion"), (1e6, " million"))


def read_amount(text: str, *, field: str = "amount", unit: str = "") -> float:
    """Return the amount that a person wrote, from 0 to MOST.

    Takes 1200, 1,200, 1 200, 1'200, 1.5, 1,5, 1.5k, 2 million, 3e4, a currency's sign, and the
    plan's own unit behind it. Raises BadInput with what helps, also for what may be read in two ways.
    """
    shown = text.strip()[:40]
    plain = _plain(text, unit)
    found = _SHAPE.match(plain)
    if found is None or found["word"] not in _FACTORS:
        raise _unread(plain, field, shown)
    if found["sign"]:
        raise BadInput(
            field,
            "“{typed}” is below zero. If it costs nothing, write 0.",
            typed=shown,
        )
    amount = float(f"{_figures(found['figures'], field)}e{found['power'] or 0}")
    amount *= _FACTORS[found["word"]]
    check_amount(amount, field=field, typed=shown)
    return amount


def _unread(plain: str, field: str, shown: str) -> BadInput:
    if _TWO_ENDS.fullmatch(plain):
        return BadInput(
            field,
            "“{typed}” are two numbers.",
            hint="Put the smaller one behind “at least” and the larger one behind “at most”.",
            typed=shown,
        )
    return BadInput(
        field,
        "“{typed}” is not read as a number here.",
        hint="Write it like 1200, 1,200 or 1.5k.",
        typed=shown,
    )


def check_amount(amount: float, *, field: str = "amount", typed: str = "") -> None:
    """Raise BadInput for an amount that is not from 0 to MOST."""
    if not 0 <= amount <= MOST:
        raise BadInput(
            field,
            "“{typed}” is out of reach: an amount goes from 0 to {most}.",
            hint="A larger unit helps, such as millions.",
            typed=typed or f"{amount:g}",
            most="1,000,000,000,000,000",
        )


def show_amount(amount: float, *, digits: int = 3) -> str:
    """Return an amount for reading, rounded to so many significant digits: 0.25, 1,500, 2.4 million."""
    rounded = _rounded(float(amount), digits)
    for size, word in _SHORT:
        if rounded >= size:
            return _trimmed(rounded / size) + word
    return _trimmed(rounded)


def write_amount(amount: float) -> str:
    """Return an amount as it stands in a field: exact, and read again as the same."""
    if amount.is_integer():
        return str(int(amount))
    written = repr(amount)
    # Three digits behind a point might be thousands; four are not.
    return written + "0" if _MAYBE_THOUSANDS.fullmatch(written) else written


def _plain(text: str, unit: str) -> str:
    """Return the text in small letters without blanks, currency and unit."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("\N{MINUS SIGN}", "-").strip()
    folded = _CURRENCIES.sub("", folded).strip()
    behind = unit.strip().casefold()
    for word in filter(None, (behind, *behind.split()[:1])):
        folded = folded.removesuffix(word).removesuffix(word.removesuffix("s"))
    digits = "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in folded.strip())
    return re.sub(r"\s+(?=[a-z])|(?<=-)\s+", "", _BLANKS.sub("", digits))


def _figures(figures: str, field: str) -> str:
    """Return digits with points and commas as Python writes them; the last mark is the decimal one."""
    marks = re.sub(r"\d", "", figures)
    if not marks:
        return figures
    grouped = re.fullmatch(rf"[1-9]\d{{0,2}}(?:\{marks[0]}\d{{3}})+", figures)
    if grouped and len(marks) > 1:
        return figures.replace(marks[0], "")
    if grouped:
        return _thousands(figures, marks, field)
    whole, decimal, part = figures.rpartition(marks[-1])
    groups = re.split(r"[.,]", whole)
    single = decimal not in marks[:-1] and len(set(marks[:-1])) <= 1
    if not part or not single or any(len(group) != 3 for group in groups[1:]):  # noqa: PLR2004 - thousands
        raise BadInput(
            field,
            "“{typed}” may be read in more than one way.",
            hint="Write it without marks between the digits, like 1200 or 1200.5.",
            typed=figures[:40],
        )
    return "".join(groups) + "." + part


def _thousands(figures: str, mark: str, field: str) -> str:
    """Take 1,200 as twelve hundred; ask what 1.200 is: half the world reads it otherwise."""
    together = figures.replace(mark, "")
    if mark == ".":
        raise BadInput(
            field,
            "“{typed}” may be {large} or {small}. Write one of these two.",
            typed=figures,
            large=together,
            small=f"{float(figures):g}",
        )
    return together


def _rounded(amount: float, digits: int) -> float:
    if amount == 0:
        return 0.0
    return round(amount, digits - 1 - floor(log10(abs(amount))))


def _trimmed(amount: float) -> str:
    if amount >= _PLAIN_BELOW or amount.is_integer():
        return f"{amount:,.0f}" if amount >= 1000 else f"{amount:.0f}"  # noqa: PLR2004
    shown = f"{amount:,.12f}".rstrip("0").rstrip(".")
    return shown or "0"
