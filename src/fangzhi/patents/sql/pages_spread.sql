-- How the records are spread: applications by year of filing, grants by year of their announcement, and what is
-- in force at the end of every year before that of DAY and, without a year, on DAY; each by type and place (province;
-- two letters of a country abroad; empty where unknown).
-- What is in force changes in the years in which times in force begin and end; the sum of the changes up to a year is
-- the stock at its end, as the panel counts it.
WITH one AS (
    SELECT type, coalesce(province, CASE WHEN country <> 'CN' THEN country ELSE '' END) AS place,
        year(application_date)::INTEGER AS filed, year(grant_date)::INTEGER AS granted, in_force
    FROM patent
), stay AS MATERIALIZED (
    SELECT type, place, year(span.since)::INTEGER AS since, year(span.until)::INTEGER AS until,
        span.since <= $day AND $day < span.until AS today, count(*) AS n
    FROM (SELECT type, place, unnest(in_force) AS span FROM one)
    GROUP BY ALL
), flow AS MATERIALIZED (
    SELECT 'applications' AS what, filed AS year, type, place, count(*) AS number FROM one GROUP BY ALL
    UNION ALL
    SELECT 'grants', granted, type, place, count(*) FROM one WHERE granted IS NOT NULL GROUP BY ALL
)
FROM flow
UNION ALL
SELECT 'in_force', ended.year, type, place, sum(n)::BIGINT
FROM stay JOIN (SELECT DISTINCT year FROM flow WHERE year < year($day)) AS ended
    ON stay.since <= ended.year AND ended.year < stay.until
GROUP BY ALL
UNION ALL
SELECT 'in_force', NULL, type, place, sum(n)::BIGINT FROM stay WHERE today GROUP BY ALL
