-- First applicants, each counted once, and those with a thousand applications or more in the year, by region, type
-- and year. HOLDERS is what count_holders gives. In the country an applicant counts once, whatever provinces it
-- filed from, and its applications of all of them are added up.
WITH holding AS (
    SELECT province AS region, year, invention, utility_model, design, invention + utility_model + design AS together
    FROM {holders}
    WHERE province <> ''
    UNION ALL
    SELECT '000000', year, sum(invention), sum(utility_model), sum(design),
           sum(invention + utility_model + design)
    FROM {holders}
    GROUP BY applicant, year
), counted AS (
    SELECT region, year,
           count_if(together > 0) AS all_filing, count_if(together >= 1000) AS all_thousand,
           count_if(invention > 0) AS inv_filing, count_if(invention >= 1000) AS inv_thousand,
           count_if(utility_model > 0) AS um_filing, count_if(utility_model >= 1000) AS um_thousand,
           count_if(design > 0) AS design_filing, count_if(design >= 1000) AS design_thousand
    FROM holding
    GROUP BY ALL
)
SELECT region, 'all' AS type, year, all_filing AS applicants, all_thousand AS applicants_1000 FROM counted
UNION ALL
SELECT region, 'invention', year, inv_filing, inv_thousand FROM counted
UNION ALL
SELECT region, 'utility_model', year, um_filing, um_thousand FROM counted
UNION ALL
SELECT region, 'design', year, design_filing, design_thousand FROM counted
