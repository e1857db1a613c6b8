-- How many applications of each type a first applicant filed in a year and province. The expensive step of counting
-- applicants is taken once: every count of applicants, in a province or the country, of a type or of all, is read
-- off these rows. RECORDS is a table like `patent`; `key` only makes applicants quick to find.
SELECT hash(applicant) AS key, *
FROM (
    SELECT first_applicant AS applicant, coalesce(province, '') AS province, year(application_date) AS year,
           count_if(type = 'invention')::INTEGER AS invention,
           count_if(type = 'utility_model')::INTEGER AS utility_model, count_if(type = 'design')::INTEGER AS design
    FROM {records}
    WHERE country = 'CN'
    GROUP BY ALL
)
