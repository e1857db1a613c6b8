"""Infringement adjudication (专利侵权纠纷行政裁决): petition, docket, service, answer, hearing, decision.

Source: CNIPA Order 81 of 2024 (专利纠纷行政裁决和调解办法), for its clocks also SIPO Orders 60, 71. What is
counted follows the national enforcement statistics: refused petitions are no cases; mediated, withdrawn and
cancelled ones are closed cases.
"""
# fmt: off

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from fangzhi.casework.asking import choice, day, line, text
from fangzhi.casework.declaration import Counted, Decision, Register, State, Transition, enter
from fangzhi.casework.publishing import publication_acts
from fangzhi.registers.protection import remedies, timing
from fangzhi.registers.protection.infringement import guards, papers
from fangzhi.registers.protection.infringement.choices import (
    ATTENDANCE,
    CANCELS,
    FINDINGS,
    PAUSES,
    RESULTS,
    STAYS,
)
from fangzhi.registers.protection.infringement.model import InfringementCase

INTAKE, OFFICE = ("intake", "officer", "head"), ("officer", "head")
PETITION = (
    "source", "petitioner", "petitioner_address", "petitioner_contact", "respondent", "respondent_address",
    "patent_number", "patent_title", "filing_date", "grant_date", "legal_status_proof", "asserted_claims",
    "facts", "requests", "evidence",
)
BESIDE = (
    "petitioner_representative", "agent", "respondent_code", "respondent_contact", "respondent_abroad",
    "foreign_party", "evaluation_report", "no_suit",
)
RUNNING = ("docketed", "served", "answered", "heard", "deliberated")
ENDED = ("decided", "effective")
OF_PANEL = frozenset({"officer", "head", "director"})
GROUNDS = text("grounds", _("Grounds"), _("They stand in the document."))
ANSWER = ("infr.answer", "infr.answer.abroad")

REGISTER = enter(Register(
    id="infringement", code=1, name=_("Infringement adjudication"), pillar="protection", model=InfringementCase,
    title=lambda case: f"{case.petitioner}诉{case.respondent}：{case.patent_title}",
    parties=lambda case: f"{case.petitioner} / {case.respondent}",
    values=papers.values, decision=Decision("infringement-decision", papers.known),
    keys=("patent_number", "respondent_code"), columns=("patent_number", "respondent"), cuts=("source", "foreign_party"),
    personal=frozenset({"petitioner_contact", "respondent_contact"}),
    results=RESULTS,
    states=(
        State("received", _("received")), State("supplementing", _("to be completed")),
        State("refused", _("not docketed"), open=False), State("docketed", _("docketed")),
        State("served", _("served")), State("answered", _("answered")), State("heard", _("heard")),
        State("deliberated", _("deliberated")), State("stayed", _("stayed")),
        State("decided", _("decided"), open=False), State("effective", _("decision served"), open=False),
        State("closed", _("closed otherwise"), open=False), State("archived", _("archived"), open=False),
    ),
    transitions=(
        Transition("receive", _("Receive a petition"), (), "received", INTAKE, PETITION, BESIDE,
                   warn=guards.same_dispute, starts=("infr.docket", "infr.accept")),
        Transition("ask_supplement", _("Ask to complete the petition"), ("received",), "supplementing", INTAKE,
                   (text("missing_items", _("What is missing"), _("One item a line; it is told once, all together.")),
                    day("supplement_until", _("To be handed in by"))),
                   guard=guards.one_supplement, ends=("infr.docket", "infr.accept"),
                   papers=("infringement-supplement",), basis=_("Order 81 Art. 16")),
        Transition("complete", _("Enter the completed petition"), ("supplementing",), "received", INTAKE,
                   PETITION, BESIDE, starts=("infr.docket", "infr.accept")),
        Transition("docket", _("Docket"), ("received",), "docketed", OFFICE, ("panel",),
                   guard=guards.acceptable, number="裁", approval=("head",),
                   ends=("infr.docket", "infr.accept"), starts=("infr.serve", "infr.close"),
                   papers=("infringement-docketing", "infringement-answer", "infringement-docketing-approval"),
                   basis=_("Order 81 Art. 20")),
        Transition("transfer", _("Transfer to the competent office"), ("received", "docketed"), "closed", OFFICE,
                   (line("to_office", _("Competent office")), day("reply_by", _("Answer asked for by")), GROUNDS), approval=("head",), ends=("*",),
                   papers=("infringement-transfer",), result="transferred"),
        Transition("refuse", _("Do not docket"), ("received", "supplementing"), "refused", OFFICE, (GROUNDS,),
                   approval=("head",), ends=("*",), papers=("infringement-refusal",), result="refused",
                   basis=_("Order 81 Art. 20")),
        Transition("serve", _("Serve the petition on the respondent"), ("docketed",), "served",
                   serves="infringement-answer", ends=("infr.serve",), starts=guards.answer_clock,
                   basis=_("Order 81 Art. 22")),
        Transition("answer", _("Enter the answer"), ("served",), "answered", INTAKE, ("answer",),
                   ends=ANSWER, starts=("infr.forward_answer",), basis=_("Order 81 Art. 22")),
        Transition("silence", _("Go on without an answer"), ("served",), "answered", OFFICE,
                   guard=guards.silent, ends=ANSWER, basis=_("Order 81 Art. 22")),
        Transition("forward", _("Forward the answer to the petitioner"), ("answered", "heard", "deliberated"),
                   serves="answer", ends=("infr.forward_answer",), basis=_("Order 81 Art. 22")),
        Transition("summon", _("Announce an oral hearing"), ("served", "answered", "heard"), None, OFFICE,
                   (day("hearing_on", _("Day of the hearing")), line("hearing_place", _("Place"))),
                   guard=guards.in_good_time, papers=("infringement-hearing",), basis=_("Order 81 Art. 26")),
        Transition("hear", _("Enter the oral hearing"), ("served", "answered", "heard"), "heard", OFFICE,
                   (choice("attendance", _("Who came"), ATTENDANCE), text("hearing_record", _("Record of the hearing"))),
                   guard=guards.announced, papers=("infringement-hearing-record",), basis=_("Order 81 Art. 26")),
        Transition("deliberate", _("Enter the deliberation of the panel"), ("served", "answered", "heard"),
                   "deliberated", OFFICE,
                   (text("opinions", _("Opinions of the members"), _("One opinion a line; the secret part of the file."),
                         seen_by=OF_PANEL),
                    text("conclusion", _("Conclusion"), seen_by=OF_PANEL)),
                   guard=guards.odd_panel, papers=("infringement-panel-record",), basis=_("Order 81 Art. 20")),
        Transition("decide", _("Decide"), ("deliberated",), "decided", OFFICE,
                   (choice("finding", _("Finding"), FINDINGS), "holding", text("grounds", _("Reasons"))),
                   guard=guards.decidable, approval=("head", "director"), ends=("*",), closes="*",
                   starts=("infr.publish",), papers=("infringement-decision",),
                   result=lambda one: str(one.inputs["finding"]), basis=_("Patent Law Art. 65; Order 81 Art. 30")),
        Transition("serve_decision", _("Serve the decision"), ("decided",), "effective",
                   serves="infringement-decision", starts=("infr.suit",), basis=_("Patent Law Art. 65")),
        Transition("correct_decision", _("Correct a slip in the decision"), ENDED, None, ("head",),
                   (line("wrong", _("As printed")), line("right", _("Corrected to")), GROUNDS),
                   papers=("infringement-correction",)),
        Transition("mediate", _("Close by mediation"), RUNNING, "closed", OFFICE,
                   (text("agreement", _("Agreement"), _("One point a line.")),), ends=("*",), closes="*",
                   result="mediated", papers=("infringement-mediation-agreement",), basis=_("Order 81 Art. 30")),
        Transition("cancel", _("Cancel the case"), (*RUNNING, "stayed"), "closed", OFFICE,
                   (choice("ground", _("Ground"), CANCELS), GROUNDS), approval=("head",), ends=("*",), closes="*",
                   result="cancelled", papers=("infringement-cancellation",), basis=_("Order 81 Art. 36")),
        Transition("attack", _("Enter that the patent is attacked"), RUNNING, None, INTAKE, ("invalidity_on",)),
        Transition("stay", _("Stay"), RUNNING, "stayed", OFFICE, (choice("stay_ground", _("Ground"), STAYS), GROUNDS),
                   approval=("head",), opens="stay", papers=("infringement-stay",), basis=_("Order 81 Art. 28")),
        Transition("resume", _("Resume"), ("stayed",), guards.before_stay, OFFICE, (GROUNDS,), closes="stay",
                   papers=("infringement-resume",), basis=_("Order 81 Art. 28, 29")),
        Transition("pause", _("Stop the clock"), RUNNING, None, OFFICE,
                   (choice("pause_ground", _("Ground"), PAUSES), GROUNDS),
                   guard=timing.not_stopped, opens=lambda one: str(one.inputs["pause_ground"]),
                   basis=_("Order 81 Art. 37")),
        Transition("go_on", _("Let the clock run again"), RUNNING, None, OFFICE, guard=timing.is_stopped, closes="*"),
        Transition("join", _("Join a party"), RUNNING, None, OFFICE, (line("joined", _("Party that joins")), GROUNDS),
                   papers=("infringement-joinder",)),
        Transition("sue", _("Enter that a party sued"), ENDED, None, INTAKE, (line("court", _("Court")),),
                   ends=("infr.suit",)),
        Transition("remedy_outcome", _("Enter the outcome of the remedy"), ENDED, None, INTAKE,
                   (choice("outcome", _("Outcome"), remedies.OUTCOMES), text("particulars", _("Particulars"))), guard=remedies.is_pending),
        *publication_acts(ENDED, ("archived",), "infr.publish"),
        Transition("demand", _("Serve a demand to comply"), ("effective",), None, OFFICE, (line("court", _("Court")),),
                   guard=guards.after_suit_period, papers=("infringement-demand",), serves="infringement-demand",
                   ends=("infr.suit",), starts=guards.enforcement_clocks,
                   basis=_("Administrative Compulsion Law Art. 53, 54")),
        Transition("apply", _("Apply to the court for enforcement"), ("effective",), None, OFFICE,
                   (line("court", _("Court")), GROUNDS), guard=guards.after_demand,
                   ends=("enforce.demand", "enforce.apply"), papers=("infringement-enforcement",),
                   basis=_("Administrative Compulsion Law Art. 53, 54")),
        Transition("comply", _("Enter that the decision was complied with"), ("effective",), None, INTAKE,
                   ends=("enforce.demand", "enforce.apply")),
        Transition("archive", _("Archive"), ("effective", "closed", "refused"), "archived", ("officer", "archivist"),
                   guard=guards.after_suit_time, ends=("*",), bulk=True),
    ),
    counts=(
        Counted("accepted", _("cases accepted"), ("docket",), indicator="infringement_cases"),
        Counted("closed", _("cases closed"), ("decide", "mediate", "cancel")),
        Counted("infringing", _("infringement found"), ("decide",), results=("infringing",)),
        Counted("mediated", _("mediated"), ("mediate",)),
        Counted("cancelled", _("withdrawn or cancelled"), ("cancel",)),
        Counted("refused", _("not docketed"), ("refuse",)),
    ),
))
