"""Chapters (章节): the text as the data have it now, issuing it, and the issued ones with what differs."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from django.contrib.auth.models import User
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from markupsafe import Markup

from fangzhi import gazetteer
from fangzhi.casework import offices
from fangzhi.casework.access.viewer import viewer_of
from fangzhi.casework.models import Office
from fangzhi.casework.papers import PaperError
from fangzhi.casework.refusals import NotAllowed, Refused
from fangzhi.chapter import issuing
from fangzhi.chapter.document import Heading
from fangzhi.chapter.models import IssuedChapter
from fangzhi.chapter.paper import FORMS
from fangzhi.chapter.paper import issue as form_of
from fangzhi.chapter.paper.html import body
from fangzhi.chapter.paper.site import FIGURES, printed, zipped
from fangzhi.chapter.wording import WordingError
from fangzhi.chapter.writing import NothingToWrite, write
from fangzhi.indicators import figures
from fangzhi.indicators.catalogue import CatalogueError
from fangzhi.web import labels
from fangzhi.web.answers import Page, Table, answer
from fangzhi.web.environment import address
from fangzhi.web.language import chinese
from fangzhi.web.pages.errors import state
from fangzhi.web.reference import current_catalogue, mapped_regions

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from fangzhi.casework.access.viewer import Viewer
    from fangzhi.chapter.document import Chapter, Language

COLUMNS = (
    "id",
    "title",
    "year",
    "region",
    "language",
    "complete",
    "digest",
    "issued_by",
    "issued_at",
)


class Wanted(NamedTuple):
    """What a person asks to be written; no year where nothing is asked yet."""

    year: int | None
    region: str
    complete: bool
    written: Language

    @property
    def query(self) -> dict[str, str]:
        """The same as the filters of an address."""
        return {
            "year": str(self.year or ""),
            "region": self.region,
            "complete": "1" if self.complete else "",
            "written": self.written,
        }


def _from_the_data(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page on which a chapter is written: it names the file of the office that cannot be used for it."""

    @wraps(view)
    def shown(request: HttpRequest, *args: str, **named: str) -> HttpResponse:
        try:
            return view(request, *args, **named)
        except (CatalogueError, WordingError) as fault:
            return state(request, 500, _("A file of the office cannot be used"), str(fault))

    return shown


# -- writing and issuing -----------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@_from_the_data
def new(request: HttpRequest) -> HttpResponse:
    """The form, the text as the data have it now, and the button that issues it."""
    wanted = _wanted(request)
    if request.method == "POST":
        return _issued(request, wanted)
    return _preview(request, wanted)


def _wanted(request: HttpRequest) -> Wanted:
    given = request.POST if request.method == "POST" else request.GET
    year, region = given.get("year", ""), given.get("region", "").strip()
    spoken = given.get("written") or ("zh" if chinese() else "en")
    valid = year.isascii() and year.isdigit() and len(year) == len("2013") and 1900 <= int(year) <= 2100
    return Wanted(
        int(year) if valid else None,
        region if _is_region(region) else "",
        given.get("complete") == "1",
        "en" if spoken == "en" else "zh",
    )


def _is_region(code: str) -> bool:
    try:
        gazetteer.region(code)
    except gazetteer.UnknownRegion:
        return False
    return True


def _written(wanted: Wanted) -> Chapter:
    """The chapter. Raises `NothingToWrite`."""
    return write(wanted.year or 0, wanted.region or None, complete=wanted.complete, language=wanted.written)


def _preview(request: HttpRequest, wanted: Wanted, problem: str = "", status: int = 200) -> HttpResponse:
    chapter, nothing = None, ""
    if wanted.year is not None:
        try:
            chapter = _written(wanted)
        except NothingToWrite:
            nothing = _nothing(wanted)
    context = {
        "wanted": wanted,
        "chapter": chapter,
        "text": _text(chapter) if chapter else "",
        "nothing": nothing,
        "problem": problem,
        "years": sorted(figures.years(), reverse=True),
        "regions": [one.code for one in mapped_regions()],
        "offices": _offices(request),
        "forms": tuple(FORMS),
    }
    return render(request, "pages/chapter_new.html", context, status=status)


def _nothing(wanted: Wanted) -> str:
    if not wanted.region:
        return _("Nothing is known of any region in %s.") % wanted.year
    name = labels.region(wanted.region, full=True)
    return _("Nothing is known of %(region)s in %(year)s.") % {"region": name, "year": wanted.year}


def _text(chapter: Chapter) -> Markup:
    """The text without its title, which the page prints itself."""
    below = tuple(one for one in chapter.blocks if not (isinstance(one, Heading) and one.level == 1))
    return Markup(body(chapter._replace(blocks=below)))  # noqa: S704 - every part is escaped there


def _viewer(request: HttpRequest) -> Viewer | None:
    return viewer_of(request.user) if isinstance(request.user, User) else None


def _offices(request: HttpRequest) -> list[tuple[int, str]]:
    """The offices in whose name the reader may issue, with their names of today."""
    viewer = _viewer(request)
    may = issuing.may_issue(viewer) if viewer else {}
    found = Office.objects.filter(pk__in=may).prefetch_related("stages").order_by("pk")
    return [(one.pk, offices.stage_on(one, timezone.localdate()).name_zh) for one in found]


def _issued(request: HttpRequest, wanted: Wanted) -> HttpResponse:
    viewer = _viewer(request)
    office = request.POST.get("office", "")
    asked = issuing.Asked(
        wanted.year or 0,
        wanted.region or None,
        wanted.complete,
        wanted.written,
        request.POST.get("data", "")[:64],
    )
    try:
        if viewer is None:
            raise NotAllowed(
                _("Sign in as a head of division or director of an office: they issue chapters.")
            )
        chosen = int(office) if office.isascii() and office.isdigit() and len(office) < 10 else None
        issued = issuing.issue(asked, viewer, chosen)
    except NotAllowed as refused:
        return state(request, 403, _("Not yours to issue"), refused.sentence)
    except Refused as refused:
        return _preview(request, wanted, refused.sentence, 409)
    except NothingToWrite:
        return _preview(request, wanted, status=400)
    return HttpResponseRedirect(address(request, f"/chapters/{issued.pk}"))


@_from_the_data
def draft(request: HttpRequest, form: str) -> HttpResponse:
    """The text as the data have it now, as a file."""
    wanted = _wanted(request)
    try:
        return _file(request, _written(wanted), form)
    except NothingToWrite:
        raise Http404(_nothing(wanted) if wanted.year else _("Choose a year first.")) from None


# -- issued chapters ---------------------------------------------------------------------------------------


def library(request: HttpRequest, twin: str = "") -> HttpResponse:
    """All issued chapters, the newest first."""
    found = list(IssuedChapter.objects.defer("content"))
    facts = [issuing.issued_fact(one) for one in found]
    return answer(
        request,
        twin,
        Page(
            "pages/chapters.html",
            {"found": found},
            lambda: {"chapters": facts},
            lambda: Table(COLUMNS, facts),
            "chapters",
        ),
    )


@_from_the_data
def chapter(request: HttpRequest, number: str, twin: str = "") -> HttpResponse:
    """An issued chapter: what is known otherwise today, and its text. The JSON twin holds all that was
    pinned, the CSV twin every printed figure."""
    issued = _one(number)
    told = issuing.chapter_issued(issued)
    whole = issuing.is_whole(issued)
    differing = [] if twin == ".csv" else issuing.differences(issued)
    context = {
        "issued": issued,
        "text": _text(told) if not twin else "",
        "differences": differing,
        "whole": whole,
        "rows": current_catalogue(),
        "forms": tuple(FORMS),
    }
    return answer(
        request,
        twin,
        Page(
            "pages/chapter.html",
            context,
            lambda: {
                **issuing.issued_fact(issued),
                "whole": whole,
                "differences": [one._asdict() for one in differing],
                **issuing.content_of(issued),
            },
            lambda: Table(tuple(FIGURES), printed(told)),
            f"chapter-{issued.pk}",
        ),
    )


def _one(number: str) -> IssuedChapter:
    found = IssuedChapter.objects.filter(pk=int(number)).first()
    if found is None:
        raise Http404(_("No issued chapter has this number. Choose one from the list of chapters."))
    return found


def file(request: HttpRequest, number: str, form: str) -> HttpResponse:
    """An issued chapter in one of its forms."""
    return _file(request, issuing.chapter_issued(_one(number)), form)


def site(request: HttpRequest, number: str) -> HttpResponse:
    """An issued chapter as a site of its own, in one archive."""
    issued = _one(number)
    return _download(zipped(issuing.site_of(issued)), f"{issued.title}.zip", "application/zip")


def _file(request: HttpRequest, chapter: Chapter, form: str) -> HttpResponse:
    try:
        content = form_of(chapter, form, request.build_absolute_uri("/").rstrip("/"))
    except PaperError as error:
        return state(request, 500, _("The file cannot be made"), error.sentence(chinese=chinese()))
    return _download(content, f"{chapter.title}.{form}", FORMS[form].kind)


def _download(content: bytes, name: str, kind: str) -> HttpResponse:
    """A file to be kept, never shown by the browser as a page of ours."""
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response
