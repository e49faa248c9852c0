CREATE MATERIALIZED VIEW marts.mart_loan_portfolio AS
SELECT l.product_type, p.name AS product_name, l.status,
       count(*) AS loans,
       sum(l.loan_amount) AS amount,
       round(avg(l.interest_rate), 4) AS average_rate,
       round(avg(l.term_months), 1) AS average_term_months
  FROM core.loans l
       JOIN core.products p USING (product_type)
 GROUP BY l.product_type, p.name, l.status;
COMMENT ON MATERIALIZED VIEW marts.mart_loan_portfolio IS 'Loans by product and status; refreshed every night';
COMMENT ON COLUMN marts.mart_loan_portfolio.amount IS 'Sum of the loans as granted, in VND';

-- REFRESH … CONCURRENTLY needs a unique index.
CREATE UNIQUE INDEX mart_loan_portfolio_key ON marts.mart_loan_portfolio (product_type, status);

CREATE VIEW marts.mart_risk_alerts AS
SELECT r.alert_level, r.indicator_type, r.entity_type, r.entity_id,
       l.loan_number, l.product_type, l.loan_amount,
       r.indicator_value, r.threshold_value, r.calculated_at
  FROM analytics.risk_indicators r
       LEFT JOIN core.loans l ON r.entity_type = 'LOAN' AND l.loan_id = r.entity_id
 WHERE r.alert_level IN ('HIGH', 'CRITICAL');
COMMENT ON VIEW marts.mart_risk_alerts IS 'Risk indicators that somebody must look at';

CREATE VIEW marts.mart_branch_customers AS
SELECT branch, segment, count(*) AS customers, sum(active_loans) AS active_loans, sum(total_borrowed) AS total_borrowed
  FROM marts.mart_customer_360
 GROUP BY branch, segment;
COMMENT ON VIEW marts.mart_branch_customers IS 'Customers by branch and segment, under the policy of the reader';

-- A view reads with the rights of its owner, past the policies of the reader, unless it says otherwise. It can say so
-- since PostgreSQL 15.
DO $$
BEGIN
    IF current_setting('server_version_num')::integer >= 150000 THEN
        ALTER VIEW marts.mart_branch_customers SET (security_invoker = true);
    END IF;
END
$$;
