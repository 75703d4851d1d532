CREATE SCHEMA regions;

CREATE TABLE regions.federal_district (
    code    text NOT NULL PRIMARY KEY,
    name    text NOT NULL,
    capital text NOT NULL
);

CREATE TABLE regions.region (
    code             text NOT NULL PRIMARY KEY,
    name             text NOT NULL,
    short_name       text NOT NULL,
    kind             text NOT NULL,
    federal_district text REFERENCES regions.federal_district,
    oktmo_prefix     text NOT NULL,
    okato_prefix     text NOT NULL,
    iso_code         text,
    capital          text NOT NULL,
    time_zone        text NOT NULL,
    plate_code       text NOT NULL,
    CONSTRAINT region_code_check CHECK (code ~ '^[0-9]{2}$'),
    CONSTRAINT region_oktmo_prefix_key UNIQUE (oktmo_prefix)
);

CREATE TABLE regions.dictionary (
    name   text NOT NULL PRIMARY KEY,
    title  text NOT NULL,
    source text NOT NULL
);

CREATE TABLE regions.dictionary_item (
    dictionary text NOT NULL REFERENCES regions.dictionary,
    code       text NOT NULL,
    title      text NOT NULL,
    "group"    text,
    valid_from date,
    valid_to   date,
    PRIMARY KEY (dictionary, code)
);

GRANT USAGE ON SCHEMA regions TO efs_service;
GRANT SELECT ON ALL TABLES IN SCHEMA regions TO efs_service;
