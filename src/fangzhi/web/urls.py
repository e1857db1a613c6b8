"""Addresses of the pages. A page's `.json` and `.csv` twins stand at the same address with that ending."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import path, re_path

from fangzhi.web.pages import (
    account,
    chapters,
    check,
    compare,
    corrections,
    documents,
    explanation,
    export,
    figures,
    health,
    indicators,
    overview,
    own_catalogue,
    reconciliation,
    regions,
    sources,
    upload,
)
from fangzhi.web.pages.accounts import issuer, mine, people, security_log
from fangzhi.web.pages.casework import decisions, desk, doing, house, lists, many, papers, record, shared
from fangzhi.web.pages.casework import figures as casework_figures
from fangzhi.web.pages.casework import statistics as casework_statistics
from fangzhi.web.pages.patents import applicant, counts, industry, one, saved, searching
from fangzhi.web.pages.patents import overview as patents_overview
from fangzhi.web.pages.patents import records as patent_records
from fangzhi.web.pages.time import calculator, deadline_paper, rest_days, rules

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponseBase
    from django.urls import URLPattern

TWIN = r"(?P<twin>\.json|\.csv|)$"


def page(address: str, view: Callable[..., HttpResponseBase], name: str) -> URLPattern:
    """A page with its twins."""
    return re_path(address + TWIN, view, name=name)


def act(address: str, view: Callable[..., HttpResponseBase], name: str) -> Any:
    """A form or an act, without twins."""
    return path(address, view, name=name)


urlpatterns = [
    page(r"^(?:overview)?", overview.overview, "overview"),
    act("overview.svg", overview.picture, "picture"),
    page(r"^regions/(?P<code>\d{6})/(?P<year>\d{4})", regions.region_year, "region"),
    act("regions", regions.choose, "regions"),
    page(r"^indicators", indicators.catalogue, "indicators"),
    page(r"^indicators/(?P<name>[a-z0-9_]{1,80})", indicators.indicator, "indicator"),
    page(r"^documents", documents.library, "documents"),
    page(r"^documents/(?P<code>[0-9a-f]{16,64})", documents.document, "document"),
    page(r"^figures/(?P<code>[0-9a-f]{20})", figures.figure, "figure"),
    act("figures/<slug:code>/correct", figures.correct_figure, "correct"),
    re_path(r"^corrections(?P<twin>\.jsonl|\.json|\.csv|)$", corrections.all_corrections, name="corrections"),
    act("compare.svg", compare.picture, "lines"),
    page(r"^compare", compare.compare, "compare"),
    page(r"^sources", sources.library, "sources"),
    page(r"^sources/(?P<code>[0-9a-f]{16,64})", sources.source, "source"),
    re_path(r"^export(?P<ending>\.json|\.csv|\.xlsx|\.parquet|\.sdmx\.csv|)$", export.export, name="export"),
    act("export/structure.xml", export.structure, "structure"),
    act("reconciliation", reconciliation.latest, "reconciliations"),
    page(r"^reconciliation/(?P<year>\d{4})", reconciliation.board, "reconciliation"),
    re_path(r"^reconciliation/(?P<year>\d{4})/decide$", reconciliation.decide, name="decide"),
    page(
        r"^explain/(?P<indicator>[a-z0-9_]{1,80})/(?P<region>\d{6})/(?P<year>\d{4})",
        explanation.explanation,
        "explanation",
    ),
    page(r"^catalogue", own_catalogue.own_catalogue, "catalogue"),
    act("catalogue/new", own_catalogue.add, "new-indicator"),
    act("catalogue/<slug:name>", own_catalogue.change, "own-indicator"),
    page(r"^chapters", chapters.library, "chapters"),
    act("chapters/new", chapters.new, "new-chapter"),
    re_path(r"^chapters/new/chapter\.(?P<form>md|html|docx|pdf)$", chapters.draft, name="chapter-draft"),
    page(r"^chapters/(?P<number>\d{1,9})", chapters.chapter, "chapter"),
    re_path(
        r"^chapters/(?P<number>\d{1,9})/chapter\.(?P<form>md|html|docx|pdf)$",
        chapters.file,
        name="chapter-file",
    ),
    re_path(r"^chapters/(?P<number>\d{1,9})/site\.zip$", chapters.site, name="chapter-site"),
    act("upload", upload.upload, "upload"),
    act("upload/<slug:code>", upload.preview, "preview"),
    act("upload/<slug:code>/keep", upload.keep_upload, "keep"),
    act("upload/<slug:code>/drop", upload.drop_upload, "drop"),
    act("check", check.drafts, "check"),
    page(r"^check/(?P<code>[0-9a-f]{32})", check.draft, "draft"),
    act("check/<slug:code>/decide", check.decide, "decide-figure"),
    act("check/<slug:code>/file", check.file, "draft-file"),
    act("check/<slug:code>/drop", check.drop, "drop-draft"),
    act("sign-in", account.sign_in, "sign-in"),
    act("sign-in/code", account.code, "sign-in-code"),
    act("sign-in/go-on", mine.go_on, "sign-in-go-on"),
    act("sign-in/issuer", issuer.to_issuer, "issuer"),
    act("sign-in/issuer/back", issuer.from_issuer, "issuer-back"),
    act("sign-out", account.sign_out, "sign-out"),
    act("account", mine.account, "account"),
    act("account/password", mine.password, "password"),
    act("account/second-factor", mine.factor, "factor"),
    act("account/second-factor/off", mine.factor_off, "factor-off"),
    act("account/recovery-codes", mine.recovery_codes, "recovery-codes"),
    act("account/rights", mine.take_rights, "rights"),
    act("account/rights/lay-down", mine.lay_down_rights, "lay-down-rights"),
    act("account/sessions/end", mine.end_session, "end-session"),
    act("account/tokens/<int:number>/end", mine.end_token, "end-token"),
    act("people", people.everybody, "people"),
    act("people/new", people.add, "new-person"),
    act("people/<int:number>", people.one, "person"),
    act("people/<int:number>/password", people.give_password, "give-password"),
    act("people/<int:number>/link", people.link, "link-person"),
    act("people/<int:number>/<slug:verb>", people.act, "act-on-person"),
    page(r"^security-log", security_log.security_log, "security-log"),
    page(r"^work", desk.desk, "work"),
    page(r"^work/load", desk.load, "load"),
    act("work/hand-over", desk.hand_over, "hand-over"),
    act("work/read", desk.read, "read-notices"),
    act("work/feed", desk.new_feed, "new-feed"),
    act("feed/<slug:key>.ics", desk.feed, "feed"),
    act("proposals/<int:number>/<str:verb>", desk.decide, "proposal"),
    page(r"^registers", lists.index, "registers"),
    page(r"^registers/(?P<name>[a-z][a-z0-9_]{0,39})", lists.register, "register"),
    page(r"^registers/(?P<name>[a-z][a-z0-9_]{0,39})/board", lists.board, "board"),
    page(r"^registers/(?P<name>[a-z][a-z0-9_]{0,39})/counts", casework_figures.counts, "counts"),
    act("registers/<str:name>/new", doing.opening, "open-record"),
    act("registers/<str:name>/many/<str:transition>", many.many, "many"),
    page(r"^search", lists.search, "search"),
    page(r"^ledger", casework_figures.ledger, "ledger"),
    page(r"^records/(?P<number>\d{1,12})", record.record, "record"),
    act("records/<int:number>/acts/<str:transition>", doing.act, "act"),
    act("records/<int:number>/undo", doing.undo, "undo"),
    act("records/<int:number>/events/<int:event>/correct", doing.correct, "correct-day"),
    act("records/<int:number>/files", doing.add_file, "add-file"),
    act("records/<int:number>/files/<int:key>", papers.attachment, "attachment"),
    act("records/<int:number>/shred", doing.destroy, "shred"),
    re_path(
        r"^records/(?P<number>\d{1,12})/papers/(?P<key>\d{1,12})\.(?P<ending>pdf|docx)$",
        papers.paper,
        name="paper",
    ),
    act("records/<int:number>/whole.pdf", papers.whole, "whole-file"),
    act("records/<int:number>/sheet.pdf", papers.sheet, "case-sheet"),
    act("records/<int:number>/papers/<int:key>/receipt.pdf", papers.receipt, "receipt"),
    act("offices", house.tree, "offices"),
    act("offices/new", house.found, "found-office"),
    act("offices/<int:number>", house.office, "office"),
    act("offices/<int:number>/change", house.change, "change-office"),
    act("offices/<int:number>/merge", house.merge, "merge-office"),
    act("offices/<int:number>/roles", house.give, "give-role"),
    act("offices/<int:number>/roles/<int:grant>/end", house.end, "end-role"),
    act("offices/<int:number>/deputies", house.stand_in, "stand-in"),
    page(r"^rules", rules.all_rules, "rules"),
    page(r"^rules/(?P<name>[a-z0-9_.]{1,80}?)", rules.one_rule, "rule"),
    act("rules/<str:name>/take-back", rules.take_back, "take-back-rule"),
    page(r"^deadline", calculator.calculator, "deadline"),
    page(r"^calendar", rest_days.this_year, "calendar"),
    page(r"^calendar/(?P<year>\d{4})", rest_days.a_year, "calendar-year"),
    re_path(r"^calendar/(?P<year>\d{4})/mark$", rest_days.mark, name="mark-days"),
    re_path(r"^calendar/(?P<year>\d{4})/take-back$", rest_days.take_back, name="take-back-day"),
    re_path(r"^calendar/(?P<year>\d{4})/notice$", rest_days.notice, name="notice"),
    re_path(
        r"^records/(?P<number>\d{1,12})/deadlines/(?P<key>\d{1,12})\.(?P<ending>pdf|docx)$",
        deadline_paper.explanation,
        name="deadline-paper",
    ),
    act("shared", shared.index, "shared"),
    act("shared/<int:number>", shared.record, "shared-record"),
    act("shared/<int:number>/papers/<int:key>.pdf", shared.paper, "shared-paper"),
    page(r"^decisions", decisions.index, "decisions"),
    page(r"^decisions/(?P<number>\d{1,12})", decisions.decision, "decision"),
    page(r"^patents", patents_overview.overview, "patents"),
    re_path(r"^patents/search(?P<twin>\.jsonl|\.json|\.csv|)$", searching.search, name="patent-search"),
    re_path(
        r"^patents/records(?P<twin>\.jsonl|\.json|\.csv|)$", patent_records.listed, name="patent-records"
    ),
    page(r"^patents/counts", counts.counted, "patent-counts"),
    page(r"^patents/saved", saved.mine, "saved-searches"),
    act("patents/saved/keep", saved.keep, "keep-search"),
    act("patents/saved/<int:number>", saved.one, "saved-search"),
    act("patents/saved/<int:number>/seen", saved.seen, "seen-search"),
    act("patents/saved/<int:number>/drop", saved.drop, "drop-search"),
    page(r"^patents/industries", industry.all_industries, "industries"),
    page(r"^patents/industries/(?P<name>[A-Za-z0-9_-]{1,40}/[^/]{1,60}?)", industry.one_industry, "industry"),
    page(r"^patents/applicants/(?P<name>.{1,300}?)", applicant.applicant, "applicant"),
    page(r"^patents/(?P<number>[^/]{1,60}?)", one.patent, "patent"),
    page(r"^statistics", casework_statistics.overview, "statistics"),
    act("healthz", health.healthz, "healthz"),
]
