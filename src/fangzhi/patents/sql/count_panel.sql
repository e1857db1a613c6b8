-- The yearly panel: 31 provinces and the country × years × all types and each, zeros included. TALLY is what
-- count_tally gives; REGIONS is the list of codes of the provinces and 000000, the country, which also holds
-- Hong Kong, Macao, Taiwan and what names no province.
WITH summed AS (
    SELECT CASE WHEN grouping(province) = 1 THEN '000000' ELSE province END AS region,
           CASE WHEN grouping(type) = 1 THEN 'all' ELSE type END AS type, year,
           sum(applications) AS applications, sum(grants) AS grants, sum(in_force) AS entered,
           sum(in_force_5y) AS entered_5y, sum(pct) AS pct, sum(service) AS service, sum(enterprise) AS enterprise,
           sum(university) AS university, sum(institute) AS institute, sum(individual) AS individual
    FROM {tally}
    GROUP BY GROUPING SETS ((province, type, year), (province, year), (type, year), (year))
), span AS (
    SELECT min(year) AS first, max(year) AS last FROM {tally} WHERE applications > 0 OR grants > 0
), cell AS (
    SELECT region, type, place, year
    FROM (SELECT unnest({regions}) AS region),
         (VALUES ('all', 0), ('invention', 1), ('utility_model', 2), ('design', 3)) AS kinds(type, place),
         (SELECT unnest(range(first, last + 1)) AS year FROM span)
)
SELECT region, year, type,
       coalesce(applications, 0)::BIGINT AS applications, coalesce(grants, 0)::BIGINT AS grants,
       coalesce(sum(entered) OVER run, 0)::BIGINT AS in_force,
       coalesce(sum(entered_5y) OVER run, 0)::BIGINT AS in_force_5y,
       coalesce(pct, 0)::BIGINT AS pct, coalesce(service, 0)::BIGINT AS service,
       coalesce(enterprise, 0)::BIGINT AS enterprise, coalesce(university, 0)::BIGINT AS university,
       coalesce(institute, 0)::BIGINT AS institute, coalesce(individual, 0)::BIGINT AS individual
FROM cell LEFT JOIN summed USING (region, type, year)
WINDOW run AS (PARTITION BY region, type ORDER BY year)
ORDER BY region, year, place
