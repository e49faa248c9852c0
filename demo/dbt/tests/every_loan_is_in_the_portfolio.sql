-- The portfolio counts each loan once. A row here is a product whose loans were lost or counted twice.
select product_type, count(*) - coalesce(max(p.loans), 0) as lost
  from {{ ref('stg_loans') }} l
       left join (
           select product_type, sum(loans) as loans from {{ ref('mart_loan_portfolio') }} group by product_type
       ) p using (product_type)
 group by product_type
having count(*) <> coalesce(max(p.loans), 0)
