-- The rows that are left against the store: `fate` goes on, and `gone` takes the numbers whose standing record goes.
-- A row of a later day changes its record, or takes it out; one of the same day must say the same.
CREATE OR REPLACE TEMP TABLE met AS
SELECT file, row, new.patent_id,
    CASE WHEN deleted THEN CASE WHEN old.as_of > new.as_of THEN 'older'
                                WHEN old.as_of IS NULL AND withdrawn.as_of >= new.as_of THEN 'same'
                                ELSE 'withdraw' END
         WHEN withdrawn.as_of >= new.as_of THEN 'older'
         WHEN old.as_of IS NULL THEN 'new'
         WHEN old.digest = new.digest AND new.as_of <= old.as_of THEN 'same'
         WHEN new.as_of > old.as_of THEN 'changed'
         WHEN new.as_of < old.as_of THEN 'older'
         ELSE 'conflict' END AS what,
    old.as_of IS NOT NULL AS stands
FROM (SELECT file, row, patent_id, as_of, digest, deleted FROM sound ANTI JOIN fate USING (file, row)) AS new
LEFT JOIN standing AS old USING (patent_id)
LEFT JOIN standing_withdrawn AS withdrawn USING (patent_id);

INSERT INTO fate SELECT file, row, what FROM met WHERE what <> 'new';

INSERT INTO gone SELECT patent_id FROM met WHERE stands AND what IN ('changed', 'withdraw');
