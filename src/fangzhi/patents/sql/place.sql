-- What the beginnings of addresses mean, for applications filed from one year to another.
CREATE OR REPLACE TEMP TABLE place AS
SELECT * REPLACE (coalesce(head, '') AS head, coalesce(stated, '') AS stated, coalesce(abroad, '') AS abroad)
FROM read_csv({path}, header = false, auto_detect = false, quote = '"', escape = '"', columns = {{
    'head': 'VARCHAR', 'stated': 'VARCHAR', 'abroad': 'VARCHAR', 'since': 'INTEGER', 'until': 'INTEGER',
    'country': 'VARCHAR', 'region': 'VARCHAR', 'xpcc': 'BOOLEAN', 'province': 'VARCHAR', 'prefecture': 'VARCHAR',
    'county': 'VARCHAR'
}});
