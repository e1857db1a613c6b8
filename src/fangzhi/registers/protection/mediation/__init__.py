"""Mediation of other patent disputes (专利纠纷调解): ownership, inventors, reward, fees, damages.

Source: CNIPA Order 81 Art. 63–69, Implementing Rules of the Patent Law Art. 102 (2023) and 85 (2010). Judicial
confirmation: Civil Procedure Law Art. 205. No national text sets a time for the whole mediation.
"""
# fmt: off

from __future__ import annotations

from django.utils.translation import gettext as told
from django.utils.translation import gettext_lazy as _

from fangzhi.casework.asking import line, text
from fangzhi.casework.declaration import Counted, NotNow, Register, Situation, State, Transition, enter
from fangzhi.registers.protection.mediation import papers
from fangzhi.registers.protection.mediation.model import MediationCase

INTAKE, OFFICE = ("intake", "officer", "head"), ("officer", "head")
REQUEST = (
    "dispute", "requester", "requester_contact", "opponent", "opponent_address", "patent_number", "patent_title",
    "requests",
)
GROUNDS = text("grounds", _("Grounds"))


def granted(one: Situation) -> str | None:
    """A fee for use before the grant is a matter only after it (Implementing Rules Art. 102)."""
    if one.inputs.get("dispute") == "fee" and not one.inputs.get("granted_on"):
        return told("A dispute about the fee before the grant is taken on only after the grant: give its date.")
    return None


def agreed(one: Situation) -> NotNow | None:
    """Only an agreement can be confirmed."""
    return None if one.record.result == "agreed" else NotNow(told("There is no agreement to confirm."))


REGISTER = enter(Register(
    id="mediation", code=2, name=_("Mediation of other patent disputes"), pillar="protection", model=MediationCase,
    title=lambda case: f"{case.requester}与{case.opponent}：{case.patent_title}",
    parties=lambda case: f"{case.requester} / {case.opponent}",
    values=papers.values, keys=("patent_number",), columns=("dispute", "opponent"), cuts=("dispute",),
    personal=frozenset({"requester_contact", "opponent_contact"}),
    results={"agreed": _("agreement reached"), "failed": _("no agreement"), "refused": _("not docketed")},
    states=(
        State("requested", _("requested")), State("notified", _("other side told")),
        State("replied", _("other side agreed")), State("docketed", _("in mediation")),
        State("refused", _("not docketed"), open=False), State("closed", _("closed"), open=False),
        State("archived", _("archived"), open=False),
    ),
    transitions=(
        Transition("request", _("Receive a request"), (), "requested", INTAKE, REQUEST,
                   ("opponent_contact", "granted_on"), guard=granted, starts=("med.notice",)),
        Transition("notify", _("Ask the other side for its position"), ("requested",), "notified",
                   papers=("mediation-position",), serves="mediation-position", ends=("med.notice",),
                   starts=("med.reply",), basis=_("Order 81 Art. 65")),
        Transition("accept", _("Enter that the other side agrees"), ("notified",), "replied", INTAKE,
                   ("position",), ends=("med.reply",), starts=("med.docket",), basis=_("Order 81 Art. 66")),
        Transition("decline", _("Enter a refusal or silence"), ("notified",), None, INTAKE, (GROUNDS,),
                   ends=("med.reply",), starts=("med.refuse",), basis=_("Order 81 Art. 66")),
        Transition("docket", _("Docket"), ("replied",), "docketed", OFFICE, (line("meeting", _("Time and place")),),
                   number="调", approval=("head",), ends=("med.docket",), papers=("mediation-docketing",),
                   basis=_("Order 81 Art. 66")),
        Transition("refuse", _("Do not docket"), ("requested", "notified"), "refused", OFFICE, (GROUNDS,),
                   approval=("head",), ends=("*",), papers=("mediation-refusal",), result="refused",
                   basis=_("Order 81 Art. 66")),
        Transition("meet", _("Enter a session"), ("docketed",), None, OFFICE,
                   (text("record", _("Record of the session")),), papers=("mediation-record",)),
        Transition("suspend", _("Enter a suspension at the national office"), ("docketed",), None, INTAKE,
                   starts=("med.cnipa_suspension",), basis=_("Implementing Rules Art. 103")),
        Transition("agree", _("Close by agreement"), ("docketed",), "closed", OFFICE,
                   (text("agreement", _("Agreement"), _("One point a line.")),), ends=("*",),
                   starts=("med.court_confirm",), papers=("mediation-agreement",), result="agreed",
                   basis=_("Order 81 Art. 68")),
        Transition("fail", _("Close without agreement"), ("docketed",), "closed", OFFICE, (GROUNDS,),
                   approval=("head",), ends=("*",), papers=("mediation-cancellation",), result="failed"),
        Transition("confirm", _("Ask the court to confirm the agreement"), ("closed",), None, INTAKE,
                   (line("court", _("Court")),), guard=agreed, ends=("med.court_confirm",),
                   papers=("mediation-confirmation",), basis=_("Civil Procedure Law Art. 205")),
        Transition("archive", _("Archive"), ("closed", "refused"), "archived", ("officer", "archivist"),
                   ends=("*",), bulk=True),
    ),
    counts=(
        Counted("accepted", _("cases accepted"), ("docket",)),
        Counted("closed", _("cases closed"), ("agree", "fail")),
        Counted("agreed", _("agreement reached"), ("agree",)),
    ),
))
