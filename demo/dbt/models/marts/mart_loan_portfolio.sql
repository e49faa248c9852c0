{{
    config(
        materialized='materialized_view',
        indexes=[{'columns': ['product_type', 'status'], 'unique': true}],
        on_configuration_change='apply',
        persist_docs={'relation': true, 'columns': false}
    )
}}

select l.product_type,
       p.name as product_name,
       l.status,
       s.label as status_label,
       count(*) as loans,
       sum(l.loan_amount) as amount,
       round(avg(l.interest_rate), 4) as average_rate
  from {{ ref('stg_loans') }} l
       join {{ source('core', 'products') }} p using (product_type)
       join {{ ref('loan_statuses') }} s using (status)
 group by l.product_type, p.name, l.status, s.label
