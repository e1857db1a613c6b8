"""Complaints at exhibitions (展会投诉): a register in one page."""
# fmt: off

from django.db import models

from fangzhi.casework.asking import choice, line
from fangzhi.casework.declaration import Counted, Register, State, Transition, enter
from fangzhi.casework.models import Detail


class Complaint(Detail):
    """What is written down of a complaint."""

    show = models.CharField("展会", max_length=100)
    stand = models.CharField("展位", max_length=40)
    complainant = models.CharField("投诉人", max_length=100)
    phone = models.CharField("联系电话", max_length=40, blank=True)
    informer = models.CharField("线索来源", max_length=100, blank=True)
    items = models.PositiveIntegerField("展品数", default=1)

    class Meta:
        app_label = "thirdregister"

    def __str__(self) -> str:
        return f"{self.show} {self.stand}"


REGISTER = enter(Register(
    id="exhibition", code=900, name="Complaints at exhibitions", pillar="protection", model=Complaint,
    columns=("show", "stand"), keys=("show",), parties=lambda one: one.complainant,
    personal=frozenset({"phone"}), seen_by={"informer": frozenset({"head"})},
    states=(State("open", "open"), State("passed", "passed on"), State("closed", "closed", open=False)),
    transitions=(
        Transition("complain", "Complain", (), "open", ("intake", "officer"),
                   ("show", "stand", "complainant"), ("phone", "informer", "items"),
                   starts=("show.handover",), timed=True),
        Transition("pass_on", "Pass on", ("open",), "passed", ends=("show.handover",), number="展",
                   timed=True),
        Transition("close", "Close", ("open", "passed"), "closed",
                   inputs=(choice("end", "End", [("withdrawn", "withdrawn"), ("rejected", "rejected")]),),
                   optional=(line("remark", "Remark", personal=True),), approval=("head",), ends=("*",),
                   result=lambda one: one.inputs["end"], bulk=True),
    ),
    counts=(
        Counted("received", "received", ("complain",)),
        Counted("withdrawn", "withdrawn", ("close",), results=("withdrawn",)),
    ),
))
