"""Which time zone a person means whose machine says UTC, as fresh servers do: by the country of the locale."""

from __future__ import annotations

import re
from collections.abc import Mapping

# Where a country has several, the one in which most of its people live (zone1970.tab is sorted by longitude).
_COUNTRIES = {
    "AR": "America/Argentina/Buenos_Aires", "AT": "Europe/Vienna", "AU": "Australia/Sydney", "BE": "Europe/Brussels",
    "BF": "Africa/Ouagadougou", "BJ": "Africa/Porto-Novo", "BR": "America/Sao_Paulo", "CA": "America/Toronto",
    "CD": "Africa/Kinshasa", "CH": "Europe/Zurich", "CI": "Africa/Abidjan", "CM": "Africa/Douala",
    "CZ": "Europe/Prague", "DE": "Europe/Berlin", "DK": "Europe/Copenhagen", "DZ": "Africa/Algiers",
    "ES": "Europe/Madrid", "FI": "Europe/Helsinki", "FR": "Europe/Paris", "GA": "Africa/Libreville",
    "GB": "Europe/London", "GF": "America/Cayenne", "GP": "America/Guadeloupe", "GR": "Europe/Athens",
    "HT": "America/Port-au-Prince", "HU": "Europe/Budapest", "IE": "Europe/Dublin", "IN": "Asia/Kolkata",
    "IT": "Europe/Rome", "LU": "Europe/Luxembourg", "MA": "Africa/Casablanca", "MC": "Europe/Monaco",
    "MG": "Indian/Antananarivo", "ML": "Africa/Bamako", "MQ": "America/Martinique", "MU": "Indian/Mauritius",
    "MX": "America/Mexico_City", "NC": "Pacific/Noumea", "NL": "Europe/Amsterdam", "NO": "Europe/Oslo",
    "NZ": "Pacific/Auckland", "PF": "Pacific/Tahiti", "PL": "Europe/Warsaw", "PT": "Europe/Lisbon",
    "RE": "Indian/Reunion", "RO": "Europe/Bucharest", "SE": "Europe/Stockholm", "SN": "Africa/Dakar",
    "TG": "Africa/Lome", "TN": "Africa/Tunis", "US": "America/New_York", "YT": "Indian/Mayotte",
    "ZA": "Africa/Johannesburg",
}  # fmt: skip
_LANGUAGES = {"fr": "Europe/Paris"}
_UTC = re.compile(r"(?:Etc/)?(?:UTC|UCT|GMT(?:[+-]?0)?|Universal|Zulu|Greenwich)", re.ASCII)


def is_utc(zone: str) -> bool:
    """Return whether a zone is UTC by name, which is nobody's own: Africa/Abidjan, at the same hour, is."""
    return bool(_UTC.fullmatch(zone))


def suggested(environ: Mapping[str, str]) -> str:
    """Return the zone of the locale's country, else of its language; "" where it says neither."""
    for variable in ("LC_ALL", "LC_TIME", "LANG"):
        if (locale := environ.get(variable, "")) and locale.partition(".")[0] not in ("C", "POSIX"):
            language, _, rest = locale.partition("_")
            return _COUNTRIES.get(rest[:2].upper()) or _LANGUAGES.get(
                re.split("[.@]", language)[0].lower(), ""
            )
    return _LANGUAGES.get(environ.get("LANGUAGE", "")[:2].lower(), "")
