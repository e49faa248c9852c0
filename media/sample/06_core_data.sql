INSERT INTO core.products (product_type, name, base_rate, min_amount, max_amount, longest_term, needs_collateral) VALUES
    ('PERSONAL_LOAN',  'Personal loan',     0.1250,   5000000,  200000000,  36, false),
    ('BUSINESS_LOAN',  'Business loan',     0.1150,  50000000, 5000000000,  60, true),
    ('MORTGAGE',       'Mortgage',          0.0890, 300000000, 8000000000, 240, true),
    ('AUTO_LOAN',      'Car loan',          0.0990,  80000000, 1500000000,  84, true),
    ('EDUCATION_LOAN', 'Education loan',    0.0750,  10000000,  300000000,  60, false),
    ('CREDIT_LINE',    'Credit line',       0.1650,   2000000,  100000000,  12, false);

-- Three customers that examples name.
INSERT INTO core.customers (customer_id, customer_code, full_name, id_number, phone_number, email, date_of_birth,
                            address, kyc_status, credit_score, created_at, updated_at)
SELECT md5('customer:' || n)::uuid, pg_temp.customer_code(n), full_name, id_number, phone_number, email,
       date_of_birth::date, address::jsonb, kyc_status, credit_score,
       pg_temp.at(pg_temp.today() - 900), pg_temp.at(pg_temp.today() - 30)
  FROM (VALUES
    (1, 'Nguyễn Văn An', '123456789', '0901234567', 'an.nguyen@example.com', '1985-05-15',
     '{"city": "Hồ Chí Minh", "district": "Quận 1", "ward": "Bến Nghé", "postal_code": "70000"}', 'APPROVED', 750),
    (2, 'Trần Thị Bình', '987654321', '0912345678', 'binh.tran@example.com', '1990-08-22',
     '{"city": "Hà Nội", "district": "Đống Đa", "ward": "Láng Thượng", "postal_code": "10000"}', 'APPROVED', 680),
    (3, 'Lê Văn Cường', '456789123', '0923456789', 'cuong.le@example.com', '1988-12-10',
     '{"city": "Đà Nẵng", "district": "Hải Châu", "ward": "Thuận Phước", "postal_code": "50000"}', 'PENDING', 720)
  ) AS named (n, full_name, id_number, phone_number, email, date_of_birth, address, kyc_status, credit_score);

-- The others. Each value comes from the customer's number, so every run makes the same people.
INSERT INTO core.customers (customer_id, customer_code, full_name, id_number, phone_number, email, date_of_birth,
                            address, kyc_status, credit_score, created_at, updated_at)
SELECT md5('customer:' || n)::uuid,
       pg_temp.customer_code(n),
       concat_ws(' ',
           (ARRAY['Nguyễn', 'Trần', 'Lê', 'Phạm', 'Hoàng', 'Huỳnh', 'Phan', 'Vũ', 'Đặng', 'Bùi'])[1 + pg_temp.roll(n, 1, 10)],
           (ARRAY['Văn', 'Thị', 'Minh', 'Ngọc', 'Thanh', 'Quốc'])[1 + pg_temp.roll(n, 2, 6)],
           (ARRAY['An', 'Bình', 'Cường', 'Dung', 'Giang', 'Hà', 'Hùng', 'Lan', 'Long', 'Mai', 'Nam', 'Phúc',
                  'Quỳnh', 'Sơn', 'Thảo', 'Tuấn', 'Vy', 'Yến'])[1 + pg_temp.roll(n, 3, 18)]),
       lpad((n * 1000000007 % 1000000000000)::text, 12, '0'),
       '09' || lpad(pg_temp.roll(n, 4, 100000000)::text, 8, '0'),
       CASE WHEN pg_temp.roll(n, 5, 20) > 0 THEN lower(pg_temp.customer_code(n)) || '@example.com' END,
       DATE '1955-01-01' + pg_temp.roll(n, 6, 18000),
       jsonb_build_object('city', place.city, 'district', place.district, 'ward', place.ward,
                          'postal_code', place.postal_code),
       CASE WHEN pg_temp.roll(n, 7, 100) < 80 THEN 'APPROVED'
            WHEN pg_temp.roll(n, 7, 100) < 92 THEN 'PENDING'
            WHEN pg_temp.roll(n, 7, 100) < 97 THEN 'REJECTED'
            ELSE 'EXPIRED' END,
       -- Three dice make the middle likely. One customer in thirty was never asked.
       CASE WHEN pg_temp.roll(n, 8, 30) > 0
            THEN 400 + pg_temp.roll(n, 9, 150) + pg_temp.roll(n, 10, 150) + pg_temp.roll(n, 11, 150) END,
       pg_temp.at(pg_temp.today() - 731 - pg_temp.roll(n, 12, 365)),
       pg_temp.at(pg_temp.today() - pg_temp.roll(n, 13, 730))
  FROM generate_series(4, greatest(20, (1000 * pg_temp.scale())::bigint)) AS n
       CROSS JOIN LATERAL (
           SELECT (ARRAY['Hồ Chí Minh', 'Hà Nội', 'Đà Nẵng', 'Cần Thơ', 'Hải Phòng'])[i] AS city,
                  (ARRAY['Quận 1', 'Đống Đa', 'Hải Châu', 'Ninh Kiều', 'Lê Chân'])[i] AS district,
                  (ARRAY['Bến Nghé', 'Láng Thượng', 'Thuận Phước', 'Tân An', 'An Biên'])[i] AS ward,
                  (ARRAY['70000', '10000', '50000', '90000', '18000'])[i] AS postal_code
             FROM (SELECT 1 + least(pg_temp.roll(n, 14, 5), pg_temp.roll(n, 15, 5)) AS i) AS chosen
       ) AS place;

-- About three loans for each customer, some customers with many; more of them recently than long ago.
INSERT INTO core.loans (loan_id, loan_number, customer_id, product_type, loan_amount, interest_rate, term_months,
                        status, application_date, approval_date, disbursement_date, maturity_date,
                        collateral_info, risk_assessment, created_at, updated_at)
SELECT md5('loan:' || n)::uuid,
       'LN' || to_char(day, 'YYYY') || lpad(n::text, greatest(length(n::text), 6), '0'),
       c.customer_id, p.product_type, amount,
       round(p.base_rate + (700 - coalesce(c.credit_score, 600)) / 100.0 * 0.002, 4),
       term, status, applied, approved, disbursed,
       (disbursed AT TIME ZONE 'UTC' + term * interval '1 month')::date,
       CASE WHEN p.needs_collateral
            THEN jsonb_build_object(
                'type', CASE p.product_type WHEN 'AUTO_LOAN' THEN 'CAR'
                             ELSE (ARRAY['REAL_ESTATE', 'MACHINERY', 'DEPOSIT'])[1 + pg_temp.roll(n, 31, 3)] END,
                'value', round(amount * (110 + pg_temp.roll(n, 32, 90)) / 100, -5)) END,
       jsonb_build_object(
           'category', CASE WHEN c.credit_score IS NULL THEN 'UNKNOWN' WHEN c.credit_score < 580 THEN 'HIGH'
                            WHEN c.credit_score < 680 THEN 'MEDIUM' ELSE 'LOW' END,
           'model', 'scorecard-' || (2 + pg_temp.roll(n, 33, 2)),
           'debt_to_income', round(0.10 + pg_temp.roll(n, 34, 5000) / 10000.0, 4)),
       applied, coalesce(disbursed, approved, applied)
  FROM generate_series(1, greatest(60, (3000 * pg_temp.scale())::bigint)) AS n
       CROSS JOIN LATERAL (
           SELECT (720 * power(pg_temp.roll(n, 21, 1000000) / 1e6::float8, 1.6))::integer AS age,
                  -- Squaring prefers the customers with low numbers.
                  1 + floor(greatest(20, (1000 * pg_temp.scale())::bigint)
                            * power(pg_temp.roll(n, 22, 1000000) / 1e6::float8, 2))::bigint AS customer,
                  pg_temp.roll(n, 23, 100) AS fate
           -- Without OFFSET the planner would write these expressions into every place that uses them.
           OFFSET 0
       ) AS dice
       JOIN core.customers c ON c.customer_id = md5('customer:' || customer)::uuid
       JOIN core.products p ON p.product_type =
            (ARRAY['PERSONAL_LOAN', 'PERSONAL_LOAN', 'PERSONAL_LOAN', 'CREDIT_LINE', 'CREDIT_LINE', 'AUTO_LOAN',
                   'AUTO_LOAN', 'EDUCATION_LOAN', 'BUSINESS_LOAN', 'MORTGAGE'])[1 + pg_temp.roll(n, 24, 10)]
       CROSS JOIN LATERAL (
           SELECT pg_temp.today() - age AS day,
                  -- Applications of today are from its first minutes, so that none lies in the future.
                  pg_temp.at(pg_temp.today() - age)
                      + CASE WHEN age = 0 THEN pg_temp.roll(n, 25, 60) ELSE 25200 + pg_temp.roll(n, 25, 43200) END
                      * interval '1 second' AS applied,
                  round(p.min_amount + (p.max_amount - p.min_amount)
                        * power(pg_temp.roll(n, 26, 1000000) / 1e6::float8, 3)::numeric, -5) AS amount,
                  least(p.longest_term,
                        (ARRAY[6, 12, 18, 24, 36, 60, 120, 240])[1 + pg_temp.roll(n, 27, 8)]) AS term,
                  CASE WHEN age < 10 THEN 'APPLIED'
                       WHEN fate < 14 THEN 'REJECTED'
                       WHEN fate < 20 AND age < 60 THEN 'APPROVED'
                       WHEN fate >= 93 AND age > 120 THEN 'DEFAULTED'
                       WHEN fate >= 70 AND age > 200 THEN 'CLOSED'
                       ELSE 'DISBURSED' END AS status
           OFFSET 0
       ) AS loan
       CROSS JOIN LATERAL (
           SELECT CASE WHEN status NOT IN ('APPLIED', 'REJECTED')
                       THEN applied + (2 + pg_temp.roll(n, 28, 4)) * interval '24 hours' END AS approved
       ) AS approval
       CROSS JOIN LATERAL (
           SELECT CASE WHEN status NOT IN ('APPLIED', 'REJECTED', 'APPROVED')
                       THEN approved + (1 + pg_temp.roll(n, 29, 3)) * interval '24 hours' END AS disbursed
       ) AS disbursement;

-- For each disbursed loan: the disbursement, the fee, and a repayment a month until today, the end of the loan, or
-- the month in which the customer stopped paying.
INSERT INTO core.payments (payment_id, transaction_id, loan_id, customer_id, payment_type, amount, payment_method,
                           payment_date, due_date, status, channel, metadata, created_at)
SELECT md5('payment:' || l.loan_number || ':' || k)::uuid,
       'TXN-' || l.loan_number || '-' || k,
       l.loan_id, l.customer_id,
       CASE k WHEN -1 THEN 'FEE' WHEN 0 THEN 'DISBURSEMENT' ELSE 'REPAYMENT' END,
       CASE k WHEN -1 THEN round(l.loan_amount / 100, 2)
              WHEN 0 THEN l.loan_amount
              -- The annuity, in floating point because numeric powers are slow.
              ELSE round((l.loan_amount * l.interest_rate / 12)
                         / (1 - power((1 + l.interest_rate / 12)::float8, -l.term_months))::numeric, 2) END,
       CASE pg_temp.roll(seed, 41, 4) WHEN 0 THEN 'CASH' WHEN 1 THEN 'CARD' ELSE 'BANK_TRANSFER' END,
       paid,
       CASE WHEN k > 0 THEN due END,
       CASE WHEN k > 0 AND pg_temp.roll(seed, 42, 60) = 0 THEN 'FAILED'
            WHEN paid >= pg_temp.at(pg_temp.today() - 1) AND k > 0 THEN 'PENDING'
            ELSE 'COMPLETED' END,
       channel,
       CASE channel WHEN 'MOBILE_APP'
            THEN jsonb_build_object('device', (ARRAY['android', 'ios'])[1 + pg_temp.roll(seed, 44, 2)]) END,
       paid
  FROM core.loans l
       CROSS JOIN LATERAL generate_series(-1, least(l.term_months,
           -- No month is shorter than 28 days.
           (pg_temp.today() - (l.disbursement_date AT TIME ZONE 'UTC')::date) / 28,
           CASE l.status WHEN 'DEFAULTED' THEN 1 + pg_temp.roll(hashtext(l.loan_number), 45, 3) END)) AS k
       CROSS JOIN LATERAL (
           SELECT (l.disbursement_date AT TIME ZONE 'UTC' + greatest(k, 0) * interval '1 month')::date AS due,
                  hashtextextended(l.loan_number, 0) # k::bigint AS seed
           OFFSET 0
       ) AS schedule
       CROSS JOIN LATERAL (
           SELECT CASE WHEN k <= 0 THEN l.disbursement_date
                       -- Most pay on the day; one in eight is late.
                       ELSE pg_temp.at(due + CASE WHEN pg_temp.roll(seed, 46, 8) = 0
                                                  THEN 1 + pg_temp.roll(seed, 47, 45) ELSE 0 END)
                            + pg_temp.roll(seed, 48, 60) * interval '1 minute' END AS paid,
                  (ARRAY['MOBILE_APP', 'MOBILE_APP', 'BANK_TRANSFER', 'BRANCH'])[1 + pg_temp.roll(seed, 43, 4)] AS channel
           OFFSET 0
       ) AS payment
 WHERE l.disbursement_date IS NOT NULL
   AND paid < pg_temp.at(pg_temp.today() + 1);
