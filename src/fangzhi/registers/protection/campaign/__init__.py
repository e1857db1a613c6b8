"""Campaigns (专项行动) and joint actions (联合执法): plan, start, sorties, cases that count towards them, report.

Every office that takes part has a record of its own, opened by the leading office and linked to its record.
Sorties and officer-visits (次、人次) are those of its events; no national text sets a time for a campaign.
"""
# fmt: off

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from fangzhi.casework.asking import choice, line, number, office, text
from fangzhi.casework.declaration import EVERY, Counted, Register, State, Transition, enter
from fangzhi.registers.protection.campaign import joint
from fangzhi.registers.protection.campaign.model import Campaign

OFFICE = ("officer", "head")
PLAN = ("name", "aims", "begins_on", "ends_on")
RESULTS = {"completed": _("completed"), "broken_off": _("broken off"), "dropped": _("not carried out")}
ENDS = [(key, RESULTS[key]) for key in ("completed", "broken_off")]

REGISTER = enter(Register(
    id="campaign", code=5, name=_("Campaigns and joint actions"), pillar="protection", model=Campaign,
    title=lambda one: one.name, parties=lambda one: one.leader, keys=("name",), columns=("begins_on", "ends_on"),
    cases=False,
    results=RESULTS, tally=joint.tally,
    states=(
        State("planned", _("planned")), State("running", _("running")),
        State("closed", _("closed"), open=False), State("archived", _("archived"), open=False),
    ),
    transitions=(
        Transition("plan", _("Plan a campaign"), (), "planned", OFFICE, PLAN, ("people", "partners"), guard=joint.in_order),
        Transition("take_part", _("Called in by the leading office"), (), "planned", (), (*PLAN, "leader"), ("partners",)),
        Transition("call_in", _("Call in an office"), ("planned", "running"), None, ("head",),
                   (office("office", _("Office"), _("A record of the campaign is opened there.")),),
                   guard=joint.callable_in, carries=joint.call_in),
        Transition("change", _("Change the plan"), ("planned", "running"), None, OFFICE, PLAN, ("people", "partners"),
                   guard=joint.in_order),
        Transition("start", _("Start"), ("planned",), "running", OFFICE, number="专", approval=("head",)),
        Transition("sortie", _("Enter a sortie"), ("running",), None, OFFICE,
                   (line("place", _("Place")), number("officers", _("Officers"), _("At least two with their licences."), least=1),
                    number("visits", _("Places inspected"))),
                   (line("joint_with", _("Together with"), _("Other bodies that came along.")),
                    text("found", _("What was found"), _("A case of its own is opened for what is pursued."))),
                   guard=joint.two_officers, basis=_("Administrative Penalty Law Art. 42")),
        Transition("report", _("Enter the report"), ("running",), None, OFFICE, ("report",)),
        Transition("close", _("Close"), ("running",), "closed", OFFICE, (choice("end", _("How it ended"), ENDS),),
                   guard=joint.reported, warn=joint.still_running, approval=("head",),
                   result=lambda one: str(one.inputs["end"])),
        Transition("drop", _("Drop the plan"), ("planned",), "closed", OFFICE, (text("grounds", _("Grounds")),),
                   approval=("head",), result="dropped"),
        Transition("archive", _("Archive"), ("closed",), "archived", ("officer", "archivist"), bulk=True),
    ),
    counts=(
        Counted("started", _("campaigns started"), ("start",)),
        Counted("active", _("campaigns with sorties"), ("sortie",)),
        Counted("sorties", _("sorties"), ("sortie",), adds=EVERY, indicator="enforcement_actions"),
        Counted("officers", _("officer-visits"), ("sortie",), adds="officers", indicator="enforcement_person_times"),
        Counted("visits", _("places inspected"), ("sortie",), adds="visits"),
        Counted("completed", _("campaigns completed"), ("close",), results=("completed",)),
    ),
))
