select loan_id,
       loan_number,
       customer_id,
       product_type,
       loan_amount,
       interest_rate,
       term_months,
       status,
       application_date
  from {{ source('core', 'loans') }}
