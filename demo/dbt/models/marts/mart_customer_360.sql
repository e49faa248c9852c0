{{
    config(
        contract={'enforced': true},
        indexes=[{'columns': ['branch']}, {'columns': ['segment', 'branch']}]
    )
}}

select c.customer_id,
       c.customer_code::text as customer_code,
       c.full_name::text as full_name,
       c.branch,
       c.credit_score,
       coalesce(l.loans, 0) as loans,
       coalesce(l.open_loans, 0) as open_loans,
       coalesce(l.total_borrowed, 0)::numeric(18, 2) as total_borrowed,
       l.last_application_at,
       case when l.loans is null then 'PROSPECT'
            when l.total_borrowed > 5000000000 then 'PRIVATE'
            when l.loans > 3 then 'LOYAL'
            else 'RETAIL' end as segment
  from {{ ref('stg_customers') }} c
       left join {{ ref('int_customer_loans') }} l using (customer_id)
