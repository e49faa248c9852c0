-- Policies. Three things that are easily forgotten:
-- - a policy lets nobody in who has no grant, and a grant shows no row without a policy;
-- - current_setting(…, true) is null when the setting was never made and '' after a SET LOCAL, so both must mean nobody;
-- - the (SELECT …) makes PostgreSQL evaluate the setting once, not once for each row.
-- Set the value inside a transaction: SELECT set_config('app.current_customer_id', '…', true). Whoever can run SQL can
-- set it, so this protects against mistakes of an application, not against its user.

ALTER TABLE core.customers ENABLE ROW LEVEL SECURITY;
-- Without FORCE the owner of the table would pass every policy.
ALTER TABLE core.customers FORCE ROW LEVEL SECURITY;

CREATE POLICY owner_maintains ON core.customers TO CURRENT_USER USING (true) WITH CHECK (true);

ALTER TABLE marts.mart_customer_360 ENABLE ROW LEVEL SECURITY;

DO $$
BEGIN
    IF to_regrole('lakehouse_app_user') IS NOT NULL THEN
        CREATE POLICY customer_own_data ON core.customers TO lakehouse_app_user
            USING (customer_id = (SELECT nullif(current_setting('app.current_customer_id', true), '')::uuid))
            WITH CHECK (customer_id = (SELECT nullif(current_setting('app.current_customer_id', true), '')::uuid));
        CREATE POLICY branch_own_customers ON marts.mart_customer_360 FOR SELECT TO lakehouse_app_user
            USING (branch = (SELECT current_setting('app.branch', true)));
    END IF;
    IF to_regrole('lakehouse_read_only') IS NOT NULL THEN
        CREATE POLICY read_only_all ON core.customers FOR SELECT TO lakehouse_read_only USING (true);
    END IF;
    IF to_regrole('lakehouse_analyst') IS NOT NULL THEN
        CREATE POLICY analysts_see_all ON marts.mart_customer_360 FOR SELECT TO lakehouse_analyst USING (true);
    END IF;
    IF to_regrole('lakehouse_etl_user') IS NOT NULL THEN
        CREATE POLICY etl_loads ON core.customers TO lakehouse_etl_user USING (true) WITH CHECK (true);
    END IF;
END
$$;

COMMENT ON POLICY owner_maintains ON core.customers IS 'Whoever loaded the sample keeps working with all rows';
