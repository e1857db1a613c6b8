"""Loading documents: kept once, superseded by a new version, never half-kept, and corrections survive."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fangzhi.indicators import corrections, figures
from fangzhi.indicators.catalogue import catalogue
from fangzhi.indicators.loads import shipped
from fangzhi.indicators.loads.documents import Loading, keep
from fangzhi.indicators.models import Correction, Document, Event, Figure, Passage, Source
from fangzhi.reader import read
from tests.examples import FUJIAN, FUJIAN_REVISED, NOTHING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from fangzhi.indicators.loads.documents import Outcome


def applications() -> Figure:
    return Figure.objects.get(indicator="patent_applications", region="350000", measure="level", place="")


def correct(figure: Figure, **changes: object) -> Correction:
    fields = {key: getattr(figure, key) for key in corrections.CORRECTABLE} | changes
    return corrections.correct(figure, corrections.Wanted(fields), "tester", catalogue())


def test_every_figure_stands_at_its_place_in_the_kept_text(load: Callable[..., Outcome]) -> None:
    outcome = load()
    text = "".join(Passage.objects.order_by("number").values_list("text", flat=True))
    assert text == FUJIAN
    assert outcome.accepted == Figure.objects.count() > 3
    for figure in Figure.objects.all():
        assert text[figure.start : figure.end] == figure.quote


def test_the_same_document_twice_changes_nothing(load: Callable[..., Outcome]) -> None:
    load()
    before = list(Figure.objects.order_by("pk").values_list())
    outcome = load()
    assert (outcome.accepted, outcome.unchanged) == (0, len(before))
    assert list(Figure.objects.order_by("pk").values_list()) == before
    assert Source.objects.count() == 1


def test_a_new_version_supersedes_the_old_one_and_both_are_kept(load: Callable[..., Outcome]) -> None:
    old = load(FUJIAN)
    new = load(FUJIAN_REVISED)
    assert Source.objects.get(code=old.document).superseded_by == Source.objects.get(code=new.document)
    assert str(old.document) in " ".join(new.warnings)
    found = figures.of_year("patent_applications", 2014)
    assert {one.source_code for one in found} == {new.document}
    assert Figure.objects.filter(source__code=old.document).count() == old.accepted
    assert not Event.objects.filter(source__code=old.document, current=True).exists()


def test_a_new_version_says_how_many_corrections_stay_behind_and_inherits_title_and_publisher(
    load: Callable[..., Outcome],
) -> None:
    old = load(FUJIAN)
    Source.objects.filter(code=old.document).update(title="福建年报", publisher="福建省知识产权局")
    correct(applications(), value="1")
    correct(applications(), value="2")
    new = load(FUJIAN_REVISED)
    assert any("1 条更正" in warning for warning in new.warnings)
    source = Source.objects.get(code=new.document)
    assert (source.title, source.publisher) == ("福建年报", "福建省知识产权局")
    assert not any("更正" in warning for warning in load(FUJIAN_REVISED + "\n").warnings)


def test_the_old_version_loaded_again_stays_superseded(load: Callable[..., Outcome]) -> None:
    load(FUJIAN)
    new = load(FUJIAN_REVISED)
    again = load(FUJIAN)
    assert again.accepted == 0
    assert str(new.document) in " ".join(again.warnings)
    assert {one.source_code for one in figures.of_year("patent_applications", 2014)} == {new.document}


def test_another_year_under_the_same_file_name_is_another_document(load: Callable[..., Outcome]) -> None:
    load(FUJIAN)
    load(FUJIAN.replace("2014", "2015"))
    assert not Source.objects.exclude(superseded_by=None).exists()


def test_a_text_about_another_region_under_the_same_file_name_is_another_document(
    load: Callable[..., Outcome],
) -> None:
    load("2014年，福建省专利申请量达58075件。")
    load("2014年，江西省专利申请量达25594件。")
    assert not Source.objects.exclude(superseded_by=None).exists()
    load("2014年，福建省专利申请量达58076件，全国专利申请量236万件。")
    old = Source.objects.exclude(superseded_by=None).get()
    assert Figure.objects.get(source=old).region == "350000"


def test_a_text_without_a_name_supersedes_nothing(load: Callable[..., Outcome]) -> None:
    load(FUJIAN, name="-")
    load(FUJIAN_REVISED, name="-")
    assert not Source.objects.exclude(superseded_by=None).exists()


def test_a_dry_run_says_what_would_happen_and_keeps_nothing(load: Callable[..., Outcome]) -> None:
    outcome = load(dry_run=True)
    assert outcome.accepted > 0
    assert not Source.objects.exists()
    assert not Figure.objects.exists()


def test_a_document_without_figures_is_kept_and_said_to_hold_nothing(load: Callable[..., Outcome]) -> None:
    outcome = load(NOTHING)
    assert (outcome.accepted, outcome.refused) == (0, 0)
    assert outcome.warnings
    assert Document.objects.get().figures == 0


@pytest.mark.django_db
def test_a_figure_outside_the_catalogue_refuses_the_whole_file_unless_the_good_rows_are_wanted() -> None:
    reading = read(FUJIAN)
    reading.observations[0] = reading.observations[0]._replace(indicator="no_such_thing")
    outcome = keep("report.txt", reading, Loading(by="tester", catalogue=catalogue()))
    assert (outcome.accepted, outcome.refused) == (0, 1)
    assert "no_such_thing" in outcome.rows[0].reason
    assert not Source.objects.exists()
    outcome = keep("report.txt", reading, Loading(by="tester", catalogue=catalogue(), keep_good=True))
    assert outcome.refused == 1
    assert outcome.accepted == len(reading.observations) - 1 == Figure.objects.count()


def test_a_correction_counts_and_the_reading_stays_beside_it(load: Callable[..., Outcome]) -> None:
    load()
    correct(applications(), value="58,076")
    figure = applications()
    assert (figure.value, figure.number, figure.review) == ("58076", 58076.0, "corrected")
    assert figure.original is not None
    assert figure.original["value"] == "58075"
    assert figure.quote == "58075件"


def test_a_correction_survives_a_new_reading(load: Callable[..., Outcome]) -> None:
    load()
    correct(applications(), value="58076", place="厦门市")
    before = Figure.objects.get(place="厦门市", value="58076").code
    outcome = load()
    assert outcome.accepted == 0
    figure = Figure.objects.get(code=before)
    assert (figure.value, figure.place, figure.review) == ("58076", "厦门市", "corrected")


def test_a_corrected_figure_stays_where_a_new_reading_no_longer_finds_it(
    load: Callable[..., Outcome],
) -> None:
    load()
    figure = applications()
    correct(figure, value="58076")
    reading = read(FUJIAN)
    reading.observations[:] = [one for one in reading.observations if one.start != figure.start]
    keep("report.txt", reading, Loading(by="tester"))
    assert Figure.objects.get(start=figure.start).value == "58076"


@pytest.mark.parametrize(
    ("read_as", "step", "corrected", "found"),
    [
        ("58075", "1", "58076.5", "0.1"),
        ("58075", "1", "58070", "1"),
        ("58075", "1", "58075", "1"),
        ("123300", "100", "123400", "100"),
        ("123300", "100", "123450", "10"),
        ("123300", "100", "12.33", "0.01"),
        ("12.33", "0.01", "123300", "100"),
        ("0", "1", "0.5", "0.1"),
        ("5", "0", "7", "1"),
    ],
)
def test_a_corrected_value_is_as_fine_as_its_digits(
    load: Callable[..., Outcome], read_as: str, step: str, corrected: str, found: str
) -> None:
    load()
    Figure.objects.filter(pk=applications().pk).update(value=read_as, number=float(read_as), resolution=step)
    correct(applications(), value=corrected)
    assert applications().resolution == found
    correct(applications(), value=read_as)
    assert applications().resolution == step


def test_of_two_figures_where_a_person_corrected_one_the_second_is_left_out_and_said_so(
    load: Callable[..., Outcome],
) -> None:
    load()
    first = applications()
    correct(first, value="58076")
    reading = read(FUJIAN)
    whole = next(one for one in reading.observations if one.start == first.start)
    part = whole._replace(start=whole.start + 1, quote=whole.quote[1:], indicator="patent_grants")
    reading.observations[:] = [part, *reading.observations]
    outcome = keep("report.txt", reading, Loading(by="tester"))
    assert any(part.quote in warning for warning in outcome.warnings)
    assert Figure.objects.get(start=first.start).value == "58076"
    assert not Figure.objects.filter(start=part.start).exists()


def test_a_figure_with_a_correction_of_its_own_is_not_left_out(load: Callable[..., Outcome]) -> None:
    load()
    for figure in Figure.objects.order_by("start"):
        correct(figure, value="7")
    assert load().warnings == []
    assert {one.value for one in Figure.objects.all()} == {"7"}


def test_the_last_of_two_corrections_counts_and_both_remain(load: Callable[..., Outcome]) -> None:
    load()
    correct(applications(), value="1")
    correct(applications(), value="2")
    assert applications().value == "2"
    assert applications().original["value"] == "58075"  # type: ignore[index]
    assert [one.reading["value"] for one in Correction.objects.all()] == ["58075", "58075"]


def test_what_is_no_figure_counts_nowhere_and_can_be_taken_back(load: Callable[..., Outcome]) -> None:
    load()
    figure = applications()
    corrections.correct(figure, corrections.Wanted({}, rejected=True), "tester", catalogue())
    load()
    assert all(one.start != figure.start for one in figures.of_year("patent_applications", 2014))
    correct(Figure.objects.get(start=figure.start))
    assert applications().review == "confirmed"
    assert applications().current


def test_a_superseded_figure_does_not_count_again_when_it_is_corrected(load: Callable[..., Outcome]) -> None:
    old = load(FUJIAN)
    load(FUJIAN_REVISED)
    figure = Figure.objects.get(source__code=old.document, quote="58075件")
    correct(figure, value="3")
    assert not Figure.objects.get(pk=figure.pk).current


def test_a_correction_exports_as_a_gold_line(load: Callable[..., Outcome]) -> None:
    load()
    line = corrections.gold_line(correct(applications(), value="58076"))
    assert line["value"] == 58076
    assert (line["quote"], line["region"], line["place"]) == ("58075件", "350000", None)
    assert line["corrected_by"] == "tester"


@pytest.mark.django_db
def test_shipped_figures_open_their_sentences_once_the_text_is_loaded(load: Callable[..., Outcome]) -> None:
    shipped.plant(shipped.harvest("report.txt", FUJIAN))
    assert not Document.objects.get().has_text
    count = Figure.objects.count()
    outcome = load(FUJIAN, name="under-another-name.txt")
    assert (outcome.accepted, outcome.unchanged) == (0, count)
    assert Document.objects.get().has_text
    assert Figure.objects.count() == count


def test_the_shipped_file_holds_figures_and_no_sentences() -> None:
    found = shipped.shipped_figures()
    assert len(found["figures"]) > 200
    assert max(len(figure["quote"]) for figure in found["figures"]) <= 16
    assert max(len(figure["note"]) for figure in found["figures"]) <= shipped.LONGEST_NAME
    assert all(
        event["quote"] == "" and len(event["object"]) <= shipped.LONGEST_NAME for event in found["events"]
    )
    assert all(title == "" for _number, title, _start, _end, _region, caption in found["sections"] if caption)


def test_the_chapter_agrees_with_the_figures_shipped_of_it(
    load: Callable[..., Outcome], shared: Path
) -> None:
    shipped.plant()
    text = (shared / "corpus" / "sipo-2013-chapter7.txt").read_text("utf-8")
    outcome = load(text, name="chapter.txt")
    assert (outcome.accepted, outcome.refused) == (0, 0)
    assert outcome.unchanged == Figure.objects.count() == len(shipped.shipped_figures()["figures"])
