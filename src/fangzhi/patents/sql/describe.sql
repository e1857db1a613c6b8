-- What a manifest says of its records. The sums do not depend on the order of the rows or on how they are divided
-- among files: equal records give an equal id.
SELECT count(*),
       count(*) FILTER (synthetic),
       histogram(type),
       min(application_date), max(application_date), min(publication_date), max(publication_date),
       min(grant_date), max(grant_date),
       coalesce(sum(digest), 0)::HUGEINT,
       coalesce(sum((as_of - DATE '1970-01-01') * (digest % 1000003)::BIGINT), 0)::HUGEINT,
       (SELECT coalesce(sum((as_of - DATE '1970-01-01') * (patent_id % 1000003)), 0)::HUGEINT
        FROM (SELECT patent_id, max(as_of) AS as_of FROM ({withdrawn}) GROUP BY ALL))
FROM ({patents})
