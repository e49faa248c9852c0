-- The batches of the plant, the best ones first.
SELECT batch_id, reactor_id, site, product, started_at::date AS started, final_titer_g_l, excursions, status
  FROM marts.mart_bioreactor_overview
 ORDER BY final_titer_g_l DESC, batch_id;

-- How one reactor does from week to week.
SELECT date_trunc('week', reading_at) AS week,
       round(avg(temperature_c), 2) AS temperature,
       round(avg(dissolved_oxygen_pct), 1) AS oxygen,
       max(viable_cell_density) AS peak_density,
       count(glucose_g_l) AS samples
  FROM marts.mart_bioreactor_readings
 WHERE reactor_id = 'BR-03'
 GROUP BY 1
 ORDER BY 1;

-- Names that need quotes.
SELECT "campaignId", "Name", "Opened %", "Revenue" FROM marts."CampaignKpi" ORDER BY "Revenue" DESC;
