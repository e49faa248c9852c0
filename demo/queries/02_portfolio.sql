-- Customers and what they borrowed.
WITH per_customer AS (
    SELECT customer_id,
           count(*) AS loans,
           sum(loan_amount) AS total_borrowed,
           round(avg(interest_rate), 4) AS average_rate,
           string_agg(DISTINCT product_type, ', ' ORDER BY product_type) AS products
      FROM core.loans
     WHERE status IN ('APPROVED', 'DISBURSED')
     GROUP BY customer_id
)
SELECT c.customer_code, c.full_name, c.credit_score, p.loans, p.total_borrowed, p.average_rate, p.products
  FROM core.customers c
       JOIN per_customer p USING (customer_id)
 WHERE c.kyc_status = 'APPROVED'
 ORDER BY p.total_borrowed DESC
 LIMIT 100;

-- Money in and out, month by month.
SELECT to_char(payment_date AT TIME ZONE 'UTC', 'YYYY-MM') AS month,
       sum(amount) FILTER (WHERE payment_type = 'DISBURSEMENT') AS paid_out,
       sum(amount) FILTER (WHERE payment_type <> 'DISBURSEMENT' AND status = 'COMPLETED') AS paid_in,
       count(*) FILTER (WHERE status = 'FAILED') AS failed
  FROM core.payments
 GROUP BY 1
 ORDER BY 1;
