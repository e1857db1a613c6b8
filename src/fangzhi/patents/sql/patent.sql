-- Records as readers see them: the columns that are kept, and those that follow from them. ROWS are rows of files.
SELECT patent_id, application_number, type, application_date, publication_number, publication_date, grant_number,
       grant_date, title, abstract, ipc_main, ipc, first_applicant, applicant_kind,
       (1 + coalesce(len(others), 0))::INTEGER AS applicant_count,
       list_prepend({{'name': first_applicant, 'kind': applicant_kind}}, others) AS applicants,
       address, country, region, province, prefecture, county, xpcc, agency, agency_code, pct, pct_number,
       CASE WHEN right(coalesce(grant_number, publication_number), 1) BETWEEN 'A' AND 'Z'
            THEN right(coalesce(grant_number, publication_number), 1)
            ELSE regexp_extract(coalesce(grant_number, publication_number), '([A-Z]\d?)$', 1) END AS publication_kind,
       events, in_force, as_of, source, synthetic, digest
FROM ({rows})
