-- Enterprises whose first patent was granted in a year (zero-patent enterprises eliminated), by province and in the
-- country (000000). The first is the first anywhere: who held a patent from another province has none to gain here.
WITH granted AS (
    SELECT DISTINCT first_applicant, coalesce(province, '') AS region, year(grant_date) AS year
    FROM patent
    WHERE country = 'CN' AND applicant_kind = 'enterprise' AND grant_date IS NOT NULL
), debut AS (
    SELECT first_applicant, min(year) AS year FROM granted GROUP BY first_applicant
)
SELECT region, year, count(*) AS enterprises
FROM granted SEMI JOIN debut USING (first_applicant, year)
WHERE region <> ''
GROUP BY ALL
UNION ALL
SELECT '000000', year, count(*) FROM debut GROUP BY ALL
ORDER BY ALL
