"""Publication of decisions (公开): what everybody may read of a case is one text, and nothing else of it.

The text is the decision with everything hidden that names or reaches a person (`masking`). An officer reads
it before and hides more, such as secrets of a trade; while anything of the kind is left, it is not published.
What is public follows from the events: withdrawing or undoing removes it, and the case keeps its own papers.

Sources: 专利行政执法办法 (Order 71) Art. 46 on publication; 市场监督管理行政处罚信息公示规定 (SAMR Order 45,
2021) for market bureaus, which also gives three working days to remove a decision that was set aside.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fangzhi.casework import paperwork
from fangzhi.casework.access.roles import ORDINARY
from fangzhi.casework.asking import text
from fangzhi.casework.declaration import Input, NotNow, Situation, Transition, moot, register
from fangzhi.casework.history import past_of
from fangzhi.casework.masking import Known, Masked, find, mask
from fangzhi.casework.models import Event, Paper, Publication
from fangzhi.casework.papers import PaperError
from fangzhi.reader.documents import open_document

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fangzhi.casework.acts import Act
    from fangzhi.casework.declaration import Register
    from fangzhi.casework.history import Past
    from fangzhi.casework.models import Record

PUBLISH, WITHDRAW, SET_ASIDE = "publish", "withdraw_publication", "set_aside"
REMOVAL = "publ.withdraw"
"""The clock until which a decision that was set aside must be gone."""
LONGEST = 200_000
KIND_NAMES = {
    "identity": gettext_lazy("number of an identity document"),
    "card": gettext_lazy("number of a bank card or account"),
    "phone": gettext_lazy("telephone number"),
    "email": gettext_lazy("e-mail address"),
    "plate": gettext_lazy("licence plate"),
    "address": gettext_lazy("address of a person"),
    "name": gettext_lazy("name of a person"),
    "marked": gettext_lazy("marked passage"),
}


def publication_acts(decided: tuple[str, ...], after: tuple[str, ...], clock: str) -> tuple[Transition, ...]:
    """The acts of a register that publishes its decisions: in the states `decided` a decision can be
    published, in those and the ones `after` it can be withdrawn. `clock` is that of publishing."""
    why = gettext_lazy("Grounds")
    return (
        Transition(
            PUBLISH,
            gettext_lazy("Publish the decision"),
            decided,
            inputs=(Input("text", _text_field, shown=proposed),),
            guard=presentable,
            warn=preview,
            approval=("head",),
            ends=(clock,),
            basis=gettext_lazy(
                "Measures for Administrative Enforcement of Patents (专利行政执法办法) Art. 46"
            ),
        ),
        Transition(
            SET_ASIDE,
            gettext_lazy("Enter that the decision was set aside or changed"),
            (*decided, *after),
            who=("intake", "officer", "head"),
            inputs=(text("grounds", why, gettext_lazy("By whom, on which day, and with what result.")),),
            starts=lambda one: (REMOVAL,) if is_public(one.past) else (),
        ),
        Transition(
            WITHDRAW,
            gettext_lazy("Withdraw the publication"),
            (*decided, *after),
            inputs=(
                text("grounds", why, gettext_lazy("Kept in the history; the page of the decision is gone.")),
            ),
            guard=withdrawable,
            ends=(REMOVAL,),
        ),
    )


def _text_field() -> forms.Field:
    return forms.CharField(
        label=gettext_lazy("Text that everybody will read"),
        help_text=gettext_lazy(
            "The decision with everything hidden that names or reaches a person. Hide here what else must "
            "not be read, such as secrets of a trade."
        ),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 24}),
    )


def decision_text(record: Record) -> str:
    """The text of the decision as it was served; empty where the record has none that can be read."""
    kind = register(record.register)
    if kind.decision is None:
        return ""
    names = (kind.decision.paper, f"{kind.decision.paper}-2013")
    paper = Paper.objects.filter(record=record.pk, template__in=names).order_by("-pk").first()
    if paper is None:
        return ""
    try:
        return _MARKS.sub("", open_document("decision.docx", paperwork.document(paper)))
    except (PaperError, OSError):
        return ""


_MARKS = re.compile(r"^#{1,6} ", re.MULTILINE)
"""How the reader marks headings."""


def masked(record: Record, detail: Any) -> Masked:
    """The decision with everything hidden, and what was hidden where."""
    return mask(decision_text(record), _known(register(record.register), detail))


def proposed(record: Record, detail: Any) -> str:
    """The text that the form of publishing shows at first."""
    return masked(record, detail).text


def _known(kind: Register, detail: Any) -> Known:
    return kind.decision.known(detail) if kind.decision else Known()


TOLD = 30


def preview(one: Situation) -> list[str]:
    """What was hidden in the decision, by line, for the person who publishes it."""
    source = decision_text(one.record)
    found = mask(source, _known(register(one.record.register), one.detail)).found
    lines = [
        _("Hidden: line %(line)s, from character %(start)s to %(end)s: %(kind)s.")
        % {"line": line, "start": start, "end": end, "kind": KIND_NAMES[each.kind]}
        for each in found[:TOLD]
        for line, start, end in (_place(source, each.start, each.end),)
    ]
    more = len(found) - TOLD
    return [*lines, _("And %s more.") % more] if more > 0 else lines


def _place(source: str, start: int, end: int) -> tuple[int, int, int]:
    """Line, and first and last character in it, counted from one."""
    begins = source.rfind("\n", 0, start) + 1
    return source.count("\n", 0, start) + 1, start - begins + 1, end - begins


def presentable(one: Situation) -> NotNow | str | None:
    """A decision is published once, when it is not confidential and its text names no person any more."""
    if one.record.level != ORDINARY:
        return _("The case is confidential; its decision is not published.")
    if is_public(one.past):
        return _("The decision is public; withdraw it first.")
    source = one.inputs["text"]
    left = find(source, _known(register(one.record.register), one.detail))
    if not left:
        return None
    places = {(_place(source, each.start, each.end)[0], str(KIND_NAMES[each.kind])) for each in left}
    told = _(", ").join(
        _("%(kind)s (line %(line)s)") % {"kind": kind, "line": line} for line, kind in sorted(places)[:10]
    )
    return _("The text cannot be published while it still holds: %s.") % told


def withdrawable(one: Situation) -> NotNow | None:
    """Only what is public is withdrawn."""
    return None if is_public(one.past) else moot(_("The decision is not public."))


def is_public(past: Past) -> bool:
    """Whether the last of the acts of publication that stand published the decision."""
    return _last(past) == PUBLISH


def _last(past: Past) -> str:
    return next((one.kind for one in reversed(past.standing) if one.kind in (PUBLISH, WITHDRAW)), "")


def note(act: Act) -> None:
    """Write into the event of publishing under which title and number the text stands."""
    if act.transition.id != PUBLISH or act.register.decision is None:
        return
    title = mask(act.record.title, _known(act.register, act.detail)).text
    paper = Paper.objects.filter(record=act.record.pk, template__startswith=act.register.decision.paper)
    last = paper.order_by("-pk").first()
    with translation.override("zh-hans"):
        name = paperwork.title_of(last) if last else str(act.register.name)
    act.body["publication"] = {
        "title": title,
        "name": name,
        "number": last.number if last else act.record.number or "",
    }


def follow(record: Record, kind: Register, past: Past, changed: str) -> None:
    """Bring what is public into step with the events, when an act of publication was done or undone."""
    if changed not in (PUBLISH, WITHDRAW) or kind.decision is None:
        return
    Publication.objects.filter(record=record.pk).delete()
    told = explained(past)
    if told:
        Publication.objects.create(record=record, office=record.office, **told)


def explained(past: Past) -> dict[str, Any]:
    """What is public of a record as its events explain it; empty when nothing is."""
    if not is_public(past):
        return {}
    event = next(one for one in reversed(past.standing) if one.kind == PUBLISH)
    said: dict[str, Any] = {
        "event_id": event.id,
        "text": event.body["inputs"]["text"],
        "published_on": event.occurred_on,
    }
    return {**said, **event.body["publication"]}


def unexplained(rows: Iterable[Publication]) -> Iterator[Publication]:
    """The published decisions that the events of their records do not explain."""
    for row in rows:
        past = past_of(Event._base_manager.filter(record=row.record_id).order_by("seq"))
        told = explained(past)
        if not told or any(getattr(row, name) != value for name, value in told.items()):
            yield row


def public() -> Any:
    """What everybody may read, newest first; nothing of a case that became confidential since."""
    rows = Publication.objects.filter(record__level=ORDINARY).prefetch_related("office__stages")
    return rows.order_by("-published_on", "-record")


_PERSON = re.compile(r"[\u4e00-\u9fff]{1,4}(?:·[\u4e00-\u9fff]{1,6})?|[A-Za-z]+(?:[ .·-]+[A-Za-z]+){1,3}")
_BODIES = (
    "公司", "厂", "店", "铺", "部", "所", "院", "会", "社", "行", "校", "大学", "中心", "局", "馆", "站",
    "城", "坊", "园",
    "Ltd", "Inc", "GmbH", "Corp", "LLC", "AG", "SA", "Company", "Limited", "University",
)  # fmt: skip


def persons_among(names: Iterable[str]) -> tuple[str, ...]:
    """The names that are those of natural persons: short, and not ending as bodies do."""
    said = (name.strip() for name in names)
    return tuple(one for one in said if len(one) > 1 and _PERSON.fullmatch(one) and not one.endswith(_BODIES))
