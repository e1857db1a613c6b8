-- Staged rows as records: the division that the address names, and the legal status folded into times in force.
-- `place` holds what addresses mean, by year; `staged` the rows, each with the file it came from.
-- Where the file has no day of the grant, the event of the grant tells it.
WITH placed AS (
    SELECT staged.* REPLACE (CASE WHEN grant_date IS NULL AND events IS NOT NULL
                                  THEN list_filter(events, lambda e: e.kind = 'grant')[1].day ELSE grant_date END AS grant_date),
        place.country AS home, place.region, place.province, place.prefecture, place.county, place.xpcc,
        {term} AS term_ends
    FROM staged
    LEFT JOIN place ON place.head = coalesce(staged.head, '') AND place.stated = coalesce(staged.region_code, '')
        AND place.abroad = coalesce(staged.country, '')
        AND year(staged.application_date) BETWEEN place.since AND place.until
), turned AS (
    -- The turns between in force and not, the first grant in front; of two turns one way the first counts.
    SELECT *,
        CASE WHEN grant_date IS NULL AND events IS NULL THEN NULL
             WHEN len(events) > 1 OR events[1].kind <> 'grant'
             THEN list_filter(list_filter(
                    list_prepend({{'day': grant_date,
                                   'kind': 'grant', 'words': ''}}, events),
                    lambda e: e.day IS NOT NULL AND e.kind <> 'other'),
                lambda e, i: i = 1 OR e.kind <> 'grant')
             ELSE NULL END AS turns
    FROM placed
), folded AS (
    SELECT *,
        CASE WHEN turns IS NOT NULL THEN list_filter(turns, lambda e, i: i = 1 OR
            (e.kind IN ('grant', 'restoration')) <> (turns[i - 1].kind IN ('grant', 'restoration'))) END AS swings
    FROM turned
)
SELECT
    patent_id, application_number, type, application_date, publication_number, publication_date, grant_number,
    grant_date, title, abstract, ipc_main, ipc, first_applicant, applicant_kind, others, address,
    coalesce(home, 'CN') AS country, region, province, prefecture, county, coalesce(xpcc, false) AS xpcc, agency,
    agency_code, pct, pct_number, events,
    CASE WHEN swings IS NULL THEN
              CASE WHEN grant_date < term_ends
                   THEN [{{'since': grant_date, 'until': term_ends, 'ended_by': 'expired'}}] ELSE [] END
         WHEN swings[1].kind NOT IN ('grant', 'restoration') THEN []
         ELSE list_filter(list_transform(
                list_filter(swings, lambda e: e.kind IN ('grant', 'restoration')),
                lambda e, i: {{'since': e.day, 'until': least(coalesce(swings[2 * i].day, term_ends), term_ends),
                    'ended_by': CASE WHEN coalesce(swings[2 * i].day >= term_ends, true) THEN 'expired' ELSE
                        CASE swings[2 * i].kind WHEN 'lapse' THEN 'lapsed' WHEN 'abandonment' THEN 'abandoned'
                            WHEN 'invalidation' THEN 'invalidated' ELSE 'expired' END END}}),
              lambda t: t.since < t.until) END AS in_force,
    as_of, source, synthetic, digest
FROM folded
