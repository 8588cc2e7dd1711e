"""The months by their names, as logs of machines in other languages write them, too."""

from __future__ import annotations

from typing import Final

_NAMES: Final = (
    "jan january januar janvier janv enero ene gennaio gen januari janeiro sty",
    "feb february februar février févr fév fevrier febrero febbraio februari fevereiro fev lut",
    "mar march märz mrz mär mars marzo maart mrt março",
    "apr april avril avr abril abr aprile kwi",
    "may mai mayo maggio mag mei maio maj",
    "jun june juni juin junio giugno giu junho cze",
    "jul july juli juillet juil julio luglio lug julho lip",
    "aug august août aout agosto ago augustus ago sie",
    "sep sept september septembre septiembre settembre set setembro wrz",
    "oct october oktober okt octobre octubre ottobre ott outubro out paź",
    "nov november novembre noviembre novembro lis",
    "dec december dezember dez décembre déc decembre diciembre dic dicembre dezembro gru",
)
MONTHS: Final = {
    name: number for number, names in enumerate(_NAMES, start=1) for name in names.split()
}
"""From a name or its abbreviation, in small letters and without a full stop, to 1 to 12."""


def month_of(name: str) -> int | None:
    """Return the number of a month by its name, however it is written; None for any other word."""
    return MONTHS.get(name.rstrip(".").lower())
