"""The lists from which an officer chooses in a case of infringement, with the words of the measures."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

RESULTS = {
    "infringing": _("infringement found"),
    "not_infringing": _("no infringement found"),
    "mediated": _("mediated"),
    "cancelled": _("withdrawn or cancelled"),
    "refused": _("not docketed"),
    "transferred": _("transferred to the competent office"),
}
FINDINGS = [(key, RESULTS[key]) for key in ("infringing", "not_infringing")]
ATTENDANCE = [("both", _("both parties")), ("petitioner", _("the petitioner alone"))]
STAYS = [
    ("invalidity", _("invalidity request against a utility model or design accepted")),
    ("successor", _("a party is gone and the successor is not known yet")),
    ("force_majeure", _("force majeure")),
    ("other_case", _("the outcome depends on another case")),
    ("question", _("a question was put to the office above")),
    ("request", _("request of a party, before 2025")),
]
PAUSES = [
    ("public_notice", _("service by public notice")),
    ("appraisal", _("test or appraisal")),
    ("jurisdiction_dispute", _("dispute about competence")),
    ("party_evidence_extension", _("more time for evidence, asked by a party")),
    ("settlement", _("time to settle, asked by the parties")),
]
CANCELS = [
    ("withdrawn", _("withdrawn by the petitioner")),
    ("absent", _("petitioner absent from the hearing")),
    ("inadmissible", _("inadmissible after docketing")),
    ("gone", _("a party is gone without successor")),
    ("no_claims", _("asserted claims not named after being told")),
]
