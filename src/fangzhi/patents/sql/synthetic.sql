-- Synthetic records, every value drawn from the hash of the record's place and the seed. Tables beside it:
-- cell(g, serial, n, year, type, kind_digit), place(type, slot, region, address, short),
-- class(slot, subclass, section), word (one row of lists), word_of(section, things, parts).
WITH drawn AS (
    SELECT *, (hash(g, {seed}) >> 1)::BIGINT AS a, (hash(g, {seed}, 1) >> 1)::BIGINT AS b,
        (hash(g, {seed}, 2) >> 1)::BIGINT AS c, (hash(g, {seed}, 3) >> 1)::BIGINT AS d
    FROM cell
), dated AS (
    SELECT *,
        make_date(year::INTEGER, 1, 1)
            + (first_day + (last_day - first_day) * (serial - 1) // n)::INTEGER AS application_date,
        (a % 100) < 8 AS abroad,
        CASE WHEN a // 100 % 100 < enterprise THEN 'enterprise'
             WHEN a // 100 % 100 < enterprise + university THEN 'university'
             WHEN a // 100 % 100 < enterprise + university + 5 THEN 'institute'
             WHEN a // 100 % 100 < enterprise + university + 7 THEN 'government'
             ELSE 'individual' END AS kind,
        -- Few applicants file much and many file little.
        floor(20000 * pow((b % 1000003) / 1000003.0, 3))::INTEGER AS rank
    FROM drawn
), placed AS (
    SELECT dated.*, place.region, place.address, place.short, class.subclass, other.subclass AS other_subclass,
        CASE WHEN dated.type = 'design' THEN 'S' ELSE class.section END AS section,
        dated.type <> 'design' AND a // 10000 % 100 < CASE WHEN abroad THEN 60 ELSE 1 END AS pct,
        CASE WHEN dated.type = 'invention' THEN a // 1000000 % 100 < 48 ELSE true END AS granted,
        application_date + CASE dated.type
            WHEN 'invention' THEN 700 + (c % 900)::INTEGER
            WHEN 'utility_model' THEN 150 + (c % 260)::INTEGER
            ELSE 120 + (c % 200)::INTEGER END AS grant_day,
        application_date + 180 + (c // 1000 % 370)::INTEGER AS publication_day
    FROM dated
    JOIN place ON place.type = dated.type AND place.slot = a // 100000000 % {slots}
    JOIN class ON class.slot = b // 1000003 % {slots}
    JOIN class AS other ON other.slot = c // 1000003 % {slots}
), told AS (
    SELECT placed.*, word.*, things, parts,
        granted AND grant_day < DATE '{until}' AS is_granted,
        type = 'invention' AND publication_day < DATE '{until}' AS is_published,
        adjectives[1 + b // 100000 % len(adjectives)] || things[1 + c // 7 % len(things)] AS thing
    FROM placed JOIN word_of USING (section) CROSS JOIN word
), named AS (
    SELECT *,
        grant_day + CASE WHEN d % 1000 < 3 THEN 1000 ELSE 365 * (2 + d // 1000 % 12)::INTEGER END AS lapse_day,
        parts[1 + d % len(parts)] AS part_1, parts[1 + (d + 3) % len(parts)] AS part_2,
        parts[1 + (d + 7) % len(parts)] AS part_3,
        CASE WHEN abroad
             THEN foreign_firms[1 + rank % len(foreign_firms)] || ' ' || foreign_ends[1 + rank % len(foreign_ends)]
             WHEN kind = 'enterprise'
             THEN short || firms[1 + rank % len(firms)] || firm_ends[1 + rank // 30 % len(firm_ends)]
                  || trades[1 + rank % len(trades)] || '有限公司'
             WHEN kind = 'university' THEN short || universities[1 + rank % len(universities)]
             WHEN kind = 'institute' THEN short || institutes[1 + rank % len(institutes)]
             WHEN kind = 'government' THEN short || bodies[1 + rank % len(bodies)]
             ELSE surnames[1 + who % len(surnames)] || given[1 + who // 32 % len(given)]
                  || CASE WHEN rank % 3 > 0 THEN given[1 + who // 2048 % len(given)] ELSE '' END
        END AS applicant
    FROM (SELECT *, (hash(rank, short) >> 1)::BIGINT AS who FROM told)
)
SELECT
    CASE WHEN number > 99999999 THEN number::VARCHAR ELSE lpad(number::VARCHAR, 8, '0') END
        || '.' || check_digit(number) AS application_number,
    type,
    application_date,
    CASE WHEN is_published THEN printf('CN1%08d', g) || 'A' END AS publication_number,
    CASE WHEN is_published THEN publication_day END AS publication_date,
    CASE WHEN is_granted THEN 'CN' || type_digit || printf('%08d', g) || grant_letter END AS grant_number,
    CASE WHEN is_granted THEN grant_day END AS grant_date,
    CASE WHEN type = 'design' THEN thing ELSE '一种' || thing
        || CASE WHEN type = 'invention' AND d % 3 = 0 THEN '及其制备方法' WHEN d % 5 = 0 THEN '的控制装置' ELSE '' END
    END AS title,
    {abstract} AS abstract,
    CASE WHEN type = 'design'
         THEN printf('%02d-%02d', 1 + c % 32, 1 + c // 32 % 5)
         ELSE subclass || (1 + b // 10 % 30) || '/' || printf('%02d', b // 300 % 90)
              || CASE WHEN d % 10 < 6 THEN ';' || subclass || (1 + c // 10 % 30) || '/' || printf('%02d', d // 300 % 90)
                      ELSE '' END
              || CASE WHEN d % 10 < 3
                      THEN ';' || other_subclass || (1 + c // 10 % 30) || '/00' ELSE '' END
    END AS ipc,
    applicant || CASE WHEN d // 10 % 100 < 8 THEN ';' || short || firms[1 + d % len(firms)]
        || firm_ends[1 + d // 30 % len(firm_ends)] || '科技有限公司' ELSE '' END AS applicants,
    CASE WHEN abroad THEN 'enterprise' ELSE kind END
        || CASE WHEN d // 10 % 100 < 8 THEN ';enterprise' ELSE '' END AS applicant_kinds,
    CASE WHEN abroad THEN NULL
         ELSE address || roads[1 + d % len(roads)] || (1 + d // 16 % 400) || '号' END AS address,
    CASE WHEN abroad THEN ['JP', 'US', 'DE', 'KR', 'FR', 'CH', 'NL', 'GB', 'SE', 'IT'][1 + least(b % 10, c % 10)]
         ELSE 'CN' END AS country,
    CASE WHEN a // 10 % 100 < 68 THEN agencies[1 + d % len(agencies)] || '专利代理事务所' END AS agency,
    CASE WHEN a // 10 % 100 < 68 THEN coalesce(left(region, 2), '11') || printf('%03d', 1 + d % 600) END AS agency_code,
    CASE WHEN pct THEN printf('PCT/%s%d/%06d',
        CASE WHEN abroad THEN 'US' ELSE 'CN' END, greatest(year, 1994), 1 + g % 999999) END AS pct_number,
    CASE WHEN is_granted AND d // 7 % 100 < lapsing AND lapse_day < DATE '{until}'
         THEN grant_day::VARCHAR || ' 授权;' || lapse_day::VARCHAR || ' '
              || CASE WHEN d % 1000 < 3 THEN '专利权全部无效' WHEN d % 1000 < 9 THEN '放弃专利权' ELSE '未缴年费专利权终止' END
              || CASE WHEN d // 13 % 100 < 2 AND lapse_day + 200 < DATE '{until}'
                      THEN ';' || (lapse_day + 200)::VARCHAR || ' 专利权恢复' ELSE '' END
         WHEN is_granted THEN grant_day::VARCHAR || ' 授权' END AS events,
    true AS synthetic
FROM named
