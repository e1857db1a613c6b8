-- What a snapshot shows beside `patent`: its lists, one row an element. Unnesting as one reads costs less than
-- keeping each list a second time, and the filters on region, type and date reach the table below.

CREATE VIEW status AS
SELECT patent_id, type, applicant_kind, country, region, province, unnest(in_force, recursive := true)
FROM patent;

CREATE VIEW applicant AS
SELECT patent_id, generate_subscripts(applicants, 1) AS position, unnest(applicants, recursive := true),
       type, country, region, province, application_date, grant_date
FROM patent;

CREATE VIEW ipc AS
SELECT patent_id, position, symbol, left(symbol, 1) AS section, left(symbol, 3) AS class,
       left(symbol, 4) AS subclass, type, country, region, province, application_date, grant_date
FROM (
    SELECT patent_id, generate_subscripts(ipc, 1) AS position, unnest(ipc) AS symbol,
           type, country, region, province, application_date, grant_date
    FROM patent
);
