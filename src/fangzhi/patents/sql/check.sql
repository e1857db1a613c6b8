-- One pass over a source: every cell read into its type, and for every row the reasons why it is refused, one bit
-- each in the order of data/faults.toml. {source} gives every field as text; empty cells are NULL.
WITH numbered AS (
    SELECT *,
        CASE WHEN is_plain
             THEN replace(application_number, '.', '')
             ELSE regexp_replace(
                 upper(translate(application_number,
                     '０１２３４５６７８９ＸＺＬＣＮｘｚｌｃｎ．·。 -－　' || chr(9), '0123456789XZLCNxzlcn.')),
                 '^(CN)?(ZL)?|\.', '', 'g')
        END AS bare
    FROM (SELECT *, regexp_full_match(application_number, '(\d{{12}}|\d{{8}})\.[\dX]') AS is_plain,
            ipc_main IS NULL AND regexp_full_match(ipc, '([A-H][0-9]{{2}}[A-Z][0-9]{{1,4}}/[0-9]{{2,6}};?)+') AS has_plain_classes,
            -- An event with a second day in it: its parts are divided by something else than a semicolon.
            CASE WHEN strlen(events) > 24 THEN regexp_matches(events,
                '[^;；|\s][\s,，、]+\d{{4}}[-/.年]\d{{1,2}}[-/.月]\d{{1,2}}日?\s') END AS runs_on,
            coalesce(application_number, application_date, title, applicants) IS NULL AS is_blank
        FROM ({source}))
), typed AS (
    SELECT *,
        CASE WHEN is_plain THEN true ELSE regexp_full_match(coalesce(bare, ''), '(\d{{12}}|\d{{8}})[\dX]?') END AS number_known,
        length(bare) >= 12 AS new_form,
        TRY_CAST(left(bare, CASE WHEN length(bare) >= 12 THEN 12 ELSE 8 END) AS BIGINT) AS patent_id,
        day_of(application_date) AS filed,
        day_of(publication_date) AS published,
        day_of(grant_date) AS granted,
        day_of(as_of) AS stated_as_of,
        {type} AS stated_type,
        TRY_CAST(left(events, 10) AS DATE) AS first_day,
        CASE WHEN has_plain_classes THEN ipc WHEN ipc_main IS NULL THEN symbols_of(ipc)
             ELSE main_first(symbols_of(ipc_main), symbols_of(ipc)) END AS symbols,
        name_of(applicants) AS names,
        starts_with(applicants, '[{{') OR starts_with(applicants, '{{') AS holds_objects,
        CASE WHEN deleted IS NULL THEN false ELSE told(deleted) END AS deletes,
        CASE WHEN synthetic IS NULL THEN false WHEN synthetic = 'true' THEN true ELSE told(synthetic) END AS is_synthetic
    FROM numbered
), told AS (
    SELECT *,
        -- What a record says, whatever file and format it came in; an empty cell is an empty part.
        concat({printed}, chr(31), patent_id, chr(31), epoch_days(filed), chr(31), epoch_days(published), chr(31),
            epoch_days(granted), chr(31) || symbols, chr(31) || names, chr(31), is_synthetic, chr(31), deletes) AS said,
        check_digit(patent_id) AS check_wanted,
        CASE CASE WHEN new_form THEN patent_id // 10000000 % 10 ELSE patent_id // 100000 % 10 END
             WHEN 1 THEN 'invention' WHEN 8 THEN 'invention' WHEN 2 THEN 'utility_model'
             WHEN 9 THEN 'utility_model' WHEN 3 THEN 'design' END AS own_type,
        CASE WHEN new_form THEN patent_id // 100000000
             WHEN patent_id // 1000000 >= 85 THEN 1900 + patent_id // 1000000
             ELSE 2000 + patent_id // 1000000 END AS number_year,
        -- Most events are a plain day and its words; the others are taken apart.
        CASE WHEN first_day IS NOT NULL AND events[11] = ' ' AND NOT (contains(events, ';')
                 OR contains(events, '；') OR contains(events, '|') OR contains(events, chr(10)))
             THEN [event_of(first_day, substr(events, 12))]
             WHEN regexp_full_match(events, '\d{{4}}-\d{{2}}-\d{{2}} [^;；|\n]+(;\d{{4}}-\d{{2}}-\d{{2}} [^;；|\n]+)*')
             THEN list_sort(list_transform(string_split(events, ';'),
                 lambda e: event_of(TRY_CAST(left(e, 10) AS DATE), substr(e, 12))))
             WHEN events IS NOT NULL THEN list_sort(list_transform(
            list_filter(list_transform(parts_of(events), lambda e: trim(e, ' 　')), lambda e: e <> ''),
            lambda e: CASE WHEN TRY_CAST(left(e, 10) AS DATE) IS NOT NULL AND e[11] = ' '
                THEN event_of(TRY_CAST(left(e, 10) AS DATE), substr(e, 12))
                ELSE event_of(day_of(regexp_extract(e, '^\D*?(\d{{4}}\D?\d{{1,2}}\D?\d{{1,2}}日?)', 1)),
                              trim(regexp_replace(e, '\d{{4}}\D?\d{{1,2}}\D?\d{{1,2}}日?', ''))) END))
        END AS legal
    FROM typed
), named AS (
    SELECT *,
        CASE WHEN own_type = 'design' OR symbols IS NULL THEN NULL
             WHEN contains(symbols, ';') THEN list_filter(string_split(symbols, ';'), lambda s: s <> '')
             ELSE [symbols] END AS classes,
        CASE WHEN contains(names, ';') OR contains(names, '；') OR starts_with(names, '[')
             THEN list_transform(list_filter(parts_of(names), lambda n: trim(n) <> ''),
                 lambda n, i: {{'name': trim(n), 'kind': {kind_of_many}}}) END AS people
    FROM (SELECT *, CASE WHEN contains(applicant_kinds, ';') THEN parts_of(applicant_kinds) END AS kinds FROM told)
), led AS (
    SELECT *,
        CASE WHEN people IS NULL THEN names ELSE people[1].name END AS first_applicant,
        CASE WHEN people IS NULL THEN {kind_of_one} ELSE people[1].kind END AS applicant_kind
    FROM named
), checked AS (
    SELECT *,
        CASE WHEN is_blank THEN {blank} ELSE fault(0, NOT number_known)
        + fault(1, number_known AND length(bare) IN (9, 13) AND right(bare, 1) <> check_wanted)
        + fault(2, number_known AND (own_type IS NULL OR (type IS NOT NULL AND stated_type IS DISTINCT FROM own_type)))
        + fault(15, as_of IS NOT NULL AND coalesce(stated_as_of > DATE '{today}', true))
        + fault(26, deletes IS NULL)
        + fault(27, is_synthetic IS NULL)
        + CASE WHEN coalesce(deletes, false) THEN fault(15, coalesce(stated_as_of, filed) IS NULL AND as_of IS NULL) ELSE
            fault(3, filed IS NULL OR filed NOT BETWEEN DATE '1985-04-01' AND DATE '{today}')
            + fault(4, number_known AND number_year < year(filed) AND filed <= DATE '{today}')
            + fault(5, publication_date IS NOT NULL
                AND (published IS NULL OR published < filed OR published > DATE '{today}'))
            + fault(6, grant_date IS NOT NULL AND (granted IS NULL OR granted > DATE '{today}'))
            + fault(7, granted < filed)
            + fault(8, title IS NULL OR strlen(title) > 6000)
            + fault(9, own_type IS NOT NULL AND symbols IS NOT NULL AND NOT CASE WHEN has_plain_classes AND own_type <> 'design' THEN true WHEN own_type = 'design'
                THEN regexp_full_match(symbols, '(LOC[^0-9]*)?\d{{2}}-\d{{2}}(;.*)?')
                ELSE regexp_full_match(symbols, '([A-H][0-9]{{2}}[A-Z]([0-9]{{1,4}}(/[0-9]{{2,6}})?)?;?)+') END)
            + fault(10, first_applicant IS NULL AND NOT coalesce(holds_objects, false))
            + fault(11, contains(said, '�') OR contains(said, chr(0)))
            + fault(12, len(legal) > 0 AND legal[-1].day IS NULL AND NOT starts_with(events, '[{{') AND NOT starts_with(events, '{{'))
            + fault(13, NOT regexp_full_match(agency_code, '\d{{5}}'))
            + fault(14, NOT regexp_full_match(pct_number, 'PCT/?[A-Z]{{2}}(\d{{4}}|\d{{2}})/?\d{{5,6}}'))
            + fault(16, (first_applicant IS NOT NULL AND applicant_kind IS NULL) OR list_bool_or(list_transform(people, lambda p: p.kind IS NULL)))
            + fault(17, strlen(abstract) > 300000)
            + fault(24, legal[-1].day > DATE '{today}' OR legal[1].day < filed)
            + fault(25, CASE WHEN country IS NULL OR country = 'CN' THEN false
                ELSE NOT (regexp_full_match(country, '[A-Za-z]{{2}}') OR country IN ({countries})) END)
            + fault(28, holds_objects)
            + fault(29, starts_with(events, '[{{') OR starts_with(events, '{{'))
            + fault(30, runs_on)
        END END AS fault_bits
    FROM led
)
SELECT
    fault_bits AS faults,
    patent_id,
    left(bare, CASE WHEN new_form THEN 12 ELSE 8 END) || check_wanted AS application_number,
    own_type AS type,
    filed AS application_date,
    publication_number,
    published AS publication_date,
    grant_number,
    granted AS grant_date,
    title,
    abstract,
    coalesce(classes[1], regexp_extract(symbols, '\d{{2}}-\d{{2}}')) AS ipc_main,
    classes AS ipc,
    first_applicant,
    applicant_kind,
    CASE WHEN len(people) > 1 THEN people[2:] END AS others,
    address,
    upper(country) AS country,
    region_code,
    {head} AS head,
    agency,
    agency_code,
    pct_number IS NOT NULL OR (CASE WHEN new_form THEN patent_id // 10000000 % 10 ELSE patent_id // 100000 % 10 END) >= 8 AS pct,
    pct_number,
    legal AS events,
    coalesce(stated_as_of, greatest(filed, published, granted, legal[-1].day)) AS as_of,
    is_synthetic AS synthetic,
    deletes AS deleted,
    ('0x' || left(sha1(said), 16))::UBIGINT AS digest,
    CASE WHEN fault_bits > 0 THEN to_json({{{raw}}})::VARCHAR END AS raw
FROM checked
