-- Groups without login, as the lakehouse guide names them. Roles belong to the whole server: those that exist are
-- left as they are, and who may not create roles goes on without them.
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['lakehouse_read_only', 'lakehouse_analyst', 'lakehouse_app_user', 'lakehouse_etl_user'] LOOP
        IF to_regrole(name) IS NULL THEN
            EXECUTE format('CREATE ROLE %I NOLOGIN', name);
        END IF;
    END LOOP;
    GRANT lakehouse_read_only TO lakehouse_analyst;
EXCEPTION
    WHEN insufficient_privilege OR undefined_object THEN
        RAISE NOTICE 'The roles of the sample are not complete: %', SQLERRM;
END
$$;

-- Who reads. A grant covers the tables of today; default privileges cover those to come, but only of the role that
-- sets them. Nothing is granted on partitions: reading one directly would pass the policies of its table.
DO $$
BEGIN
    IF to_regrole('lakehouse_read_only') IS NOT NULL THEN
        GRANT USAGE ON SCHEMA core, marts TO lakehouse_read_only;
        GRANT SELECT ON core.products, core.loans, core.payments, core.customers TO lakehouse_read_only;
        GRANT SELECT ON marts.mart_bioreactor_overview, marts.mart_bioreactor_readings, marts.mart_daily_payments,
                        marts.mart_loan_portfolio, marts.mart_risk_alerts, marts."CampaignKpi" TO lakehouse_read_only;
        ALTER DEFAULT PRIVILEGES IN SCHEMA marts GRANT SELECT ON TABLES TO lakehouse_read_only;
    END IF;
    IF to_regrole('lakehouse_analyst') IS NOT NULL THEN
        GRANT USAGE ON SCHEMA analytics, metadata, marts TO lakehouse_analyst;
        GRANT SELECT ON ALL TABLES IN SCHEMA metadata TO lakehouse_analyst;
        GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA analytics TO lakehouse_analyst;
        GRANT SELECT ON marts.mart_customer_360, marts.mart_branch_customers TO lakehouse_analyst;
        ALTER DEFAULT PRIVILEGES IN SCHEMA analytics GRANT SELECT, INSERT, UPDATE ON TABLES TO lakehouse_analyst;
    END IF;
    IF to_regrole('lakehouse_app_user') IS NOT NULL THEN
        GRANT USAGE ON SCHEMA core, marts TO lakehouse_app_user;
        GRANT SELECT, INSERT, UPDATE ON core.customers TO lakehouse_app_user;
        GRANT SELECT ON core.products TO lakehouse_app_user;
        GRANT SELECT ON marts.mart_customer_360 TO lakehouse_app_user;
    END IF;
    IF to_regrole('lakehouse_etl_user') IS NOT NULL THEN
        GRANT USAGE ON SCHEMA core, analytics, metadata TO lakehouse_etl_user;
        GRANT USAGE, CREATE ON SCHEMA staging, marts TO lakehouse_etl_user;
        GRANT SELECT, INSERT, UPDATE ON core.customers, core.loans, core.payments TO lakehouse_etl_user;
        GRANT SELECT ON core.products TO lakehouse_etl_user;
        GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA staging, analytics, metadata TO lakehouse_etl_user;
    END IF;
END
$$;

-- The job that builds the marts owns them, because only an owner can replace a table. Its views read with its rights.
DO $$
DECLARE
    mart text;
BEGIN
    IF to_regrole('lakehouse_etl_user') IS NULL THEN
        RETURN;
    END IF;
    IF NOT pg_has_role(current_user, 'lakehouse_etl_user', 'USAGE') THEN
        GRANT lakehouse_etl_user TO CURRENT_USER;
    END IF;
    FOR mart IN
        SELECT format('%I.%I', n.nspname, c.relname)
          FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE n.nspname = 'marts' AND c.relkind IN ('r', 'p', 'v', 'm') AND c.relname <> 'CampaignKpi'
         ORDER BY c.relispartition, c.relname
    LOOP
        EXECUTE format('ALTER TABLE %s OWNER TO lakehouse_etl_user', mart);
    END LOOP;
    ALTER DEFAULT PRIVILEGES FOR ROLE lakehouse_etl_user IN SCHEMA marts GRANT SELECT ON TABLES TO lakehouse_read_only;
EXCEPTION
    WHEN insufficient_privilege OR undefined_object THEN
        RAISE NOTICE 'The marts keep their owner: %', SQLERRM;
END
$$;
