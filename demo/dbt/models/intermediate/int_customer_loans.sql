select l.customer_id,
       count(*) as loans,
       count(*) filter (where s.is_open) as open_loans,
       sum(l.loan_amount) as total_borrowed,
       max(l.application_date) as last_application_at
  from {{ ref('stg_loans') }} l
       join {{ ref('loan_statuses') }} s using (status)
 group by l.customer_id
