-- What the index holds of a record: title, abstract and applicants with a break between them; days as
-- numbers that sort like days (20130708, 0 for none); keys with blanks between them: the application number as its
-- key, publications without kind letter, every level of every class (of a design its Locarno class), divisions
-- from province to county or, abroad, the letters of the country.
SELECT
    patent_id,
    concat(title, '{break}', abstract, '{break}',
        array_to_string(list_transform(applicants, lambda one: one.name), '{break}')) AS text,
    concat_ws(' ', patent_id, regexp_replace(publication_number, '[A-Z][0-9]?$', ''),
        regexp_replace(grant_number, '[A-Z][0-9]?$', ''),
        regexp_replace(upper(pct_number), '[^A-Z0-9]', '', 'g')) AS numbers,
    CASE WHEN ipc IS NULL THEN concat_ws(' ', left(ipc_main, 2), ipc_main)
        ELSE array_to_string(list_transform(ipc, lambda one: concat_ws(' ', left(one, 1), left(one, 3),
            left(one, 4), split_part(one, '/', 1), one)), ' ') END AS classes,
    CASE WHEN ipc IS NULL THEN coalesce(left(ipc_main, 2), '')
        ELSE array_to_string(list_distinct(list_transform(ipc, lambda one: left(one, 4))), ' ') END AS subclasses,
    CASE WHEN country = 'CN' THEN concat_ws(' ', province, prefecture, county) ELSE country END AS places,
    type,
    coalesce(province, CASE WHEN country <> 'CN' THEN country ELSE '' END) AS province,
    coalesce(prefecture, '') AS prefecture,
    year(application_date)::INTEGER AS year,
    strftime(application_date, '%Y%m%d')::INTEGER AS filed,
    coalesce(strftime(grant_date, '%Y%m%d')::INTEGER, 0) AS granted,
    coalesce(strftime(list_max(list_transform(in_force, lambda one: one.until)), '%Y%m%d')::INTEGER, 0) AS until
FROM patent
