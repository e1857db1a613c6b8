"""Which figures go out: indicators, years, regions and measures, all of them where none is named."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext as _

from fangzhi import gazetteer
from fangzhi.indicators import figures
from fangzhi.indicators.catalogue import GROUPS
from fangzhi.indicators.corrections import MEASURES
from fangzhi.indicators.models import Figure

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from fangzhi.indicators.catalogue import Catalogue

FIRST_YEAR, LAST_YEAR = 1900, 2100


class WrongSelection(ValueError):  # noqa: N818 - it is the person's, not an error of ours
    """Something was asked for that does not exist: one sentence that names it and says what to do."""


class Selection(NamedTuple):
    """What is wanted; an empty field means everything."""

    indicators: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    regions: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()

    def figures_of(self, indicators: Iterable[str]) -> QuerySet[Figure]:
        """The current figures of some indicators within the selection, in no order."""
        return self._narrowed(Figure.objects.filter(current=True, indicator__in=list(indicators)))

    def _narrowed(self, query: QuerySet[Figure]) -> QuerySet[Figure]:
        if self.years and self.years[-1] - self.years[0] == len(self.years) - 1:
            query = query.filter(year__range=(self.years[0], self.years[-1]))  # one stretch of the index
        elif self.years:
            query = query.filter(year__in=self.years)
        return query.filter(region__in=self.regions) if self.regions else query

    def _all(self) -> QuerySet[Figure]:
        """The figures of every indicator; they are named where an index then leads to years and regions."""
        if self.indicators or self.years or self.regions:
            return self.figures_of(self.indicators or figures.indicators())
        return Figure.objects.filter(current=True)

    def at_most(self, most: int) -> int:
        """How many figures there are, counted up to `most`; the measure is not looked at, because no index
        knows it."""
        return self._all()[:most].count()

    def is_more_than(self, most: int) -> bool:
        """Whether more than so many figures go out, the measure included."""
        query = self._all()
        if self.measures:
            query = query.filter(measure__in=self.measures)
        return query[: most + 1].count() > most


def selected(
    known: Catalogue,
    *,
    indicators: Iterable[str] = (),
    groups: Iterable[str] = (),
    years: Iterable[str | int] = (),
    regions: Iterable[str] = (),
    measures: Iterable[str] = (),
) -> Selection:
    """What a person named, checked and in the order of the catalogue. Raises `WrongSelection`."""
    groups = list(groups)
    for group in groups:
        if group not in GROUPS:
            raise WrongSelection(_("No group of indicators is called %s.") % group)
    wanted = {*_indicators(known, indicators), *(row.id for row in known.values() if row.group in groups)}
    order = {name: at for at, name in enumerate(known)}
    return Selection(
        tuple(sorted(wanted, key=lambda name: (order.get(name, len(order)), name))),
        tuple(sorted({_year(year) for year in years})),
        tuple(sorted({_region(code) for code in regions})),
        tuple(one for one in MEASURES if one in set(_measures(measures))),
    )


def _indicators(known: Catalogue, names: Iterable[str]) -> list[str]:
    """The ids, each either in the catalogue or borne by some figure."""
    names = list(names)
    strange = [name for name in names if name not in known]
    held = set(figures.indicators()) if strange else set()
    for name in strange:
        if name not in held:
            raise WrongSelection(
                _("No indicator has the id %s; the page of indicators lists them all.") % name
            )
    return names


def _year(year: str | int) -> int:
    digits = str(year)
    if not (digits.isascii() and digits.isdigit() and FIRST_YEAR <= int(digits[:9]) <= LAST_YEAR):
        raise WrongSelection(_("%s is no year; write four digits, for example 2013.") % year)
    return int(digits)


def _region(code: str) -> str:
    try:
        return gazetteer.region(code).code
    except gazetteer.UnknownRegion:
        raise WrongSelection(
            _("No region has the code %s; write six digits, for example 110000.") % code
        ) from None


def _measures(names: Iterable[str]) -> list[str]:
    names = list(names)
    for name in names:
        if name not in MEASURES:
            raise WrongSelection(
                _("No measure is called %(name)s; there are %(all)s.")
                % {"name": name, "all": ", ".join(MEASURES)}
            )
    return names
