-- The applicants and years that changed: what they filed as it was kept (holder_before), and as it is now
-- (holder_after). EARLIER are the kept rows, which add up; holder_added and holder_removed are what the changed
-- records filed after and before. The table holder keeps the difference alone.
CREATE TEMP TABLE holder AS
SELECT key, applicant, province, year, sum(invention)::INTEGER AS invention,
       sum(utility_model)::INTEGER AS utility_model, sum(design)::INTEGER AS design
FROM (
    FROM holder_added
    UNION ALL
    SELECT key, applicant, province, year, -invention, -utility_model, -design FROM holder_removed
)
GROUP BY ALL
HAVING sum(invention) <> 0 OR sum(utility_model) <> 0 OR sum(design) <> 0;

CREATE TEMP TABLE touched AS SELECT DISTINCT key, year, applicant FROM holder;

CREATE TEMP TABLE holder_before AS
SELECT key, applicant, province, year, sum(invention)::INTEGER AS invention,
       sum(utility_model)::INTEGER AS utility_model, sum(design)::INTEGER AS design
FROM (FROM ({earlier}) WHERE key IN (SELECT key FROM touched)) AS held SEMI JOIN touched USING (year, applicant)
GROUP BY ALL;

CREATE TEMP TABLE holder_after AS
SELECT applicant, province, year, sum(invention) AS invention, sum(utility_model) AS utility_model,
       sum(design) AS design
FROM (FROM holder_before UNION ALL FROM holder)
GROUP BY ALL;
