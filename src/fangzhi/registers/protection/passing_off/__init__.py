"""Passing-off (假冒专利): lead, docket, inspection, preservation, seizure, notice, hearing, penalty, payment.

Sources: Administrative Penalty Law (行政处罚法, 2021), Patent Law Art. 68, 69 (2020), Administrative Compulsion
Law (行政强制法) Art. 24–28; 专利行政执法办法 (Orders 60, 71) for patent offices, 市场监督管理行政处罚程序规定 for
market bureaus. What is counted follows the national enforcement statistics: leads not docketed are no cases.
"""
# fmt: off

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fangzhi.casework.asking import choice, day, line, money, text
from fangzhi.casework.declaration import Counted, Decision, Register, State, Transition, enter
from fangzhi.casework.publishing import publication_acts
from fangzhi.registers.protection import remedies, timing
from fangzhi.registers.protection.crime import warning
from fangzhi.registers.protection.passing_off import guards, papers
from fangzhi.registers.protection.passing_off.model import PassingOffCase

INTAKE, OFFICE, OF_PANEL = ("intake", "officer", "head"), ("officer", "head"), frozenset({"officer", "head", "director"})
LEAD = ("source", "party", "party_kind", "goods", "seen_at", "mark", "facts")
BESIDE = ("reporter", "reporter_contact", "party_code", "party_address", "party_contact", "mark_status", "ended_on")
FIGURES = ("quantity", *warning.FIGURES)
TOLD, ENDED = ("notified", "heard"), ("decided", "effective", "performed")
WORKING = ("docketed", "investigated", *TOLD)
GROUNDS = text("grounds", _("Grounds"), _("They stand in the document."))
OFFICERS = text("officers", _("Officers and their licences"), _("One a line with the number of the licence; at least two."))
RESULTS = {
    "penalized": _("penalty"), "corrected": _("ordered to correct"), "no_penalty": _("no penalty"),
    "dismissed": _("dismissed"), "refused": _("not docketed"), "transferred": _("transferred to the competent office"),
}
PAUSES = [("public_notice", _("service by public notice")), ("appraisal", _("test or appraisal")), ("stay", _("stay"))]
DISPOSALS = [
    ("returned", _("returned")), ("seized", _("seized")), ("kept", _("copied or photographed as evidence")),
    ("appraised", _("sent to a test or appraisal")), ("forwarded", _("forwarded to the competent office")),
]
PENALTY, COMPULSION = _("Administrative Penalty Law"), _("Administrative Compulsion Law Art. 24, 25")

REGISTER = enter(Register(
    id="passing_off", code=3, name=_("Passing-off of patents"), pillar="protection", model=PassingOffCase,
    title=lambda one: f"{one.party}假冒专利案：{one.goods}", parties=lambda one: one.party, values=papers.values,
    decision=Decision("passing-off-decision", papers.known), keys=("party_code", "mark"), columns=("goods", "source"),
    cuts=("source", "conduct"), results=RESULTS, standing=papers.fined,
    personal=frozenset({"reporter", "reporter_contact", "party_contact"}),
    states=(
        State("received", _("received")), State("refused", _("not docketed"), open=False),
        State("docketed", _("under investigation")), State("investigated", _("investigated")),
        State("notified", _("penalty announced")), State("heard", pgettext_lazy("penalty", "heard")),
        State("decided", pgettext_lazy("penalty", "decided"), open=False),
        State("effective", pgettext_lazy("penalty", "decision served"), open=False),
        State("performed", _("performed"), open=False), State("closed", _("closed otherwise"), open=False),
        State("archived", _("archived"), open=False),
    ),
    transitions=(
        Transition("receive", _("Enter a lead"), (), "received", INTAKE, LEAD, BESIDE, starts=guards.docket_clock),
        Transition("docket", _("Docket"), ("received",), "docketed", OFFICE, (), BESIDE, warn=guards.prescribed, number="罚",
                   approval=("head",), ends=guards.DOCKET, starts=("fake.close",), papers=("passing-off-docketing",),
                   basis=_("Administrative Penalty Law Art. 54")),
        Transition("refuse", _("Do not docket"), ("received",), "refused", OFFICE, (GROUNDS,), approval=("head",),
                   ends=("*",), papers=("passing-off-refusal",), result="refused"),
        Transition("transfer", _("Transfer to the competent office"), ("received", *WORKING), "closed", OFFICE,
                   (line("to_office", _("Competent office")), day("reply_by", _("Answer asked for by")), GROUNDS),
                   guard=guards.in_term, approval=("head",), ends=("*",), closes="*", papers=("infringement-transfer",),
                   result="transferred"),
        Transition("inspect", _("Enter an inspection"), ("docketed", "investigated"), None, OFFICE,
                   (OFFICERS, line("inspected_place", _("Place inspected")), text("found", _("What was found"))),
                   (line("present", _("Person present"), _("Of the party, or a witness.")), "mark_status", "evidence"),
                   guard=guards.two_officers, warn=guards.unknown_licences, effect=papers.kept, papers=("passing-off-inspection",),
                   basis=_("Administrative Penalty Law Art. 42, 55")),
        Transition("preserve", _("Preserve evidence by registration"), ("docketed", "investigated"), None, OFFICE,
                   ("goods_list", OFFICERS), guard=guards.preservable, approval=("director",), starts=("evid.registered",),
                   papers=("passing-off-preservation",), basis=_("Administrative Penalty Law Art. 56")),
        Transition("settle_preserved", _("Deal with the preserved evidence"), WORKING, None, OFFICE,
                   (choice("disposal", _("What becomes of it"), DISPOSALS), GROUNDS),
                   guard=guards.is_running("evid.registered"), ends=("evid.registered",), papers=("passing-off-preserved",),
                   basis=_("Administrative Penalty Law Art. 56")),
        Transition("seize", _("Seal or seize goods"), ("docketed", "investigated"), None, OFFICE, ("goods_list", OFFICERS),
                   ("mark_status",), guard=guards.seizable, effect=papers.kept, approval=("director",), starts=("seizure",),
                   papers=("passing-off-seizure",), basis=COMPULSION),
        Transition("release", _("Release seized goods"), WORKING, None, OFFICE, (GROUNDS,), guard=guards.is_running("seizure"),
                   ends=("seizure",), papers=("passing-off-release",), basis=_("Administrative Compulsion Law Art. 28")),
        Transition("pause", _("Stop the clock"), WORKING, None, OFFICE, (choice("pause_ground", _("Ground"), PAUSES), GROUNDS),
                   guard=timing.not_stopped, opens=lambda one: str(one.inputs["pause_ground"])),
        Transition("go_on", _("Let the clock run again"), WORKING, None, OFFICE, guard=timing.is_stopped, closes="*"),
        Transition("report", _("Report the investigation"), ("docketed", "investigated"), "investigated", OFFICE,
                   ("conduct", "facts", "mark_status", "evidence", text("proposal", _("Proposal"))), (*FIGURES, "ended_on"),
                   guard=guards.inspected, warn=warning.warn, papers=("passing-off-report",),
                   basis=_("Administrative Penalty Law Art. 57")),
        Transition("announce", _("Announce the penalty"), ("investigated", *TOLD), "notified", OFFICE,
                   (money("fine_fen", _("Fine")), money("confiscated_fen", _("Gains confiscated")), "orders", GROUNDS),
                   guard=guards.announceable, warn=warning.warn, serves="passing-off-notice", papers=("passing-off-notice",),
                   starts=guards.hearing_clock, closes="hearing", basis=_("Administrative Penalty Law Art. 44, 45, 63")),
        Transition("state", _("Enter the statement of the party"), TOLD, None, INTAKE,
                   (text("statement", _("Statement and defence")),), basis=_("Administrative Penalty Law Art. 45")),
        Transition("waive_hearing", _("Enter that no hearing is wanted"), ("notified",), None, INTAKE,
                   (line("waived_by", _("Declared by")),), guard=guards.hearing_waived, ends=("hearing.request",), closes="hearing"),
        Transition("ask_hearing", _("Enter the request for a hearing"), ("notified",), None, INTAKE, (line("asked_by", _("Asked by")),),
                   guard=guards.hearing_asked, ends=("hearing.request",), opens="hearing", basis=_("Administrative Penalty Law Art. 64")),
        Transition("summon", _("Announce the hearing"), ("notified",), None, OFFICE,
                   (day("hearing_on", pgettext_lazy("penalty", "Day of the hearing")), line("hearing_place", _("Place")), line("chair", _("Presiding"))),
                   guard=guards.hearing_announced, papers=("passing-off-hearing",), basis=_("Administrative Penalty Law Art. 64")),
        Transition("hear", _("Enter the hearing"), ("notified",), "heard", OFFICE, (text("hearing_record", pgettext_lazy("penalty", "Record of the hearing")),),
                   guard=guards.heard, closes="hearing", basis=_("Administrative Penalty Law Art. 64, 65")),
        Transition("review", _("Enter the legal review"), TOLD, None, OFFICE,
                   (line("reviewer", _("Reviewer")), text("opinion", _("Opinion"), seen_by=OF_PANEL)),
                   papers=("passing-off-review",), basis=_("Administrative Penalty Law Art. 58")),
        Transition("discuss", _("Enter the collective discussion"), TOLD, None, OFFICE,
                   (text("opinion", _("Opinions and conclusion"), seen_by=OF_PANEL),), basis=_("Administrative Penalty Law Art. 57")),
        Transition("penalize", _("Impose the penalty"), TOLD, "decided", OFFICE, ("fine_fen", "confiscated_fen", "orders", GROUNDS),
                   guard=guards.punishable, warn=warning.warn, approval=("head", "director"), ends=("*",), closes="*",
                   starts=("penalty.serve", "fake.publish"), papers=("passing-off-decision",), result="penalized",
                   basis=_("Patent Law Art. 68; Administrative Penalty Law Art. 57, 59")),
        Transition("order_correction", _("Order to correct"), ("investigated", *TOLD), "decided", OFFICE, ("orders", GROUNDS), guard=guards.ended,
                   approval=("head",), ends=("*",), closes="*", starts=("penalty.serve",), papers=("passing-off-order",),
                   result="corrected", basis=_("Administrative Penalty Law Art. 28")),
        Transition("spare", _("Impose no penalty"), ("investigated", *TOLD), "decided", OFFICE, (GROUNDS,), guard=guards.ended,
                   approval=("head", "director"), ends=("*",), closes="*", starts=("penalty.serve",),
                   papers=("passing-off-exemption",), result="no_penalty", basis=_("Administrative Penalty Law Art. 33, 57")),
        Transition("dismiss", _("Dismiss the case"), WORKING, "closed", OFFICE, (GROUNDS,), guard=guards.ended, approval=("head",),
                   ends=("*",), closes="*", result="dismissed", basis=_("Administrative Penalty Law Art. 57")),
        Transition("serve_decision", pgettext_lazy("penalty", "Serve the decision"), ("decided",), "effective", guard=guards.is_penalty,
                   serves="passing-off-decision", ends=("penalty.serve",), starts=("penalty.pay", "reconsideration", "suit.general"),
                   basis=_("Administrative Penalty Law Art. 61")),
        Transition("serve_order", _("Serve the order to correct"), ("decided",), "effective", guard=guards.is_order,
                   serves="passing-off-order", ends=("penalty.serve",), starts=("reconsideration", "suit.general")),
        Transition("serve_exemption", _("Serve the decision without penalty"), ("decided",), "effective", guard=guards.is_exemption,
                   serves="passing-off-exemption", ends=("penalty.serve",), starts=("reconsideration", "suit.general")),
        Transition("defer", _("Allow payment later or in parts"), ("effective",), None, OFFICE,
                   (day("pay_by", _("To be paid by")), GROUNDS), guard=guards.deferrable, approval=("head",), ends=("penalty.pay", "penalty.deferred"),
                   starts=lambda one: {"penalty.deferred": one.inputs["pay_by"]}, papers=("passing-off-deferral",),
                   basis=_("Administrative Penalty Law Art. 66")),
        Transition("pay", _("Enter a payment"), ("effective",), None, INTAKE,
                   (money("amount_fen", _("Amount paid"), least=1), line("receipt", _("Number of the receipt"))),
                   warn=guards.surcharge_told, effect=papers.paid, basis=_("Administrative Penalty Law Art. 67")),
        Transition("perform", _("Enter that the decision was performed"), ("effective",), "performed", OFFICE,
                   guard=guards.all_paid, ends=("penalty.pay", "penalty.deferred", "enforce.demand", "enforce.apply")),
        Transition("reconsider", _("Enter a request for reconsideration"), ENDED, None, INTAKE, (line("to_body", _("Reviewing body")),),
                   ends=("reconsideration",), basis=_("Administrative Reconsideration Law Art. 20")),
        Transition("sue", _("Enter that a party sued"), ENDED, None, INTAKE, (line("court", _("Court")),),
                   ends=("reconsideration", "suit.general"), basis=_("Administrative Litigation Law Art. 46")),
        Transition("remedy_outcome", _("Enter the outcome of the remedy"), ENDED, None, INTAKE,
                   (choice("outcome", _("Outcome"), remedies.OUTCOMES), text("particulars", _("Particulars"))),
                   (money("fine_fen", _("Fine as changed")), money("confiscated_fen", _("Confiscation as changed"))),
                   guard=remedies.is_pending, effect=papers.after_remedy),
        *publication_acts(ENDED, ("archived",), "fake.publish"),
        Transition("demand", _("Serve a demand to comply"), ("effective",), None, OFFICE, (line("court", _("Court")),),
                   guard=guards.still_owed, papers=("passing-off-demand",), serves="passing-off-demand",
                   starts=guards.enforcement_clocks, basis=_("Administrative Compulsion Law Art. 53, 54")),
        Transition("apply", _("Apply to the court for enforcement"), ("effective",), None, OFFICE, (line("court", _("Court")), GROUNDS),
                   guard=guards.after_demand, ends=("enforce.demand", "enforce.apply"), papers=("passing-off-enforcement",),
                   basis=_("Administrative Compulsion Law Art. 53, 54")),
        Transition("archive", _("Archive"), ("effective", "performed", "closed", "refused"), "archived", ("officer", "archivist"),
                   guard=guards.finished, ends=("*",), bulk=True),
    ),
    counts=(
        Counted("accepted", pgettext_lazy("penalty", "cases accepted"), ("docket",), indicator="counterfeit_cases"),
        Counted("closed", _("cases closed"), ("penalize", "order_correction", "spare", "dismiss")),
        Counted("penalized", _("penalties"), ("penalize",)),
        Counted("corrected", _("ordered to correct"), ("order_correction",)),
        Counted("no_penalty", _("no penalty"), ("spare",)),
        Counted("seized", _("cases with seizure"), ("seize",)),
        Counted("inspected", _("cases inspected"), ("inspect",)),
        Counted("refused", _("not docketed"), ("refuse",)),
    ),
))
