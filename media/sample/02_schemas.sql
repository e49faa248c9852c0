CREATE SCHEMA IF NOT EXISTS core;
COMMENT ON SCHEMA core IS 'What the applications write: customers, loans, payments, products';

CREATE SCHEMA IF NOT EXISTS analytics;
COMMENT ON SCHEMA analytics IS 'Metrics and risk indicators, calculated from core';

CREATE SCHEMA IF NOT EXISTS metadata;
COMMENT ON SCHEMA metadata IS 'Lineage, job runs and the data catalog';

CREATE SCHEMA IF NOT EXISTS staging;
COMMENT ON SCHEMA staging IS 'Where imports land before they are checked';

CREATE SCHEMA IF NOT EXISTS marts;
COMMENT ON SCHEMA marts IS 'What dashboards read';
