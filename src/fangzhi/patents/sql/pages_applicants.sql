-- The first applicants with most applications, in all years or in the one asked for.
SELECT first_applicant, any_value(applicant_kind), count(*) AS number
FROM patent
WHERE $year IS NULL OR application_date BETWEEN make_date($year::INTEGER, 1, 1) AND make_date($year::INTEGER, 12, 31)
GROUP BY first_applicant
ORDER BY number DESC, first_applicant
LIMIT 10
