-- First applicants that WHERE leaves, by KEYS and by the year in which each filed for the first time under them.
-- Their sum up to a year is the number of distinct applicants so far; LATEST is the last year with any filing.
WITH filed AS (
    SELECT {keys} first_applicant, min(year({day})) AS first, max(year({day})) AS last
    FROM patent {joined}
    WHERE {where}
    GROUP BY ALL
)
SELECT {names} first AS year, count(*) AS newcomers, max(max(last)) OVER () AS latest
FROM filed
GROUP BY ALL
ORDER BY ALL
