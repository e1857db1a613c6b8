-- How the records are spread: applications by year of filing, grants by year of their announcement, and what is
-- in force on a day, each by type and place (province; two letters of a country abroad; empty where unknown).
WITH one AS (
    SELECT type, coalesce(province, CASE WHEN country <> 'CN' THEN country ELSE '' END) AS place,
        year(application_date)::INTEGER AS filed, year(grant_date)::INTEGER AS granted,
        coalesce(list_max(list_transform(in_force, lambda time: time.until)) > $day, false) AS stands
    FROM patent
)
SELECT 'applications' AS what, filed AS year, type, place, count(*) AS number FROM one GROUP BY ALL
UNION ALL
SELECT 'grants', granted, type, place, count(*) FROM one WHERE granted IS NOT NULL GROUP BY ALL
UNION ALL
SELECT 'in_force', NULL, type, place, count(*) FROM one WHERE stands GROUP BY ALL
