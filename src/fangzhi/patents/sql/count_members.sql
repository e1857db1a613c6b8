-- Which patents belong to which branches of an industry: (patent_id, branch), each once. RECORDS are the patents
-- that are looked at; TERMS are the symbols of the rules, as (rule, branch, key, excludes), a key being a class,
-- subclass, main group or one exact symbol; NARROWED holds them to the keywords of the rules, where that is asked for.
-- A symbol fits a rule when it is included and not excluded; one named exactly is included whatever is excluded
-- around it. A patent belongs to a branch when any of its classes fits any of the branch's rules. CLASSES are the
-- beginnings of all symbols of the rules, three letters each: most classes of most patents are out at once.
WITH looked_at AS NOT MATERIALIZED ({records}), classed AS MATERIALIZED (
    SELECT patent_id, symbol
    FROM (SELECT patent_id, unnest(ipc) AS symbol FROM looked_at)
    WHERE left(symbol, 3) IN ({classes})
), fit AS (
    SELECT symbol, rule, branch
    FROM (
        SELECT symbol, unnest([left(symbol, 3), left(symbol, 4), split_part(symbol, '/', 1), symbol]) AS key
        FROM (SELECT DISTINCT symbol FROM classed)
    ) JOIN ({terms}) AS term(rule, branch, key, excludes) USING (key)
    GROUP BY ALL
    HAVING bool_or(NOT excludes AND contains(key, '/')) OR (bool_or(NOT excludes) AND NOT bool_or(excludes))
)
SELECT DISTINCT patent_id, branch
FROM classed JOIN fit USING (symbol)
{narrowed}
