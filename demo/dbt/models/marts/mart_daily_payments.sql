{{
    config(
        materialized='incremental',
        unique_key=['channel', 'payment_day', 'payment_type'],
        incremental_strategy='delete+insert',
        indexes=[
            {'columns': ['channel', 'payment_day', 'payment_type'], 'unique': true},
            {'columns': ['payment_day'], 'type': 'brin'}
        ]
    )
}}

select channel,
       payment_day,
       payment_type,
       count(*) as payments,
       sum(amount) as amount,
       count(*) filter (where status = 'FAILED') as failed
  from {{ ref('stg_payments') }}
{% if is_incremental() %}
 where payment_day > (select max(payment_day) - {{ var('late_days') }} from {{ this }})
{% endif %}
 group by channel, payment_day, payment_type
