"""Work lists, and who asks."""

from typing import Any

from django.utils import timezone
from ninja import Query, Router

from fangzhi.api.people import Asking, at_work
from fangzhi.api.reading import only
from fangzhi.api.shapes import Me, Work, WorkFilters
from fangzhi.api.statuses import READS
from fangzhi.api.telling import header_of, names_of, office_names, proposals_of
from fangzhi.casework import approvals, worklists
from fangzhi.casework.access.viewer import Viewer, viewer_of

desk = Router(tags=["work"], by_alias=True)
desk.add_decorator(at_work)
person = Router(tags=["work"], by_alias=True)


@desk.get("/work", response={200: Work, **READS})
def work(request: Asking, filters: Query[WorkFilters]) -> dict[str, Any]:
    """The work lists: how long each is, the records of one, and the proposals that concern the person."""
    only(request, WorkFilters)
    viewer, today = request.viewer, timezone.localdate()
    mine = not filters.everybody
    numbers = worklists.numbers(viewer, today, mine=mine)
    chosen: str = filters.kind or next((one for one in worklists.LISTS if numbers[one]), "soon")
    rows = worklists.due(viewer, chosen, today, mine=mine)[: worklists.ON_A_LIST]
    found = list(rows)
    offices = office_names(one.office_id for one in found)
    return {
        "today": today,
        "mine": mine,
        "numbers": numbers,
        "kind": chosen,
        "records": [header_of(one, offices[one.office_id]) for one in found],
        "proposals": _waiting(viewer),
    }


def _waiting(viewer: Viewer) -> list[dict[str, Any]]:
    """What waits for the person's approval, and what the person has submitted."""
    return proposals_of(approvals.waiting_for(viewer), viewer)


@person.get("/me", response={200: Me, **READS})
def me(request: Asking) -> dict[str, Any]:
    """Who asks, with the roles held today; an account without a role holds none."""
    viewer = viewer_of(request.auth)
    names = office_names({key for one in viewer.held for key in (one.office, *one.offices)})
    people = names_of(one.behalf for one in viewer.held)
    return {
        "user": viewer.name,
        "roles": [
            {
                "office": names[one.office],
                "role": one.role,
                "registers": sorted(one.registers),
                "level": one.level,
                "offices": sorted(names[key]["code"] for key in one.offices),
                "behalf": people.get(one.behalf) if one.behalf else None,
            }
            for one in viewer.held
        ],
    }
