"""What every page of the patent database needs: the snapshot or the index, or a page that says what to do."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from fangzhi.home import home_folder
from fangzhi.patents.search import NoIndex, Opened, current_index
from fangzhi.patents.store import NoSnapshot, Snapshot, current_snapshot
from fangzhi.patents.store.layout import current_id
from fangzhi.web.answers import json_answer
from fangzhi.web.pages.patents import words

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

_P = ParamSpec("_P")


def snapshot() -> Snapshot:
    """The current snapshot. Raises `NoSnapshot`."""
    return current_snapshot(home_folder())


def index() -> Opened:
    """The newest index. Raises `NoSnapshot` and `NoIndex`."""
    return current_index(home_folder())


def on_store(
    view: Callable[Concatenate[HttpRequest, _P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, _P], HttpResponseBase]:
    """Where nothing was loaded or indexed, a page says so and how to go on; a twin says it with 404."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: _P.args, **kwargs: _P.kwargs) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except NoSnapshot:
            command = "fangzhi patents load FILE…"
            title = _("The patent database is empty")
            sentence = _("Load records with this command; the pages show them when it has finished.")
        except NoIndex:
            command = "fangzhi patents index"
            title = _("The patent database has no index yet")
            sentence = _("Build it with this command; then records can be searched.")
        if kwargs.get("twin"):
            return json_answer({"error": f"{title}: {sentence} {command}"}, 404)
        context = {"title": title, "sentence": sentence, "command": command}
        return render(request, "patents/empty.html", context)

    return guarded


def common(held: Snapshot) -> dict[str, Any]:
    """What every page shows: its words, the snapshot it speaks of, and whether records are synthetic."""
    manifest = held.manifest
    return {
        "words": words,
        "manifest": manifest,
        "synthetic": manifest.synthetic_rows,
        "older": manifest.id != current_id(home_folder()),
        "day": timezone.localdate(),
    }
