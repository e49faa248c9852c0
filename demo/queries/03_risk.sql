-- Running loans of customers with a low score.
SELECT l.loan_number, c.customer_code, l.loan_amount, l.interest_rate, c.credit_score,
       CASE WHEN c.credit_score < 580 THEN 'HIGH'
            WHEN c.credit_score < 680 THEN 'MEDIUM'
            ELSE 'LOW' END AS risk,
       l.collateral_info ->> 'type' AS collateral,
       (l.collateral_info ->> 'value')::numeric AS collateral_value
  FROM core.loans l
       JOIN core.customers c USING (customer_id)
 WHERE l.status = 'DISBURSED' AND c.credit_score < 680
 ORDER BY c.credit_score, l.loan_amount DESC
 LIMIT 200;

-- What somebody must look at.
SELECT alert_level, indicator_type, count(*), round(avg(indicator_value), 2) AS average
  FROM analytics.risk_indicators
 GROUP BY alert_level, indicator_type
 ORDER BY count(*) DESC;
