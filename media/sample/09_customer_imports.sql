-- Takes over what is NEW and returns how many rows were loaded and rejected. Running it again does no harm: a customer
-- that exists is updated, a row that failed is REJECTED with its reason and is left alone from then on. Two sessions
-- may run it at once: each takes rows that the other has not locked.
CREATE FUNCTION staging.load_customer_imports(only_batch text DEFAULT NULL, OUT loaded integer, OUT rejected integer)
    LANGUAGE plpgsql
    SET search_path = ''
    AS $$
DECLARE
    import record;
    reason text;
BEGIN
    loaded := 0;
    rejected := 0;
    FOR import IN
        SELECT import_id, raw_data FROM staging.customer_imports
         WHERE status = 'NEW' AND (only_batch IS NULL OR batch_id = only_batch)
         ORDER BY imported_at, import_id
           FOR UPDATE SKIP LOCKED
    LOOP
        BEGIN
            reason := NULL;
            -- The id follows from the code, so that loading twice, or elsewhere, gives the same customer.
            INSERT INTO core.customers AS c (customer_id, customer_code, full_name, id_number, phone_number, email,
                                             date_of_birth, address)
            VALUES (md5('import:' || (import.raw_data ->> 'customer_code'))::uuid,
                    import.raw_data ->> 'customer_code',
                    import.raw_data ->> 'full_name',
                    import.raw_data ->> 'id_number',
                    import.raw_data ->> 'phone_number',
                    import.raw_data ->> 'email',
                    (import.raw_data ->> 'date_of_birth')::date,
                    import.raw_data -> 'address')
            ON CONFLICT (customer_code) DO UPDATE
               SET full_name = excluded.full_name, phone_number = excluded.phone_number, email = excluded.email,
                   address = excluded.address, updated_at = now();
            loaded := loaded + 1;
        EXCEPTION
            -- Only what is wrong with the row itself; a full disk or a cancel must stop the whole run.
            WHEN data_exception OR integrity_constraint_violation THEN
                reason := SQLERRM;
                rejected := rejected + 1;
        END;
        UPDATE staging.customer_imports
           SET status = CASE WHEN reason IS NULL THEN 'LOADED' ELSE 'REJECTED' END,
               error_message = reason, attempts = attempts + 1, processed_at = now()
         WHERE import_id = import.import_id;
    END LOOP;
END
$$;
COMMENT ON FUNCTION staging.load_customer_imports(text) IS
    'Loads the NEW rows of staging.customer_imports into core.customers';

-- A batch of today that waits: 200 rows, one in twenty bad in one of three ways.
INSERT INTO staging.customer_imports (import_id, batch_id, source_system, raw_data, imported_at)
SELECT md5('import:' || n)::uuid,
       'crm-' || to_char(pg_temp.today(), 'YYYY-MM-DD'), 'crm',
       jsonb_strip_nulls(jsonb_build_object(
           'customer_code', 'CRM' || lpad(n::text, 4, '0'),
           'full_name', CASE WHEN n % 60 <> 20 THEN 'Imported customer ' || n END,
           'id_number', CASE WHEN n % 60 = 40 THEN '123456789' ELSE 'CRM-' || lpad(n::text, 8, '0') END,
           'phone_number', '08' || lpad(n::text, 8, '0'),
           'email', 'crm' || n || '@example.com',
           'date_of_birth', CASE WHEN n % 60 = 0 THEN '1990-02-31' ELSE to_char(DATE '1970-01-01' + n * 37, 'YYYY-MM-DD') END,
           'address', jsonb_build_object('city', 'Huế', 'district', 'Phú Hội', 'postal_code', '49000'))),
       pg_temp.at(pg_temp.today())
  FROM generate_series(1, 200) AS n;

-- Yesterday's batch, as the function left it.
INSERT INTO staging.customer_imports (import_id, batch_id, source_system, raw_data, status, attempts, error_message,
                                      imported_at, processed_at)
SELECT md5('import:done:' || n)::uuid,
       'crm-' || to_char(pg_temp.today() - 1, 'YYYY-MM-DD'), 'crm',
       jsonb_build_object('customer_code', c.customer_code, 'full_name', c.full_name, 'id_number', c.id_number,
                          'phone_number', c.phone_number, 'email', c.email, 'address', c.address,
                          'date_of_birth', CASE WHEN n = 7 THEN '31.12.'
                                                ELSE to_char(c.date_of_birth, 'YYYY-MM-DD') END),
       CASE WHEN n = 7 THEN 'REJECTED' ELSE 'LOADED' END, 1,
       CASE WHEN n = 7 THEN 'invalid input syntax for type date: "31.12."' END,
       pg_temp.at(pg_temp.today() - 1), pg_temp.at(pg_temp.today() - 1) + interval '10 minutes'
  FROM generate_series(1, 12) AS n
       JOIN core.customers c ON c.customer_code = pg_temp.customer_code(n);
