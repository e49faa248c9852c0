-- Which products bring in the most money?
select p.name as product, l.status, count(distinct l.loan_id) as loans,
       count(*) as payments, sum(pay.amount) as repaid
  from core.payments pay
  join core.loans l on l.loan_id = pay.loan_id
  join core.products p on p.product_type = l.product_type
 where pay.payment_type = 'REPAYMENT'
   and pay.payment_date >= date_trunc('month', now()) - interval '6 months'
 group by p.name, l.status
 order by repaid desc;
