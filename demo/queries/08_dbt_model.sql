-- A dbt model is a template: what PostgreSQL would get is not known here, so nothing is sent.
{{ config(materialized='table', tags=['mart']) }}

SELECT product_type, count(*) AS loans
  FROM {{ ref('stg_loans') }}
 WHERE application_date >= '{{ var("start_date") }}'
 GROUP BY product_type
