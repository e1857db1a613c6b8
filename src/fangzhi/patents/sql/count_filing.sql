-- The applicants counted earlier, with the touched ones as they are now instead of as they were.
CREATE TEMP TABLE filing AS
SELECT region, type, year, sum(applicants)::BIGINT AS applicants, sum(applicants_1000)::BIGINT AS applicants_1000
FROM (
    FROM {before}
    UNION ALL
    FROM filing_after
    UNION ALL
    SELECT region, type, year, -applicants, -applicants_1000 FROM filing_before
)
GROUP BY ALL;
