"""Pages of the patent database (专利库): overview, search, one patent, an applicant, saved searches."""
