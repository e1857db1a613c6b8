"""Who reads and who decides about legal time: everybody reads; heads and directors decide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.translation import gettext as _

from fangzhi.casework import timekeeping
from fangzhi.casework.access.viewer import viewer_of
from fangzhi.casework.models import OfficeStage
from fangzhi.casework.refusals import NotAllowed
from fangzhi.web.pages.errors import state

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from fangzhi.casework.access.viewer import Viewer


def viewer(request: HttpRequest) -> Viewer | None:
    """The eyes of who is signed in; None for a reader."""
    return viewer_of(request.user) if isinstance(request.user, User) else None


def desks(request: HttpRequest) -> list[tuple[int, str]]:
    """The offices for which the person may decide, with their names of today; empty for everybody else."""
    eyes = viewer(request)
    offices = timekeeping.deciding(eyes) if eyes else {}
    if not offices:
        return []
    today = timezone.localdate()
    stages = OfficeStage.objects.filter(office__in=offices, valid_from__lte=today).order_by("valid_from")
    return list({one.office_id: one.name_zh for one in stages}.items())


def decider(request: HttpRequest) -> tuple[Viewer, int | None]:
    """Who decides, and for which of his offices as the form says. Raises `NotAllowed`."""
    eyes = viewer(request)
    if eyes is None or not timekeeping.deciding(eyes):
        raise NotAllowed(not_yours())
    asked = request.POST.get("office", "")
    return eyes, int(asked) if asked.isascii() and asked.isdigit() and len(asked) < len("0" * 10) else None


def not_yours() -> str:
    """Why somebody cannot decide, and what to do."""
    return _("Sign in as a head of division or director of an office: they decide about rules and rest days.")


def refused(request: HttpRequest, error: NotAllowed) -> HttpResponse:
    """The page for somebody who may not decide."""
    return state(request, 403, _("Not yours to decide"), error.sentence)


def common(request: HttpRequest) -> dict[str, Any]:
    """What every page of legal time shows: whether the reader may decide, and for whom."""
    return {"desks": desks(request), "signed_in": request.user.is_authenticated}
