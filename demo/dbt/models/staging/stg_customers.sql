select customer_id,
       customer_code,
       full_name,
       coalesce(address ->> 'city', 'unknown') as branch,
       kyc_status,
       credit_score,
       updated_at
  from {{ source('core', 'customers') }}
