"""The structure of the SDMX files: an SDMX-ML 2.1 message with concepts, code lists and data flow."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring

from fangzhi import gazetteer
from fangzhi.indicators.corrections import MEASURES, QUALIFIERS
from fangzhi.indicators.export.citation import made_with
from fangzhi.indicators.export.sdmx import (
    AGENCY,
    ATTRIBUTES,
    DIMENSIONS,
    FLOW,
    NOT_APPLICABLE,
    OTHER,
    UNITS,
    VERSION,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fangzhi.indicators.catalogue import Catalogue

_BASE = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1/"
_MESSAGE, _STRUCTURE, _COMMON = f"{_BASE}message", f"{_BASE}structure", f"{_BASE}common"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
Code = tuple[str, str, str]
"""A code with its name in English and Chinese."""
CONCEPTS: tuple[Code, ...] = (
    ("REF_AREA", "Reference area", "地区"),
    ("IP_TYPE", "Indicator of intellectual property", "知识产权指标"),
    ("MEASURE", "Measure", "度量"),
    ("BASE", "What a share, growth or rank is about", "占比、增长或位次所指"),
    ("BREAKDOWN", "Breakdown beside the indicator", "指标之外的分组"),
    ("CUMULATIVE", "Counted from the beginning on", "累计"),
    ("TIME_PERIOD", "Time period", "期间"),
    ("OBS_VALUE", "Observation value", "数值"),
    ("UNIT", "Unit of measure", "单位"),
    ("OBS_STATUS", "Observation status", "数据状态"),
    ("QUALIFIER", "How firmly the value is stated", "数值的确定程度"),
    ("OBS_VALUE_HIGH", "Upper end of a range", "范围的上限"),
    ("RESOLUTION", "Step in which the source prints the value", "来源所用的最小单位"),
    ("FIGURE_ID", "Identifier of the figure", "数据编号"),
    ("SOURCE", "Source", "来源"),
    ("SOURCE_DIGEST", "SHA-256 of the source", "来源的 SHA-256"),
    ("CATALOGUE", "Version of the catalogue of indicators", "指标目录版本"),
)
CODED = {
    "REF_AREA": "CL_AREA", "IP_TYPE": "CL_IP_TYPE", "MEASURE": "CL_MEASURE", "CUMULATIVE": "CL_YES_NO",
    "UNIT": "CL_UNIT", "OBS_STATUS": "CL_OBS_STATUS", "QUALIFIER": "CL_QUALIFIER",
}  # fmt: skip
"""The code list of each coded dimension and attribute."""
_UNIT_NAMES = {
    "ITEM": "items", "CNY": "yuan", "PERSON": "people", "ATTENDANCE": "attendances", "ORG": "organisations",
    "INST": "institutions", "NUM": "number", "ENTRY": "entries", "TIME": "times", "SESSION": "sessions",
    "DEAL": "deals", "LINE": "lines", "PLACE": "place", "YEAR": "years", "MONTH": "months", "PCT": "per cent",
    "MULTIPLE": "multiple", "PCT_POINT": "percentage points", "ITEM_10KP": "items per 10,000 people",
    "ITEM_100MCNY": "items per 100 million yuan", "POINT": "points", "EDITION": "editions",
    "AGE": "years of age",
}  # fmt: skip


def sdmx_structure(known: Catalogue, held: Iterable[str] = ()) -> bytes:
    """The structure message (XML, UTF-8). `held` are ids that figures bear and the catalogue may lack."""
    for prefix, space in (("mes", _MESSAGE), ("str", _STRUCTURE), ("com", _COMMON)):
        register_namespace(prefix, space)
    message = Element(f"{{{_MESSAGE}}}Structure")
    _header(message, known.version)
    structures = SubElement(message, f"{{{_MESSAGE}}}Structures")
    flows = SubElement(structures, _s("Dataflows"))
    lists = SubElement(structures, _s("Codelists"))
    for name, words, codes in _code_lists(known, held):
        _scheme(lists, "Codelist", "Code", (name, words, words), codes)
    concepts = SubElement(structures, _s("Concepts"))
    scheme = ("CONCEPTS", "Concepts of the figures", "数据的概念")
    _scheme(concepts, "ConceptScheme", "Concept", scheme, CONCEPTS)
    _definition(SubElement(structures, _s("DataStructures")))
    _flow(flows)
    indent(message)
    made: bytes = tostring(message, encoding="utf-8", xml_declaration=True)
    return made


def _s(name: str) -> str:
    return f"{{{_STRUCTURE}}}{name}"


def _header(message: Element, version: str) -> None:
    header = SubElement(message, f"{{{_MESSAGE}}}Header")
    SubElement(header, f"{{{_MESSAGE}}}ID").text = f"{FLOW}_{version}"
    SubElement(header, f"{{{_MESSAGE}}}Test").text = "false"
    SubElement(header, f"{{{_MESSAGE}}}Prepared").text = datetime.now(UTC).isoformat(timespec="seconds")
    sender = SubElement(header, f"{{{_MESSAGE}}}Sender", id=AGENCY)
    _named(sender, "Fangzhi", "方知")
    source = SubElement(header, f"{{{_MESSAGE}}}Source")
    source.text = made_with(version)


def _named(parent: Element, english: str, chinese: str) -> None:
    for language, words in (("en", english or chinese), ("zh", chinese or english)):
        SubElement(parent, f"{{{_COMMON}}}Name", {_LANG: language}).text = words


def _maintained(name: str) -> dict[str, str]:
    return {"id": name, "agencyID": AGENCY, "version": VERSION}


def _scheme(parent: Element, kind: str, item: str, head: Code, items: Iterable[Code]) -> None:
    """A code list or a concept scheme with its items."""
    name, english, chinese = head
    scheme = SubElement(parent, _s(kind), _maintained(name))
    _named(scheme, english, chinese)
    for code, words_en, words_zh in items:
        _named(SubElement(scheme, _s(item), id=code), words_en, words_zh)


def _code_lists(known: Catalogue, held: Iterable[str]) -> list[tuple[str, str, list[Code]]]:
    regions = [(one.code, one.name_en, one.full_zh) for one in gazetteer.regions()]
    types = [(row.id, row.name_en, row.name_zh) for row in known.values()]
    types += [(name, name, name) for name in held if name not in known]
    units = [(code, _UNIT_NAMES[code], unit) for unit, code in UNITS.items()]
    units += [(NOT_APPLICABLE, "none", "无单位"), (OTHER, "another unit", "其他单位")]
    return [
        ("CL_AREA", "Areas", regions),
        ("CL_IP_TYPE", "Indicators", types),
        ("CL_MEASURE", "Measures", [(one, one.replace("_", " "), "") for one in MEASURES]),
        ("CL_UNIT", "Units", units),
        ("CL_OBS_STATUS", "Status", [("A", "normal value", "正常值"), ("E", "estimated value", "估计值")]),
        ("CL_QUALIFIER", "Qualifiers", [(one, one.replace("_", " "), "") for one in QUALIFIERS]),
        ("CL_YES_NO", "Yes or no", [("Y", "yes", "是"), ("N", "no", "否")]),
    ]


def _definition(parent: Element) -> None:
    """The data structure: dimensions, the measure, attributes of an observation."""
    definition = SubElement(parent, _s("DataStructure"), _maintained(FLOW))
    _named(definition, "Figures on intellectual property", "知识产权数据")
    components = SubElement(definition, _s("DataStructureComponents"))
    dimensions = SubElement(components, _s("DimensionList"), id="DimensionDescriptor")
    for position, name in enumerate(DIMENSIONS, 1):
        _component(dimensions, "Dimension", name, position=str(position))
    last = str(len(DIMENSIONS) + 1)
    time = _component(dimensions, "TimeDimension", "TIME_PERIOD", represented=False, position=last)
    form = SubElement(time, _s("LocalRepresentation"))
    SubElement(form, _s("TextFormat"), textType="ObservationalTimePeriod")
    attributes = SubElement(components, _s("AttributeList"), id="AttributeDescriptor")
    for name in ATTRIBUTES:
        required = "Mandatory" if name in ("UNIT", "OBS_STATUS") else "Conditional"
        attribute = _component(attributes, "Attribute", name, assignmentStatus=required)
        related = SubElement(attribute, _s("AttributeRelationship"))
        SubElement(SubElement(related, _s("PrimaryMeasure")), "Ref", id="OBS_VALUE")
    measures = SubElement(components, _s("MeasureList"), id="MeasureDescriptor")
    _component(measures, "PrimaryMeasure", "OBS_VALUE")


def _component(parent: Element, kind: str, name: str, *, represented: bool = True, **more: str) -> Element:
    component = SubElement(parent, _s(kind), {"id": name, **more})
    concept = SubElement(component, _s("ConceptIdentity"))
    scheme = {"maintainableParentID": "CONCEPTS", "maintainableParentVersion": VERSION}
    SubElement(
        concept,
        "Ref",
        {"id": name, **scheme, "agencyID": AGENCY, "package": "conceptscheme", "class": "Concept"},
    )
    if represented:
        form = SubElement(component, _s("LocalRepresentation"))
        if name in CODED:
            listed = SubElement(form, _s("Enumeration"))
            where = {"package": "codelist", "class": "Codelist"}
            SubElement(listed, "Ref", {**_maintained(CODED[name]), **where})
        else:
            number = name in ("OBS_VALUE", "OBS_VALUE_HIGH", "RESOLUTION")
            SubElement(form, _s("TextFormat"), textType="Decimal" if number else "String")
    return component


def _flow(parent: Element) -> None:
    flow = SubElement(parent, _s("Dataflow"), _maintained(FLOW))
    _named(flow, "Figures on intellectual property", "知识产权数据")
    structure = SubElement(flow, _s("Structure"))
    SubElement(structure, "Ref", {**_maintained(FLOW), "package": "datastructure", "class": "DataStructure"})
