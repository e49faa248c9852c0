-- The core tables were analyzed right after their data came.
ANALYZE analytics.customer_metrics;
ANALYZE analytics.risk_indicators;
ANALYZE metadata.data_lineage;
ANALYZE metadata.job_execution;
ANALYZE metadata.catalog_info;
ANALYZE staging.customer_imports;
ANALYZE marts.mart_bioreactor_overview;
ANALYZE marts.mart_bioreactor_readings;
ANALYZE marts.mart_customer_360;
ANALYZE marts.mart_daily_payments;
ANALYZE marts.mart_loan_portfolio;
ANALYZE marts."CampaignKpi";
