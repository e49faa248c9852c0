-- PostgreSQL knows better: run this, and look at the mark, the hint and the code.
select customer_code, full_name, credit_scor
  from core.customers
 where kyc_status = 'APPROVED'
 order by customer_code;
