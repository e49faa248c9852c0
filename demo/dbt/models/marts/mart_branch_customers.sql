{{ config(materialized='view') }}

select branch, segment, count(*) as customers, sum(open_loans) as open_loans, sum(total_borrowed) as total_borrowed
  from {{ ref('mart_customer_360') }}
 group by branch, segment
