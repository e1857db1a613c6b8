"""Hand-over to criminal justice (行刑衔接): suspicion, report, decision, sending, answer of the police, remedies.

Source: Provisions on Transfer of Suspected Criminal Cases, State Council Order 310 (2001, revised 2020); for
papers that are missing the police rule of 2020 (公安机关办理刑事案件程序规定) Art. 180. Only the head of the
office decides. What police and procuratorate do is entered by them, or by the office from their letters.
"""
# fmt: off

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from fangzhi.casework.asking import choice, line, outside, record, text
from fangzhi.casework.declaration import Counted, Register, State, Transition, enter
from fangzhi.registers.protection.crime.warning import CASE, FIGURES
from fangzhi.registers.protection.handover import guards, papers
from fangzhi.registers.protection.handover.model import PROGRESS, Handover
from fangzhi.registers.protection.handover.papers import POLICE, PROCURATORATE

OFFICE, CHIEF, BOTH = ("officer", "head"), ("director",), ("officer", "head", "partner")
PARTICULARS = ("suspect", "offence", "ground", "facts", "team")
BESIDE = ("suspect_code", "suspect_contact", *FIGURES)
PACKAGE = ("goods_list", "appraisal")
DECIDES = ("crim.police_pass_on", "crim.police_decide")
RESULTS = {
    "declined": _("not handed over"), "returned": _("not docketed, administrative handling goes on"),
    "convicted": _("convicted"), "acquitted": _("acquitted"), "not_prosecuted": _("not prosecuted"),
    "dropped": _("dropped by the police, administrative handling goes on"),
}
OUTCOMES = [(key, RESULTS[key]) for key in ("convicted", "acquitted", "not_prosecuted", "dropped")]
RECONSIDERED = [(key, PROGRESS[key]) for key in ("docket", "uphold")]
SUPERVISED = [("docket", _("the police are told to docket")), ("uphold", _("the refusal stands"))]
GROUNDS = text("grounds", _("Reasons given"), _("They stay on file."))
LETTER = text("grounds", _("Reasons given"), _("They stand in the letter."))
WITH = _("The system administrator enters it as an office outside.")

REGISTER = enter(Register(
    id="handover", code=4, name=_("Hand-over to criminal justice"), pillar="protection", model=Handover, cases=False,
    title=lambda one: f"{one.suspect}涉嫌犯罪移送", parties=lambda one: one.suspect, values=papers.values,
    keys=("suspect_code", "police_number"), columns=("offence", "progress"), cuts=("offence", "ground"),
    personal=frozenset({"suspect_contact"}), results=RESULTS,
    for_partners=("suspect", "suspect_code", "offence", "ground", "facts", *FIGURES, "evidence_list", "goods_list",
                  "appraisal", "missing", "progress", "police_number", "police_reasons"),
    papers_for_partners=("handover-letter", "handover-investigation", "handover-evidence", "handover-goods",
                         "handover-supplement", "handover-reconsideration", "handover-supervision", "handover-receipt"),
    states=(
        State("suspected", _("being verified")), State("reported", _("reported")),
        State("declined", _("not handed over"), open=False), State("approved", _("approved, to be sent")),
        State("sent", _("sent")), State("received", _("received by the police")),
        State("incomplete", _("to be completed")), State("passed_on", _("passed on by the police")),
        State("refused", _("not docketed by the police")), State("reconsidered", _("reconsideration asked")),
        State("upheld", _("refusal upheld")), State("supervised", _("supervision asked")),
        State("ordered", _("to be docketed")), State("docketed", _("docketed by the police")),
        State("handed", _("goods handed over")), State("returned", _("returned to the office"), open=False),
        State("closed", _("closed"), open=False), State("archived", _("archived"), open=False),
    ),
    transitions=(
        Transition("suspect", _("Open a hand-over"), (), "suspected", OFFICE,
                   (record(CASE, _("Case"), why=_("The case that shows the suspicion.")), *PARTICULARS), BESIDE,
                   guard=guards.may_open, warn=guards.near_as_opened, effect=guards.figures_of_case, links=(CASE,),
                   basis=_("Order 310 Art. 3, 5")),
        Transition("amend", _("Change the particulars"), ("suspected",), None, OFFICE, PARTICULARS, BESIDE,
                   guard=guards.may_be_so, warn=guards.near_as_given),
        Transition("report", _("Report in writing"), ("suspected",), "reported", OFFICE, ("findings",),
                   starts=("crim.approve",), papers=("handover-report",), basis=_("Order 310 Art. 5")),
        Transition("approve", _("Approve the hand-over"), ("reported",), "approved", CHIEF, (), (GROUNDS,), number="移",
                   ends=("crim.approve",), starts=("crim.send",), papers=("handover-approval",), timed=True,
                   basis=_("Order 310 Art. 5")),
        Transition("decline", _("Do not hand over"), ("reported",), "declined", CHIEF, (GROUNDS,), warn=guards.must_hand_over,
                   ends=("*",), papers=("handover-approval",), result="declined", basis=_("Order 310 Art. 5")),
        Transition("send", _("Send to the police"), ("approved",), "sent", OFFICE,
                   (outside(POLICE, _("Police"), WITH), "evidence_list"), PACKAGE,
                   ends=("crim.send",), papers=papers.package, shares=POLICE, timed=True, basis=_("Order 310 Art. 6, 7")),
        Transition("share", _("Copy to the procuratorate"), guards.WITH_POLICE, None, OFFICE,
                   (outside(PROCURATORATE, _("Procuratorate"), WITH),), guard=guards.other_part, shares=PROCURATORATE),
        Transition("receipt", _("Sign the receipt"), ("sent",), "received", BOTH,
                   (line("signed_by", _("Signed by")),), ("police_number",), partner=POLICE, timed=True, starts=DECIDES,
                   basis=_("Order 310 Art. 7")),
        Transition("ask_supplement", _("Ask to complete the materials"), ("received",), "incomplete", BOTH, ("missing",),
                   partner=POLICE, ends=DECIDES, starts=("crim.supplement",), basis=_("Police rule of 2020, Art. 180")),
        Transition("supplement", _("Complete the materials"), ("incomplete",), "received", OFFICE,
                   ("evidence_list",), PACKAGE, effect=guards.package_kept, ends=("crim.supplement",),
                   starts=("crim.police_decide",), papers=("handover-supplement", "handover-evidence"),
                   basis=_("Police rule of 2020, Art. 180")),
        Transition("pass_on", _("Pass on to the competent body"), ("received",), "passed_on", BOTH,
                   (line("to_body", _("Competent body")),), partner=POLICE, ends=DECIDES, timed=True,
                   basis=_("Order 310 Art. 7")),
        Transition("resend", _("Share with the competent police"), ("passed_on",), "sent", OFFICE,
                   (outside(POLICE, _("Police"), WITH),), guard=guards.new_police, shares=POLICE, timed=True),
        Transition("docket", _("Docket as a criminal case"), ("received", "passed_on", "ordered"), "docketed", BOTH,
                   ("police_number",), effect=guards.docketed, partner=POLICE, ends=("*",), starts=("crim.goods",),
                   basis=_("Order 310 Art. 8, 12")),
        Transition("refuse", _("Do not docket"), ("received", "passed_on"), "refused", BOTH, ("police_reasons",),
                   effect=lambda _one: {"progress": "refuse"}, partner=POLICE, ends=DECIDES, starts=("crim.reconsider_ask",),
                   basis=_("Order 310 Art. 8")),
        Transition("ask_reconsideration", _("Ask the police to reconsider"), ("refused",), "reconsidered", OFFICE, (LETTER,),
                   ends=("crim.reconsider_ask",), starts=("crim.reconsider_decide",), papers=("handover-reconsideration",),
                   basis=_("Order 310 Art. 9")),
        Transition("decide_reconsideration", _("Decide on the reconsideration"), ("reconsidered",), guards.after_review, BOTH,
                   (choice("outcome", _("Decision"), RECONSIDERED), "police_reasons"), partner=POLICE,
                   effect=lambda one: {"progress": one.inputs["outcome"]}, ends=("crim.reconsider_decide",), starts=guards.clock_after_review,
                   basis=_("Order 310 Art. 9")),
        Transition("ask_supervision", _("Ask the procuratorate to supervise"), ("refused", "upheld"), "supervised", OFFICE,
                   (outside(PROCURATORATE, _("Procuratorate"), WITH), LETTER), guard=guards.other_part,
                   ends=("crim.reconsider_ask", "crim.supervise_ask"), papers=("handover-supervision",),
                   shares=PROCURATORATE, basis=_("Order 310 Art. 9")),
        Transition("supervise", _("Answer of the procuratorate"), ("supervised",), guards.after_supervision, BOTH,
                   (choice("outcome", _("Decision"), SUPERVISED), text("answer", _("Reasons given"))), partner=PROCURATORATE,
                   basis=_("Order 310 Art. 9")),
        Transition("resume", _("Go on with the administrative case"), ("refused", "upheld"), "returned", OFFICE, (),
                   (GROUNDS,), ends=("*",), result="returned", basis=_("Order 310 Art. 10")),
        Transition("hand_goods", _("Hand over goods and materials"), ("docketed",), "handed", OFFICE,
                   ("goods_list", line("received_by", _("Received by"))), ends=("crim.goods",),
                   papers=("handover-receipt",), basis=_("Order 310 Art. 12")),
        Transition("no_goods", _("Enter that there is nothing to hand over"), ("docketed",), "handed", OFFICE, (GROUNDS,),
                   ends=("crim.goods",)),
        Transition("outcome", _("Enter the outcome"), ("docketed", "handed"), "closed", BOTH,
                   (choice("outcome", _("Outcome"), OUTCOMES), text("particulars", _("Particulars"))), ends=("*",),
                   result=lambda one: str(one.inputs["outcome"])),
        Transition("archive", _("Archive"), ("declined", "returned", "closed"), "archived", ("officer", "archivist"), bulk=True),
    ),
    counts=(
        Counted("sent", _("handed over"), ("send",)),
        Counted("docketed", _("docketed by the police"), ("docket",)),
        Counted("refused", _("not docketed by the police"), ("refuse",)),
        Counted("reconsidered", _("reconsideration asked"), ("ask_reconsideration",)),
        Counted("supervised", _("supervision asked"), ("ask_supervision",)),
        Counted("returned", _("returned to the office"), ("resume",)),
        Counted("convicted", _("convicted"), ("outcome",), results=("convicted",)),
        Counted("declined", _("not handed over"), ("decline",)),
    ),
))
