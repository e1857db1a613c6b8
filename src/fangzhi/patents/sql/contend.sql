-- Numbers that come more than once: the latest state holds. `fate` says of every other row why it is not kept:
-- older (a later state came too), same (an equal row is kept) or two (two contents of the same day).
CREATE OR REPLACE TEMP TABLE double AS
SELECT patent_id FROM sound GROUP BY patent_id HAVING count(*) > 1;

CREATE OR REPLACE TEMP TABLE fate AS
WITH rival AS (
    SELECT file, row, patent_id, as_of, digest FROM sound SEMI JOIN double USING (patent_id)
), newest AS (
    SELECT patent_id, max(as_of) AS as_of FROM rival GROUP BY patent_id
), settled AS (
    SELECT patent_id, as_of, count(DISTINCT digest) AS contents, min((file, row)) AS first
    FROM rival SEMI JOIN newest USING (patent_id, as_of)
    GROUP BY ALL
)
SELECT file, row,
    CASE WHEN rival.as_of < settled.as_of THEN 'older'
         WHEN contents > 1 THEN 'two'
         WHEN (file, row) <> first THEN 'same'
         ELSE 'kept' END AS what
FROM rival JOIN settled USING (patent_id)
WHERE what <> 'kept';
