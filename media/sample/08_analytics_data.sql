-- The last six month ends, from the loans and payments known then.
WITH month_ends AS (
    SELECT (date_trunc('month', pg_temp.today()::timestamp) - k * interval '1 month' - interval '1 day')::date AS day
      FROM generate_series(0, 5) AS k
), repayments AS (
    SELECT p.loan_id, m.day, sum(p.amount) AS repaid
      FROM month_ends m
           JOIN core.payments p ON p.payment_date < pg_temp.at(m.day + 1)
     WHERE p.payment_type = 'REPAYMENT' AND p.status = 'COMPLETED'
     GROUP BY p.loan_id, m.day
)
INSERT INTO analytics.customer_metrics (metric_id, customer_id, metric_date, total_loans, active_loans, total_borrowed,
                                        total_repaid, current_outstanding, days_past_due, risk_score, ltv_ratio, created_at)
SELECT md5('metric:' || l.customer_id || ':' || to_char(m.day, 'YYYY-MM-DD'))::uuid, l.customer_id, m.day,
       count(*), count(*) FILTER (WHERE l.status = 'DISBURSED'),
       sum(l.loan_amount), coalesce(sum(r.repaid), 0),
       greatest(sum(l.loan_amount) - coalesce(sum(r.repaid), 0), 0),
       -- Whoever stopped paying stopped about a month after the disbursement.
       greatest(0, max(m.day - (l.disbursement_date AT TIME ZONE 'UTC')::date - 30)
                   FILTER (WHERE l.status = 'DEFAULTED')),
       round(100 - avg(coalesce(c.credit_score, 600) - 300) / 5.5, 2),
       round(sum(l.loan_amount) FILTER (WHERE l.collateral_info IS NOT NULL)
             / sum((l.collateral_info ->> 'value')::numeric), 4),
       pg_temp.at(m.day + 1)
  FROM month_ends m
       JOIN core.loans l ON l.disbursement_date < pg_temp.at(m.day + 1)
       JOIN core.customers c USING (customer_id)
       LEFT JOIN repayments r ON r.loan_id = l.loan_id AND r.day = m.day
 GROUP BY l.customer_id, m.day
 ORDER BY m.day, l.customer_id;

CREATE VIEW analytics.loan_analytics AS
SELECT date_trunc('month', l.application_date AT TIME ZONE 'UTC')::date AS month,
       l.product_type,
       count(*) AS applications,
       count(*) FILTER (WHERE l.status NOT IN ('APPLIED', 'REJECTED')) AS approved,
       count(*) FILTER (WHERE l.status = 'DEFAULTED') AS defaulted,
       sum(l.loan_amount) FILTER (WHERE l.disbursement_date IS NOT NULL) AS disbursed_amount,
       round(avg(l.interest_rate), 4) AS average_rate
  FROM core.loans l
 GROUP BY 1, 2;
COMMENT ON VIEW analytics.loan_analytics IS 'Applications and what became of them, by month and product';

INSERT INTO analytics.risk_indicators (indicator_id, entity_type, entity_id, indicator_type, indicator_value,
                                       threshold_value, alert_level, calculated_at, expires_at, metadata)
SELECT md5('risk:credit:' || customer_id)::uuid, 'CUSTOMER', customer_id, 'CREDIT_SCORE', credit_score, 580,
       CASE WHEN credit_score < 480 THEN 'CRITICAL' WHEN credit_score < 530 THEN 'HIGH' ELSE 'MEDIUM' END,
       pg_temp.at(pg_temp.today()), pg_temp.at(pg_temp.today() + 30), NULL
  FROM core.customers
 WHERE credit_score < 580
UNION ALL
SELECT md5('risk:ltv:' || loan_id)::uuid, 'LOAN', loan_id, 'LTV_RATIO',
       loan_amount / (collateral_info ->> 'value')::numeric, 0.80,
       CASE WHEN loan_amount > 0.88 * (collateral_info ->> 'value')::numeric THEN 'HIGH' ELSE 'LOW' END,
       pg_temp.at(pg_temp.today()), pg_temp.at(pg_temp.today() + 30),
       jsonb_build_object('collateral', collateral_info ->> 'type')
  FROM core.loans
 WHERE loan_amount > 0.80 * (collateral_info ->> 'value')::numeric;

-- Ninety nights of six jobs; about one run in forty failed.
INSERT INTO metadata.data_lineage (lineage_id, source_system, source_table, target_system, target_table,
                                   transformation_type, transformation_logic, pipeline_id, execution_timestamp,
                                   record_count, success_flag, error_message, created_at)
SELECT md5('lineage:' || job || ':' || night)::uuid, source_system, source_table, 'postgresql', target_table,
       kind, logic, pipeline,
       ran, CASE WHEN failed THEN 0 ELSE 1000 * job + pg_temp.roll(night, job, 900) END,
       NOT failed, CASE WHEN failed THEN 'could not connect to the source: timeout' END, ran
  FROM (VALUES
    (1, 'airbyte',   'crm.contacts',            'staging.customer_imports',         'EXTRACT',   'Copy of the contacts changed yesterday', 'sync_crm'),
    (2, 'kafka',     'plant.readings',          'marts.mart_bioreactor_readings',   'STREAM',    'Readings of the sensors, every hour',    'plant_sensors'),
    (3, 'dbt',       'marts.mart_bioreactor_readings', 'marts.mart_bioreactor_overview', 'AGGREGATE', 'One row for each batch',          'dbt_marts'),
    (4, 'dbt',       'core.loans',              'marts.mart_loan_portfolio',        'AGGREGATE', 'Outstanding amounts by product',         'dbt_marts'),
    (5, 'dbt',       'core.customers',          'marts.mart_customer_360',          'JOIN',      'Customers with their loans',             'dbt_marts'),
    (6, 'dagster',   'core.payments',           'analytics.customer_metrics',       'AGGREGATE', 'Month ends for each customer',           'month_end')
  ) AS jobs (job, source_system, source_table, target_table, kind, logic, pipeline)
       CROSS JOIN generate_series(0, 89) AS night
       CROSS JOIN LATERAL (SELECT pg_temp.at(pg_temp.today() - night) + job * interval '10 minutes' AS ran,
                                  pg_temp.roll(night, 100 + job, 40) = 0 AS failed) AS run
 ORDER BY night DESC, job;

INSERT INTO metadata.job_execution (job_name, started_at, ended_at, status, rows_read, parameters)
SELECT pipeline_id, execution_timestamp, execution_timestamp + (30 + record_count / 20) * interval '1 second',
       CASE WHEN success_flag THEN 'SUCCEEDED' ELSE 'FAILED' END, record_count,
       jsonb_build_object('target', target_table)
  FROM metadata.data_lineage
 ORDER BY execution_timestamp, lineage_id;

INSERT INTO metadata.catalog_info (table_name, domain, steward, contains_personal_data, tags) VALUES
    ('core.customers', 'lending', 'customer-data@example.com', true, '{pii,golden}'),
    ('core.loans', 'lending', 'credit@example.com', false, '{partitioned}'),
    ('core.payments', 'lending', 'payments@example.com', false, '{partitioned}'),
    ('marts.mart_customer_360', 'lending', 'bi@example.com', true, '{pii,mart,rls}'),
    ('marts.mart_bioreactor_overview', 'manufacturing', 'process@example.com', false, '{mart,gxp}');
