-- One file of a snapshot: the base, or a delta over it. {file} is the name under which the file is attached.
-- Rows lie by region, type and application date; What follows from
-- other columns is not kept: patent.sql adds it. docs/en/patents.md says what every column means.

CREATE TABLE {file}.patent (
    patent_id          BIGINT NOT NULL,
    application_number VARCHAR USING COMPRESSION zstd NOT NULL,  -- INID 21
    type               VARCHAR NOT NULL,    -- invention · utility_model · design
    application_date   DATE NOT NULL,       -- INID 22
    publication_number VARCHAR,             -- INID 11, of the application
    publication_date   DATE,                -- INID 43
    grant_number       VARCHAR USING COMPRESSION zstd,  -- INID 11, of the granted patent
    grant_date         DATE,                -- INID 45
    title              VARCHAR NOT NULL,    -- INID 54
    abstract           VARCHAR USING COMPRESSION zstd,  -- INID 57
    ipc_main           VARCHAR,             -- INID 51, first class
    ipc                VARCHAR[],
    first_applicant    VARCHAR NOT NULL,    -- INID 71/73
    applicant_kind     VARCHAR NOT NULL,    -- of the first applicant
    others             STRUCT(name VARCHAR, kind VARCHAR)[],  -- the applicants after the first
    address            VARCHAR USING COMPRESSION zstd,
    country            VARCHAR NOT NULL,
    region             VARCHAR,
    province           VARCHAR,
    prefecture         VARCHAR,
    county             VARCHAR,
    xpcc               BOOLEAN NOT NULL,
    agency             VARCHAR,             -- INID 74
    agency_code        VARCHAR,
    pct                BOOLEAN NOT NULL,
    pct_number         VARCHAR,             -- INID 86
    events             STRUCT(day DATE, kind VARCHAR, words VARCHAR)[],
    in_force           STRUCT(since DATE, until DATE, ended_by VARCHAR)[],
    as_of              DATE NOT NULL,
    source             VARCHAR NOT NULL,
    synthetic          BOOLEAN NOT NULL,
    digest             UBIGINT NOT NULL
);

-- Records of earlier files that this file replaces or takes out, with what counts read of them, so that a count is
-- brought up to date without looking for them.
CREATE TABLE {file}.gone (
    patent_id          BIGINT NOT NULL,
    country            VARCHAR,
    province           VARCHAR,
    type               VARCHAR,
    applicant_kind     VARCHAR,
    pct                BOOLEAN,
    application_date   DATE,
    grant_date         DATE,
    in_force           STRUCT(since DATE, until DATE, ended_by VARCHAR)[],
    first_applicant    VARCHAR
);

-- Numbers whose record was deleted, and as of which day: an older record that arrives later stays out.
CREATE TABLE {file}.withdrawn (patent_id BIGINT NOT NULL, as_of DATE NOT NULL);
