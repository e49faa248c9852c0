select payment_id,
       loan_id,
       coalesce(channel, 'UNKNOWN') as channel,
       payment_type,
       amount,
       status,
       payment_date,
       {{ day_in_utc('payment_date') }} as payment_day
  from {{ source('core', 'payments') }}
