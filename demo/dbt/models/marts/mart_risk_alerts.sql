{{ config(materialized='view') }}

select r.alert_level, r.indicator_type, r.entity_type, r.entity_id, l.loan_number, l.product_type, l.loan_amount,
       r.indicator_value, r.threshold_value, r.calculated_at
  from {{ source('risk', 'risk_indicators') }} r
       left join {{ ref('stg_loans') }} l on r.entity_type = 'LOAN' and l.loan_id = r.entity_id
 where r.alert_level in ('HIGH', 'CRITICAL')
