"""Cooperation between offices (协作): evidence, service, transfer of jurisdiction, help with customs.

Sources: 专利行政执法办法 (Order 71) Art. 41 on investigation asked of another office, Art. 42 on customs. Both
offices keep a record of their own: sending opens the one, answering closes the other. A coordinating centre
(调度中心) is an office that passes on what it receives. The day of the answer is the one that was agreed.
"""
# fmt: off

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from fangzhi.casework.asking import choice, line, office, record, text
from fangzhi.casework.declaration import Counted, Register, State, Transition, enter
from fangzhi.registers.protection.cooperation import between, papers
from fangzhi.registers.protection.cooperation.model import OUTCOMES, CooperationRequest

INTAKE, OFFICE = ("intake", "officer", "head"), ("officer", "head")
REQUEST = ("kind", "subject", "particulars", "answer_by")
GROUNDS = text("grounds", _("Grounds"), _("The other office reads them."))
ENDS = choice("outcome", _("Outcome"), [(key, OUTCOMES[key]) for key in ("done", "partly", "impossible")])
ORDER = _("Measures for Administrative Enforcement of Patents (专利行政执法办法) Art. 41, 42")

REGISTER = enter(Register(
    id="cooperation", code=6, name=_("Cooperation between offices"), pillar="protection", model=CooperationRequest,
    title=lambda one: one.subject, parties=lambda one: one.other_office, values=papers.values, results=OUTCOMES,
    keys=("other_office",), columns=("direction", "kind", "other_office", "answer_by"), cuts=("direction", "kind"),
    cases=False,
    for_partners=("kind", "subject", "particulars", "files", "answer_by", "outcome", "answer"),
    papers_for_partners=("cooperation-request",),
    states=(
        State("drafted", _("drafted")), State("sent", _("sent")), State("replied", _("answer received")),
        State("received", _("received")), State("in_hand", _("being dealt with")), State("passed_on", _("passed on")),
        State("answered", _("answered"), open=False), State("returned", _("returned"), open=False),
        State("closed", _("closed"), open=False), State("archived", _("archived"), open=False),
    ),
    transitions=(
        Transition("request", _("Draft a request"), (), "drafted", INTAKE, REQUEST,
                   ("files", record("case", _("Case"), why=_("The case for which it is asked."))),
                   guard=between.day_ahead, effect=lambda _one: {"direction": "out"}, links=("case",)),
        Transition("arrive", _("Received from another office"), (), "received", (), (*REQUEST, "other_office"), ("files", "letter"),
                   effect=lambda _one: {"direction": "in"}, starts=between.own_clock),
        Transition("send", _("Send"), ("drafted",), "sent", OFFICE, ("answer_by",),
                   (office("to_office", _("To the office"), _("An office of the installation finds it in its list at once."), outside=True),
                    line("to_name", _("To another body"), _("One that is not in the list; it gets the letter on paper."))),
                   guard=between.one_addressee, effect=between.addressee, number="协", approval=("head",),
                   papers=("cooperation-request",), shares="to_office", carries=between.send,
                   starts=between.waiting_clock, basis=ORDER),
        Transition("pass_on", _("Pass on to the office that can do it"), ("received",), "passed_on", OFFICE,
                   (office("to_office", _("To the office")),), (text("remark", _("Remark")),),
                   guard=between.another_office, effect=between.next_office, number="协", papers=("cooperation-dispatch",),
                   carries=between.pass_on, ends=("coop.answer",), starts=between.waiting_clock, basis=ORDER),
        Transition("take_up", _("Take up"), ("received",), "in_hand", OFFICE, number="协"),
        Transition("send_back", _("Return"), ("received", "in_hand"), "returned", OFFICE, (GROUNDS,), number="协",
                   approval=("head",), effect=lambda one: {"outcome": "returned", "answer": one.inputs["grounds"]},
                   papers=("cooperation-return",), carries=between.send_back, ends=("*",), result="returned", basis=ORDER),
        Transition("reply", _("Answer"), ("in_hand",), "answered", OFFICE, (ENDS, "answer"), ("enclosed",),
                   approval=("head",), papers=("cooperation-answer",), carries=between.reply, ends=("*",),
                   result=lambda one: str(one.inputs["outcome"]), basis=ORDER),
        Transition("answer_came", _("The other office answered"), ("sent", "passed_on", *between.DONE),
                   between.after_answer, (), ("outcome", "answer"), ("enclosed",), carries=between.reply,
                   ends=("coop.awaited",), result=lambda one: str(one.inputs["outcome"])),
        Transition("came_back", _("The other office returned it"), ("sent", "passed_on", *between.DONE), between.after_return, (),
                   ("answer",), effect=lambda _one: {"outcome": "returned"}, ends=("coop.awaited",),
                   starts=between.own_clock_again),
        Transition("enter_answer", _("Enter their answer"), ("sent",), "replied", ("intake", "officer", "head", "partner"),
                   (ENDS, "answer"), ("enclosed",), guard=between.from_elsewhere, ends=("coop.awaited",)),
        Transition("close", _("Close"), ("drafted", "sent", "replied"), "closed", OFFICE, (),
                   (text("remark", _("Remark"), _("For example why it is withdrawn.")),), ends=("*",),
                   result=lambda one: one.detail.outcome or "withdrawn"),
        Transition("archive", _("Archive"), ("answered", "returned", "closed"), "archived", ("officer", "archivist"), bulk=True),
    ),
    counts=(
        Counted("sent", _("requests sent"), ("send",)),
        Counted("taken_up", _("requests taken up"), ("take_up",)),
        Counted("passed_on", _("requests passed on"), ("pass_on",)),
        Counted("answered", _("requests answered"), ("reply",)),
        Counted("returned", _("requests returned"), ("send_back",)),
    ),
))
