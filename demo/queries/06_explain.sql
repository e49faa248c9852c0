-- Run "Lakehouse: Explain Analyze" here. Only the partitions of the last three months are read.
SELECT c.address ->> 'city' AS city, p.channel, count(*) AS payments, sum(p.amount) AS amount
  FROM core.payments p
       JOIN core.customers c USING (customer_id)
 WHERE p.payment_date >= now() - interval '3 months'
   AND p.payment_type = 'REPAYMENT'
 GROUP BY 1, 2
 ORDER BY amount DESC;

-- Here the key is inside an expression, so every partition is read. Compare the two plans.
SELECT c.address ->> 'city' AS city, p.channel, count(*) AS payments, sum(p.amount) AS amount
  FROM core.payments p
       JOIN core.customers c USING (customer_id)
 WHERE date_trunc('day', p.payment_date) >= now() - interval '3 months'
   AND p.payment_type = 'REPAYMENT'
 GROUP BY 1, 2
 ORDER BY amount DESC;
