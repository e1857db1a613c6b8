-- What records add to the years of their province and type: one row a province, type and year. Tallies add up and
-- can be subtracted, so a change of records is a difference of two tallies. RECORDS is a table like `patent`.
-- Domestic records alone; `province` is '' where the address does not say.
-- Applications count in the year of filing, grants in the year of announcement. What is in force changes in the
-- years in which a time in force begins and ends: the sum of the changes up to a year is the stock at its end.
-- A patent is maintained for five years from the fifth anniversary of its filing on.
WITH record AS NOT MATERIALIZED (
    SELECT coalesce(province, '') AS province, type, applicant_kind, pct, application_date, grant_date, in_force
    FROM {records}
    WHERE country = 'CN'
), stay AS MATERIALIZED (
    SELECT province, type, fifth, since, until, count(*) AS n
    FROM (
        SELECT province, type, year(application_date) + 5 AS fifth,
               year(span.since) AS since, year(span.until) AS until
        FROM (SELECT province, type, application_date, unnest(in_force) AS span FROM record)
    )
    GROUP BY ALL
), moved AS (
    SELECT province, type, year(application_date) AS year, count(*) AS applications, 0 AS grants,
           0 AS in_force, 0 AS in_force_5y, count_if(pct) AS pct, count_if(applicant_kind <> 'individual') AS service,
           count_if(applicant_kind = 'enterprise') AS enterprise, count_if(applicant_kind = 'university') AS university,
           count_if(applicant_kind = 'institute') AS institute, count_if(applicant_kind = 'individual') AS individual
    FROM record
    GROUP BY ALL
    UNION ALL
    SELECT province, type, year(grant_date), 0, count(*), 0, 0, 0, 0, 0, 0, 0, 0
    FROM record
    WHERE grant_date IS NOT NULL
    GROUP BY ALL
    UNION ALL
    SELECT province, type, since, 0, 0, n, 0, 0, 0, 0, 0, 0, 0 FROM stay
    UNION ALL
    SELECT province, type, until, 0, 0, -n, 0, 0, 0, 0, 0, 0, 0 FROM stay
    UNION ALL
    SELECT province, type, greatest(since, fifth), 0, 0, 0, n, 0, 0, 0, 0, 0, 0 FROM stay WHERE fifth < until
    UNION ALL
    SELECT province, type, until, 0, 0, 0, -n, 0, 0, 0, 0, 0, 0 FROM stay WHERE fifth < until
)
SELECT province, type, year, sum(applications)::BIGINT AS applications, sum(grants)::BIGINT AS grants,
       sum(in_force)::BIGINT AS in_force, sum(in_force_5y)::BIGINT AS in_force_5y, sum(pct)::BIGINT AS pct,
       sum(service)::BIGINT AS service, sum(enterprise)::BIGINT AS enterprise, sum(university)::BIGINT AS university,
       sum(institute)::BIGINT AS institute, sum(individual)::BIGINT AS individual
FROM moved
GROUP BY ALL
