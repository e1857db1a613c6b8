-- The check digit of an application number (ZC 0006-2003): weights 2 to 9 and again from 2, modulo 11, 10 is X.
-- An old number has eight digits and the weights 2 to 9.
CREATE OR REPLACE MACRO check_of_12(n) AS (
    n // 100000000000 * 2 + n // 10000000000 % 10 * 3 + n // 1000000000 % 10 * 4
    + n // 100000000 % 10 * 5 + n // 10000000 % 10 * 6 + n // 1000000 % 10 * 7
    + n // 100000 % 10 * 8 + n // 10000 % 10 * 9 + n // 1000 % 10 * 2
    + n // 100 % 10 * 3 + n // 10 % 10 * 4 + n % 10 * 5
) % 11;

CREATE OR REPLACE MACRO check_of_8(n) AS (
    n // 10000000 * 2 + n // 1000000 % 10 * 3 + n // 100000 % 10 * 4 + n // 10000 % 10 * 5
    + n // 1000 % 10 * 6 + n // 100 % 10 * 7 + n // 10 % 10 * 8 + n % 10 * 9
) % 11;

CREATE OR REPLACE MACRO check_digit(n) AS
    ('0123456789X')[1 + CASE WHEN n > 99999999 THEN check_of_12(n) ELSE check_of_8(n) END];

-- A day as sources print it: 2013-05-01, 2013/5/1, 20130501, 2013.05.01, 2013年5月1日, also with a time behind it.
CREATE OR REPLACE MACRO day_of(x) AS coalesce(
    TRY_CAST(x AS DATE),
    try_strptime(rtrim(x, ' 　' || chr(9)), ['%Y%m%d', '%Y.%m.%d', '%Y年%m月%d日'])::DATE,
    TRY_CAST(rtrim(x, '　') AS DATE),
    TRY_CAST(TRY_CAST(x AS TIMESTAMP) AS DATE)
);

-- Yes or no; NULL for any other word.
CREATE OR REPLACE MACRO told(x) AS CASE WHEN lower(x) IN ('1', 'true', 'd', 'yes', '是', '删除') THEN true
    WHEN lower(x) IN ('0', 'false', 'no', '否') THEN false END;

-- A list in one cell, its parts divided by a semicolon, or as JSON.
CREATE OR REPLACE MACRO parts_of(x) AS
    CASE WHEN starts_with(x, '[') THEN TRY_CAST(TRY_CAST(x AS JSON) AS VARCHAR[])
         ELSE string_split(translate(x, '；|' || chr(10), ';;;'), ';') END;

-- Symbols of classes without blanks and editions: H01M 10/0525 (2010.01) becomes H01M10/0525.
CREATE OR REPLACE MACRO symbols_of(x) AS
    CASE WHEN regexp_full_match(x, '[A-Z0-9/;-]*') THEN x
         ELSE regexp_replace(translate(upper(x), '；，,|　 []"' || chr(10), ';;;;'), '\([^)]*\)[A-Z]{0,2}', '', 'g') END;

-- The classes with the main one in front, whatever place it has among the others.
CREATE OR REPLACE MACRO main_first(main, others) AS
    CASE WHEN others IS NULL THEN main
         ELSE rtrim(main || ';' || ltrim(replace(';' || others || ';', ';' || main || ';', ';'), ';'), ';') END;

-- Names as they are compared: full-width brackets and blanks folded, nothing at the ends.
CREATE OR REPLACE MACRO name_of(x) AS
    CASE WHEN regexp_matches(x, '[（）　＆．，]') THEN trim(translate(x, '（）　＆．，', '() &.,')) ELSE x END;

-- The bit of a reason that holds; a condition that cannot be judged does not.
CREATE OR REPLACE MACRO fault(place, holds) AS CASE WHEN holds THEN 1 << place ELSE 0 END;

CREATE OR REPLACE MACRO epoch_days(day) AS coalesce(day - DATE '1970-01-01', 0);
