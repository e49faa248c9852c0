-- How the batches of each product turned out; Ctrl+Enter runs it.
select product, status, count(*) as batches,
       round(avg(final_titer_g_l), 3) as average_titer_g_l,
       max(peak_viable_cell_density) as best_cell_density,
       sum(excursions) as excursions
  from marts.mart_bioreactor_overview
 group by product, status
 order by product, status;

-- The batches that began last.
select *
  from marts.mart_bioreactor_overview
 order by started_at desc;

-- A few readings; glucose is null when no sample was taken.
select reactor_id, batch_id, reading_at, temperature_c, ph, glucose_g_l
  from marts.mart_bioreactor_readings
 where reactor_id = 'BR-07'
 order by reading_at desc
 limit 500;
