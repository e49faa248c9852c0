-- Addresses are jsonb; the GIN index on the column serves @>.
SELECT customer_code, full_name, address ->> 'district' AS district, address
  FROM core.customers
 WHERE address @> '{"city": "Hà Nội"}'
 ORDER BY customer_code
 LIMIT 20;

-- Which keys are there, and how often?
SELECT key, count(*) AS loans, count(DISTINCT value) AS different_values
  FROM core.loans
       CROSS JOIN LATERAL jsonb_each(coalesce(collateral_info, '{}') || coalesce(risk_assessment, '{}'))
 GROUP BY key
 ORDER BY loans DESC;
