-- The tables of Musubi.Storage.Postgres, version 1. It may be run again: what is there stays.
-- Run it as the owner of the schema; the application itself needs SELECT, INSERT, UPDATE and DELETE.
-- Two processes may run it at the same time.
SELECT pg_advisory_xact_lock(5571429912311);

CREATE TABLE IF NOT EXISTS musubi_schema (version integer NOT NULL);

INSERT INTO musubi_schema (version) SELECT 1 WHERE NOT EXISTS (SELECT FROM musubi_schema);

-- One short row for each root, rewritten by each append. Its key is the UTF-8 bytes of the root's key, which may hold what is no text to
-- PostgreSQL; a key that is too long for an index ends with its SHA-256. No indexed column changes with an append, apart from keep_bucket
-- once in ten minutes, so that an append changes no index (a heap-only update); the free room in each page is for these.
CREATE TABLE IF NOT EXISTS musubi_roots (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    root bytea NOT NULL UNIQUE,
    epoch bigint NOT NULL,
    sequence bigint NOT NULL,
    snapshot bigint NOT NULL,
    keep_until timestamptz NOT NULL,
    keep_bucket bigint NOT NULL
) WITH (fillfactor = 70);

CREATE INDEX IF NOT EXISTS musubi_roots_keep_bucket ON musubi_roots (keep_bucket);

-- The snapshot and the records after it, each under its sequence number.
CREATE TABLE IF NOT EXISTS musubi_records (
    id bigint NOT NULL,
    sequence bigint NOT NULL,
    data bytea NOT NULL,
    PRIMARY KEY (id, sequence)
);
