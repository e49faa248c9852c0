{{ config(indexes=[{'columns': ['batch_id'], 'unique': true}, {'columns': ['started_at']}]) }}

select batch_id,
       min(reactor_id) as reactor_id,
       min(reading_at) as started_at,
       max(reading_at) as last_reading_at,
       count(*) as readings,
       round(avg(temperature_c), 2) as average_temperature_c,
       round(avg(ph), 2) as average_ph,
       min(dissolved_oxygen_pct) as lowest_dissolved_oxygen_pct,
       max(viable_cell_density) as peak_viable_cell_density,
       max(product_titer_g_l) as final_titer_g_l,
       count(*) filter (where dissolved_oxygen_pct not between 31 and 49) as excursions
  from {{ ref('stg_readings') }}
 group by batch_id
