-- Run this: the mark, the hint and the code are PostgreSQL's own.
select customer_code, full_name, credit_scor
  from core.customers
 where kyc_status = 'APPROVED'
 order by customer_code;
