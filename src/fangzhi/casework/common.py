"""Acts that every register has: assigning, confidentiality, recusal, serving a paper, extending a clock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.models import User
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from fangzhi.casework import asking
from fangzhi.casework.access.roles import SUPERIOR
from fangzhi.casework.declaration import Input, NotNow, Situation, Transition, registers
from fangzhi.casework.relations import is_linked

if TYPE_CHECKING:
    from fangzhi.casework.declaration import Register

EXTEND, SERVE, ASSIGN, RECUSE, NOTE = "extend", "serve_paper", "assign", "recuse", "note"
CAMPAIGN = "campaign"
"""The register of campaigns, and the kind of link by which a case belongs to one."""


def common_acts(register: Register) -> tuple[Transition, ...]:
    """The kernel's own acts for a register."""
    every = tuple(state.id for state in register.states)
    return (
        Transition(
            ASSIGN,
            gettext_lazy("Assign to a case officer"),
            register.open_states,
            who=("head", "director"),
            inputs=("officer",),
            bulk=True,
        ),
        Transition(
            NOTE,
            gettext_lazy("Add a note"),
            every,
            who=("intake", "officer", "head", "director"),
            inputs=(
                Input("text", _text("Note", "Kept in the history of the record; it changes nothing else.")),
            ),
        ),
        Transition(
            "set_level",
            gettext_lazy("Set the confidentiality"),
            every,
            who=("head", "director"),
            inputs=("level", Input("why", _text("Reason", "Kept in the history."))),
        ),
        Transition(
            RECUSE,
            gettext_lazy("Recuse a person"),
            register.open_states,
            who=("head", "director"),
            inputs=(
                Input("person", _person),
                Input("why", _text("Reason", "Relative, interest of one's own, or another relation.")),
            ),
            guard=_not_oneself,
            basis=gettext_lazy(
                "Measures for Administrative Enforcement of Patents (专利行政执法办法) on recusal"
            ),
        ),
        Transition(
            SERVE,
            gettext_lazy("Serve a document"),
            every,
            who=("intake", "officer", "head"),
            inputs=(Input("paper", _paper),),
            serves="*",
        ),
        Transition(
            EXTEND,
            gettext_lazy("Extend a time limit"),
            register.open_states,
            who=("officer", "head", "director"),
            inputs=(
                Input("rule", lambda: forms.CharField(label=_("Time limit"), max_length=60)),
                Input("why", _text("Reason", "What makes the time limit too short.")),
            ),
            guard=_extendable,
            approval=_extension_approvers,
            papers=("infringement-extension",) if register.id == "infringement" else (),
        ),
        *_joining(register, every),
    )


def _joining(register: Register, every: tuple[str, ...]) -> tuple[Transition, ...]:
    """Joining a campaign, where there is a register of campaigns."""
    if CAMPAIGN not in registers() or register.id == CAMPAIGN:
        return ()
    label = gettext_lazy("Campaign")
    why = gettext_lazy("Its number or its key; it must still be open.")
    return (
        Transition(
            "join_campaign",
            gettext_lazy("Count towards a campaign"),
            every,
            who=("officer", "head"),
            inputs=(asking.record(CAMPAIGN, label, CAMPAIGN, why),),
            guard=_joinable,
            links=(CAMPAIGN,),
        ),
    )


def _joinable(situation: Situation) -> str | None:
    """A record counts towards an open campaign, and once."""
    wanted = situation.inputs[CAMPAIGN]
    if wanted.state not in registers()[CAMPAIGN].open_states:
        return _("This campaign is closed.")
    if is_linked(situation.record, wanted, CAMPAIGN):
        return _("The record counts towards this campaign already.")
    return None


def _text(label: str, why: str) -> Any:
    return lambda: forms.CharField(
        label=_(label), help_text=_(why), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000
    )


def _person() -> forms.Field:
    people = User.objects.filter(is_active=True).order_by("username")
    return forms.ModelChoiceField(people, label=_("Person"))


def _paper() -> forms.Field:
    return forms.IntegerField(label=pgettext("case", "Document"), min_value=1)


def _not_oneself(situation: Situation) -> NotNow | str | None:
    person = situation.inputs["person"]
    if situation.record.officer_id == person.pk:
        return _("This person has the case; assign it to somebody else first.")
    return None


def _extendable(situation: Situation) -> NotNow | str | None:
    """Whether a running clock can still be extended on the day of the act."""
    from fangzhi.casework import deadlines

    asked = situation.inputs.get("rule")
    running = {one.rule: one for one in deadlines.clocks_of(situation.past, situation.record) if one.running}
    if asked is None:
        return None if any(deadlines.extensions_left(one) for one in running.values()) else str(_NOTHING_LEFT)
    if asked not in running:
        return _("This time limit is not running in this record.")
    clock = running[asked]
    if not deadlines.extensions_left(clock):
        return _("This time limit cannot be extended any further.")
    if clock.due_on and situation.occurred_on > clock.due_on:
        return _("The time limit ended on %s; an extension must be approved before.") % clock.due_on
    return None


_NOTHING_LEFT = gettext_lazy("No running time limit of this record can be extended any further.")


def _extension_approvers(situation: Situation) -> tuple[str, ...]:
    """Who must approve the next extension of the clock: the rule says so."""
    from fangzhi.casework import deadlines

    asked = situation.inputs.get("rule")
    clocks = {one.rule: one for one in deadlines.clocks_of(situation.past, situation.record) if one.running}
    left = deadlines.extensions_left(clocks[asked]) if asked in clocks else ()
    if left and left[0].by not in ("head", ""):
        return ("head", SUPERIOR)
    return ("head",)
