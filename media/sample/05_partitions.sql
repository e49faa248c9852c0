-- There is no DEFAULT partition for loans, payments and readings, on purpose. It would hide that a month is missing;
-- adding that month later would have to scan it under ACCESS EXCLUSIVE, and would fail once it holds rows of the
-- month; and DETACH CONCURRENTLY refuses to work beside one. A row outside the prepared months is an error, and this
-- function, run by a schedule, prepares the coming ones. (marts.mart_daily_payments shows a list with a DEFAULT.)
--
-- The bounds name UTC: a bare date would mean midnight of the session's time zone, and partitions made in sessions of
-- different zones would overlap.
CREATE FUNCTION core.add_partitions(parent regclass, step text, first_day date, last_day date) RETURNS integer
    LANGUAGE plpgsql
    SET search_path = ''
    AS $$
DECLARE
    width   interval := CASE step WHEN 'quarter' THEN interval '3 months' ELSE interval '1 month' END;
    pattern text := CASE step WHEN 'quarter' THEN '_YYYY_"q"Q' ELSE '_YYYY_MM' END;
    bound   text := 'YYYY-MM-DD "00:00:00+00"';
    lower   date := date_trunc(step, first_day::timestamp)::date;
    home    text;
    stem    text;
    name    text;
    added   integer := 0;
BEGIN
    IF step NOT IN ('month', 'quarter') THEN
        RAISE EXCEPTION 'step is "%", it must be month or quarter.', step;
    END IF;
    SELECT n.nspname, c.relname INTO home, stem
      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE c.oid = parent;
    WHILE lower <= last_day LOOP
        name := stem || to_char(lower, pattern);
        IF to_regclass(format('%I.%I', home, name)) IS NULL THEN
            EXECUTE format('CREATE TABLE %I.%I PARTITION OF %s FOR VALUES FROM (%L) TO (%L)',
                           home, name, parent, to_char(lower, bound), to_char(lower + width, bound));
            added := added + 1;
        END IF;
        lower := (lower + width)::date;
    END LOOP;
    RETURN added;
END
$$;
COMMENT ON FUNCTION core.add_partitions(regclass, text, date, date) IS
    'Creates the missing partitions (step is month or quarter) from the first to the last day, and counts them';

-- Two years of history, the current period and the coming ones.
SELECT core.add_partitions('core.loans', 'quarter',
                           (pg_temp.today() - interval '2 years')::date,
                           (pg_temp.today() + interval '6 months')::date);

SELECT core.add_partitions('core.payments', 'month',
                           (pg_temp.today() - interval '2 years')::date,
                           (pg_temp.today() + interval '3 months')::date);
