-- Any table of counts: VALUE of the records that meet WHERE, by KEYS. JOINED brings in what a key needs beside
-- the record: the technology field or the branches of an industry. A key that a record does not have is NULL.
SELECT {keys} {value} AS value
FROM patent {joined}
WHERE {where}
GROUP BY ALL
ORDER BY ALL
