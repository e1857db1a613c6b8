-- In force at the end of every month from FIRST to LAST, by province (000000: all that WHERE leaves) and type.
-- A time in force adds one in the month in which it begins and takes one away in that in which it ends: the sum of
-- these steps up to a month is what a join of every time with every month would count, at the cost of one pass.
WITH stay AS (
    SELECT coalesce(province, '') AS province, type, unnest(in_force) AS span FROM patent WHERE {where}
), step AS (
    SELECT province, type, month, sum(change) AS change
    FROM (
        SELECT province, type, date_trunc('month', span.since) AS month, 1 AS change FROM stay
        UNION ALL
        SELECT province, type, date_trunc('month', span.until), -1 FROM stay
    )
    GROUP BY ALL
), summed AS (
    SELECT CASE WHEN grouping(province) = 1 THEN '000000' ELSE province END AS region,
           CASE WHEN grouping(type) = 1 THEN 'all' ELSE type END AS type,
           greatest(month, DATE {first}) AS month, sum(change) AS change
    FROM step
    WHERE month <= DATE {last}
    GROUP BY GROUPING SETS (
        (province, type, greatest(month, DATE {first})), (province, greatest(month, DATE {first})),
        (type, greatest(month, DATE {first})), (greatest(month, DATE {first}))
    )
), cell AS (
    SELECT region, type, month
    FROM (SELECT DISTINCT region, type FROM summed WHERE region <> ''),
         (SELECT unnest(generate_series(DATE {first}, DATE {last}, INTERVAL 1 MONTH))::DATE AS month)
)
SELECT region, type, strftime(month, '%Y-%m') AS month,
       coalesce(sum(change) OVER (PARTITION BY region, type ORDER BY month), 0)::BIGINT AS in_force
FROM cell LEFT JOIN summed USING (region, type, month)
ORDER BY ALL
