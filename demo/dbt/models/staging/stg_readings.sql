select reactor_id, batch_id, reading_at, temperature_c, ph, dissolved_oxygen_pct, viable_cell_density, product_titer_g_l
  from {{ source('plant', 'readings') }}
