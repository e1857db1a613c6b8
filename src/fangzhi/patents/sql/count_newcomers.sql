-- First applicants that WHERE leaves, in the year in which each filed for the first time, by province and in the
-- country (000000). The sum of the newcomers up to a year is the number of distinct applicants so far.
WITH filed AS (
    SELECT first_applicant, coalesce(province, '') AS region, min(year({day})) AS year
    FROM patent
    WHERE {where}
    GROUP BY ALL
)
SELECT region, year, count(*) AS newcomers FROM filed WHERE region <> '' GROUP BY ALL
UNION ALL
SELECT '000000', year, count(*)
FROM (SELECT min(year) AS year FROM filed GROUP BY first_applicant)
GROUP BY ALL
ORDER BY ALL
