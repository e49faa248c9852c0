-- Helpers that live as long as this session, so that they leave nothing behind in the database.

-- Nothing that exists is overwritten.
DO $$
BEGIN
    IF to_regclass('core.customers') IS NOT NULL THEN
        RAISE EXCEPTION 'This database already has a table core.customers.'
            USING HINT = 'Load the sample lakehouse into an empty database.';
    END IF;
END
$$;

-- PostgreSQL 12 has gen_random_uuid() in an extension only.
DO $$
BEGIN
    IF to_regprocedure('gen_random_uuid()') IS NULL THEN
        CREATE FUNCTION public.gen_random_uuid() RETURNS uuid
            LANGUAGE sql VOLATILE
            AS 'SELECT md5(random()::text || clock_timestamp()::text)::uuid';
    END IF;
END
$$;

-- How much data: 1 is thousands of rows, 100 is millions.
CREATE FUNCTION pg_temp.scale() RETURNS numeric
    LANGUAGE sql STABLE
    AS $$ SELECT coalesce(nullif(current_setting('lakehouse.scale', true), '')::numeric, 1) $$;

-- The last day of the data. It is today, so that the current month has rows, unless lakehouse.today names a day.
CREATE FUNCTION pg_temp.today() RETURNS date
    LANGUAGE sql STABLE
    AS $$
        SELECT coalesce(nullif(current_setting('lakehouse.today', true), '')::date,
                        (now() AT TIME ZONE 'UTC')::date)
    $$;

-- Midnight UTC of a day, whatever the time zone of the session is.
CREATE FUNCTION pg_temp.at(day date) RETURNS timestamptz
    LANGUAGE sql IMMUTABLE
    AS $$ SELECT day::timestamp AT TIME ZONE 'UTC' $$;

-- A number from 0 to sides - 1 that looks random and is the same in every run. Hash partitioning relies on
-- hashint8extended never changing between versions, so this may too.
CREATE FUNCTION pg_temp.roll(n bigint, salt bigint, sides bigint) RETURNS integer
    LANGUAGE sql IMMUTABLE
    AS $$ SELECT ((hashint8extended(n, salt) % sides + sides) % sides)::integer $$;

CREATE FUNCTION pg_temp.customer_code(n bigint) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$ SELECT 'CUST' || lpad(n::text, greatest(length(n::text), 3), '0') $$;
