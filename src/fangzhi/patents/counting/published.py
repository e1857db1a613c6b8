"""Which indicators of the catalogue are counted from the patent database, and the cell behind each."""

from __future__ import annotations

from fangzhi.patents.counting.cells import Cell

PUBLISHED = {
    "patent_applications": ("applications", "all"),
    "invention_applications": ("applications", "invention"),
    "utility_applications": ("applications", "utility_model"),
    "design_applications": ("applications", "design"),
    "service_patent_applications": ("service", "all"),
    "nonservice_patent_applications": ("individual", "all"),
    "enterprise_patent_applications": ("enterprise", "all"),
    "university_patent_applications": ("university", "all"),
    "institute_patent_applications": ("institute", "all"),
    "service_invention_applications": ("service", "invention"),
    "enterprise_invention_applications": ("enterprise", "invention"),
    "university_invention_applications": ("university", "invention"),
    "institute_invention_applications": ("institute", "invention"),
    "patent_grants": ("grants", "all"),
    "invention_grants": ("grants", "invention"),
    "utility_grants": ("grants", "utility_model"),
    "design_grants": ("grants", "design"),
    "patents_in_force": ("in_force", "all"),
    "inventions_in_force": ("in_force", "invention"),
    "utility_patents_in_force": ("in_force", "utility_model"),
    "design_patents_in_force": ("in_force", "design"),
    "inventions_in_force_5y": ("in_force_5y", "invention"),
}
"""Indicator to column and type of the yearly panel. PCT is not among them: records show only the
applications that reached the national phase, and an own count would stand above the official tables."""
_BEHIND = PUBLISHED | {"inventions_per_10k": ("in_force", "invention")}


def cell_behind(indicator: str, region: str, year: int) -> Cell | None:
    """The cell whose records are behind a published figure; None for one that counts no records."""
    if indicator not in _BEHIND:
        return None
    column, kind = _BEHIND[indicator]
    return Cell(column, region, str(year), kind)
