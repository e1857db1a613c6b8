"""What is said of a draft as a whole: why it cannot be checked, what of it is not read or not known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from fangzhi.gazetteer import region as gazetteer_region

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fangzhi.chapter.checking.comparing import Checked
    from fangzhi.chapter.checking.draft import Draft


def refusal(draft: Draft, year: int) -> str:
    """Why a draft that could be read cannot be checked; nothing when it can."""
    if draft.other_year is None:
        return ""
    said = {"name": draft.name, "stated": draft.other_year, "year": year}
    return _("%(name)s reports on %(stated)d, not on %(year)d: check it as a draft of %(stated)d.") % said


def remarks(checked: Checked) -> list[str]:
    """What a person must know of a check beside its figures, a sentence each."""
    return [*_of_figures(checked), *_of_the_file(checked.draft)]


def _of_figures(checked: Checked) -> Iterator[str]:
    if not checked.marks:
        yield _("No figure was found in this draft: there is nothing to compare.")
    if checked.regions_unknown:
        names = _(", ").join(map(_name, checked.regions_unknown))
        yield _("Nothing is kept of %(regions)s for %(year)d: their figures stay without a comparison.") % {
            "regions": names,
            "year": checked.year,
        }
    lost = sum(mark.figure.region is None for mark in checked.marks)
    if lost:
        yield (
            ngettext(
                "%d figure has no region: name the region of the draft.",
                "%d figures have no region: name the region of the draft.",
                lost,
            )
            % lost
        )
    if checked.fault:
        yield _("%s; none of the office's corrections was applied.") % checked.fault


def _of_the_file(draft: Draft) -> Iterator[str]:
    unread = draft.unread
    if unread.changes:
        yield (
            ngettext(
                "The draft holds %d tracked change; it is read as if it were accepted.",
                "The draft holds %d tracked changes; it is read as if they were accepted.",
                unread.changes,
            )
            % unread.changes
        )
    if unread.tables:
        yield (
            ngettext(
                "The draft holds %d table; a cell is compared where its row and column say what it tells.",
                "The draft holds %d tables; a cell is compared where its row and column say what it tells.",
                unread.tables,
            )
            % unread.tables
        )
    if unread.loose:
        yield (
            ngettext(
                "%d number in a table is not compared: its row and column name no known figure.",
                "%d numbers in tables are not compared: their rows and columns name no known figure.",
                unread.loose,
            )
            % unread.loose
        )
    if unread.pictures:
        yield (
            ngettext(
                "The draft holds %d picture; figures in it are not read.",
                "The draft holds %d pictures; figures in them are not read.",
                unread.pictures,
            )
            % unread.pictures
        )


def _name(code: str) -> str:
    if code == "000000":
        return _("the whole country")
    found = gazetteer_region(code)
    return found.full_zh if (get_language() or "zh").startswith("zh") else found.name_en
