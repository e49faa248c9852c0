-- The plant: twelve bioreactors, each growing one batch of fourteen days after the other.

CREATE TABLE marts.mart_bioreactor_readings (
    reactor_id           text NOT NULL,
    batch_id             text NOT NULL,
    reading_at           timestamptz NOT NULL,
    temperature_c        numeric(5, 2) NOT NULL,
    ph                   numeric(4, 2) NOT NULL,
    dissolved_oxygen_pct numeric(5, 2) NOT NULL,
    agitation_rpm        integer NOT NULL,
    viable_cell_density  numeric(8, 3) NOT NULL,
    glucose_g_l          numeric(6, 3),
    product_titer_g_l    numeric(6, 3) NOT NULL,
    PRIMARY KEY (reactor_id, reading_at)
) PARTITION BY RANGE (reading_at);
COMMENT ON TABLE marts.mart_bioreactor_readings IS 'Sensor readings of every bioreactor, partitioned by month';
COMMENT ON COLUMN marts.mart_bioreactor_readings.viable_cell_density IS 'Million cells per millilitre';
COMMENT ON COLUMN marts.mart_bioreactor_readings.glucose_g_l IS 'Null when no sample was taken';

SELECT core.add_partitions('marts.mart_bioreactor_readings', 'month',
                           (pg_temp.today() - interval '1 year')::date,
                           (pg_temp.today() + interval '3 months')::date);

INSERT INTO marts.mart_bioreactor_readings (reactor_id, batch_id, reading_at, temperature_c, ph, dissolved_oxygen_pct,
                                            agitation_rpm, viable_cell_density, glucose_g_l, product_titer_g_l)
SELECT 'BR-' || lpad(reactor::text, 2, '0'),
       'B' || to_char(pg_temp.today() - 14 * (batch + 1) + reactor, 'YYMMDD') || '-' || lpad(reactor::text, 2, '0'),
       pg_temp.at(pg_temp.today()) - step * minutes * interval '1 minute',
       round((36.8 + (pg_temp.roll(seed, 1, 100) - 50) / 250.0)::numeric, 2),
       round((7.05 - 0.015 * age + (pg_temp.roll(seed, 2, 100) - 50) / 1000.0)::numeric, 2),
       round((40 + (pg_temp.roll(seed, 3, 1000) - 500) / 50.0)::numeric, 2),
       (120 + 6 * age)::integer + pg_temp.roll(seed, 4, 10),
       -- Logistic growth from half a million cells to about twenty million in a millilitre.
       round((20 * vigour / (1 + exp(-(age - 5.5) * (0.85 + reactor * 0.01))) + 0.5)::numeric, 3),
       CASE WHEN pg_temp.roll(seed, 5, 6) = 0
            THEN round((6 - 0.35 * age + pg_temp.roll(seed, 6, 100) / 100.0)::numeric, 3) END,
       round(greatest(0, (age - 4) * (0.30 + reactor * 0.01) * vigour)::numeric, 3)
  FROM (SELECT greatest(1, floor(360 / pg_temp.scale()))::integer AS minutes) AS pace
       CROSS JOIN LATERAL generate_series(0, 365 * 1440 / minutes) AS step
       CROSS JOIN generate_series(1, 12) AS reactor
       CROSS JOIN LATERAL (
           SELECT step::bigint * 100 + reactor AS seed,
                  -- Counted backwards from today; each reactor begins on a day of its own.
                  (step * minutes + reactor * 1440) / 20160 AS batch,
                  -- Days since the batch began.
                  14 - (step * minutes + reactor * 1440) % 20160 / 1440.0::float8 AS age
           OFFSET 0
       ) AS moment
       -- No batch is like the other.
       CROSS JOIN LATERAL (SELECT 0.75 + pg_temp.roll(batch * 100 + reactor, 7, 40) / 100.0::float8 AS vigour) AS culture;

CREATE INDEX idx_bioreactor_readings_batch ON marts.mart_bioreactor_readings (batch_id, reading_at);

CREATE TABLE marts.mart_bioreactor_overview (
    batch_id                  text PRIMARY KEY,
    reactor_id                text NOT NULL,
    site                      text NOT NULL,
    product                   text NOT NULL,
    started_at                timestamptz NOT NULL,
    last_reading_at           timestamptz NOT NULL,
    readings                  bigint NOT NULL,
    average_temperature_c     numeric(5, 2) NOT NULL,
    average_ph                numeric(4, 2) NOT NULL,
    lowest_dissolved_oxygen_pct numeric(5, 2) NOT NULL,
    peak_viable_cell_density  numeric(8, 3) NOT NULL,
    final_titer_g_l           numeric(6, 3) NOT NULL,
    excursions                bigint NOT NULL,
    status                    text NOT NULL CHECK (status IN ('RUNNING', 'RELEASED', 'ON_HOLD'))
);
COMMENT ON TABLE marts.mart_bioreactor_overview IS 'One row for each batch of each bioreactor: how it grew and what it gave';
COMMENT ON COLUMN marts.mart_bioreactor_overview.excursions IS 'Readings with dissolved oxygen outside 31 to 49 %';
COMMENT ON COLUMN marts.mart_bioreactor_overview.final_titer_g_l IS 'Product at the last reading, in grams per litre';

INSERT INTO marts.mart_bioreactor_overview
SELECT batch_id, min(reactor_id),
       CASE WHEN min(reactor_id) <= 'BR-06' THEN 'Hải Phòng' ELSE 'Bình Dương' END,
       (ARRAY['mAb-17', 'mAb-23', 'EPO-2'])[1 + right(min(reactor_id), 2)::integer % 3],
       min(reading_at), max(reading_at), count(*),
       round(avg(temperature_c), 2), round(avg(ph), 2), min(dissolved_oxygen_pct),
       max(viable_cell_density), max(product_titer_g_l),
       count(*) FILTER (WHERE dissolved_oxygen_pct NOT BETWEEN 31 AND 49),
       CASE WHEN max(reading_at) > pg_temp.at(pg_temp.today() - 1) THEN 'RUNNING'
            WHEN min(dissolved_oxygen_pct) < 30.1 AND right(batch_id, 1) IN ('3', '7') THEN 'ON_HOLD'
            ELSE 'RELEASED' END
  FROM marts.mart_bioreactor_readings
 GROUP BY batch_id
 ORDER BY batch_id;

CREATE INDEX idx_bioreactor_overview_started ON marts.mart_bioreactor_overview (started_at DESC);

CREATE TABLE marts.mart_customer_360 (
    customer_id    uuid PRIMARY KEY,
    customer_code  text NOT NULL,
    full_name      text NOT NULL,
    branch         text NOT NULL,
    credit_score   integer,
    loans          bigint NOT NULL,
    active_loans   bigint NOT NULL,
    total_borrowed numeric(18, 2) NOT NULL,
    last_application_at timestamptz,
    segment        text NOT NULL
);
COMMENT ON TABLE marts.mart_customer_360 IS 'Customers with their loans; a policy shows each branch its own customers';
COMMENT ON COLUMN marts.mart_customer_360.branch IS 'The city of the customer; the policy compares it with app.branch';

INSERT INTO marts.mart_customer_360
SELECT c.customer_id, c.customer_code, c.full_name, coalesce(c.address ->> 'city', 'unknown'), c.credit_score,
       count(l.loan_id), count(l.loan_id) FILTER (WHERE l.status = 'DISBURSED'), coalesce(sum(l.loan_amount), 0),
       max(l.application_date),
       CASE WHEN count(l.loan_id) = 0 THEN 'PROSPECT' WHEN sum(l.loan_amount) > 5000000000 THEN 'PRIVATE'
            WHEN count(l.loan_id) > 3 THEN 'LOYAL' ELSE 'RETAIL' END
  FROM core.customers c
       LEFT JOIN core.loans l USING (customer_id)
 GROUP BY c.customer_id
 ORDER BY c.customer_code;

CREATE INDEX idx_customer_360_branch ON marts.mart_customer_360 (branch);

-- A list with a DEFAULT partition: a channel that nobody has heard of yet must not stop the load.
CREATE TABLE marts.mart_daily_payments (
    channel      text NOT NULL,
    payment_day  date NOT NULL,
    payment_type text NOT NULL,
    payments     bigint NOT NULL,
    amount       numeric(20, 2) NOT NULL,
    failed       bigint NOT NULL,
    PRIMARY KEY (channel, payment_day, payment_type)
) PARTITION BY LIST (channel);
COMMENT ON TABLE marts.mart_daily_payments IS 'Payments by day, type and channel, partitioned by channel';

CREATE TABLE marts.mart_daily_payments_mobile PARTITION OF marts.mart_daily_payments FOR VALUES IN ('MOBILE_APP');
CREATE TABLE marts.mart_daily_payments_branch PARTITION OF marts.mart_daily_payments FOR VALUES IN ('BRANCH');
CREATE TABLE marts.mart_daily_payments_other PARTITION OF marts.mart_daily_payments DEFAULT;

INSERT INTO marts.mart_daily_payments
SELECT channel, (payment_date AT TIME ZONE 'UTC')::date, payment_type, count(*), sum(amount),
       count(*) FILTER (WHERE status = 'FAILED')
  FROM core.payments
 GROUP BY 1, 2, 3
 ORDER BY 1, 2, 3;

-- A name as a BI tool gives it: it needs quotes everywhere.
CREATE TABLE marts."CampaignKpi" (
    "campaignId" integer PRIMARY KEY,
    "Name"       text NOT NULL,
    "Sent"       integer NOT NULL,
    "Opened %"   numeric(5, 2),
    "Revenue"    numeric(15, 2) NOT NULL DEFAULT 0
);
COMMENT ON TABLE marts."CampaignKpi" IS 'Exported by the campaign tool every Monday';

INSERT INTO marts."CampaignKpi" ("campaignId", "Name", "Sent", "Opened %", "Revenue")
SELECT n, (ARRAY['Tết savings', 'Car loan spring', 'Refinance', 'Students'])[1 + n % 4] || ' #' || n,
       500 + pg_temp.roll(n, 71, 20000),
       CASE WHEN n % 9 > 0 THEN round(5 + pg_temp.roll(n, 72, 4000) / 100.0, 2) END,
       pg_temp.roll(n, 73, 900) * 100000
  FROM generate_series(1, 48) AS n;
