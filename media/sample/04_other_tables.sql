CREATE TABLE analytics.customer_metrics (
    metric_id           uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    customer_id         uuid NOT NULL REFERENCES core.customers (customer_id),
    metric_date         date NOT NULL,
    total_loans         integer NOT NULL DEFAULT 0,
    active_loans        integer NOT NULL DEFAULT 0,
    total_borrowed      numeric(15, 2) NOT NULL DEFAULT 0,
    total_repaid        numeric(15, 2) NOT NULL DEFAULT 0,
    current_outstanding numeric(15, 2) NOT NULL DEFAULT 0,
    days_past_due       integer NOT NULL DEFAULT 0,
    risk_score          numeric(5, 2),
    ltv_ratio           numeric(7, 4),
    created_at          timestamptz NOT NULL DEFAULT now(),
    UNIQUE (customer_id, metric_date)
);
COMMENT ON TABLE analytics.customer_metrics IS 'One row for each customer and month end';
COMMENT ON COLUMN analytics.customer_metrics.ltv_ratio IS 'Loan to value of the collateral';

CREATE TABLE analytics.risk_indicators (
    indicator_id    uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    entity_type     varchar(20) NOT NULL CHECK (entity_type IN ('CUSTOMER', 'LOAN', 'PORTFOLIO')),
    entity_id       uuid NOT NULL,
    indicator_type  varchar(50) NOT NULL,
    indicator_value numeric(10, 4),
    threshold_value numeric(10, 4),
    alert_level     varchar(20) CHECK (alert_level IN ('LOW', 'MEDIUM', 'HIGH', 'CRITICAL')),
    calculated_at   timestamptz NOT NULL DEFAULT now(),
    expires_at      timestamptz,
    metadata        jsonb
);
COMMENT ON TABLE analytics.risk_indicators IS 'Values beyond a threshold, for customers and loans';

CREATE INDEX idx_entity_type_id ON analytics.risk_indicators (entity_type, entity_id);
CREATE INDEX idx_alert_level ON analytics.risk_indicators (alert_level);
CREATE INDEX idx_calculated_at ON analytics.risk_indicators (calculated_at);

CREATE TABLE metadata.data_lineage (
    lineage_id           uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    source_system        varchar(100) NOT NULL,
    source_table         varchar(200) NOT NULL,
    target_system        varchar(100) NOT NULL,
    target_table         varchar(200) NOT NULL,
    transformation_type  varchar(50),
    transformation_logic text,
    pipeline_id          varchar(100),
    execution_timestamp  timestamptz NOT NULL DEFAULT now(),
    record_count         bigint,
    success_flag         boolean NOT NULL DEFAULT true,
    error_message        text,
    created_at           timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE metadata.data_lineage IS 'Which job filled which table from which, run by run';
CREATE INDEX idx_data_lineage_target ON metadata.data_lineage (target_table, execution_timestamp DESC);

CREATE TABLE metadata.job_execution (
    job_id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    job_name    text NOT NULL,
    started_at  timestamptz NOT NULL,
    ended_at    timestamptz,
    status      text NOT NULL CHECK (status IN ('RUNNING', 'SUCCEEDED', 'FAILED')),
    rows_read   bigint,
    parameters  jsonb NOT NULL DEFAULT '{}'
);
COMMENT ON TABLE metadata.job_execution IS 'Runs of the nightly jobs';

CREATE TABLE metadata.catalog_info (
    table_name  text PRIMARY KEY,
    domain      text NOT NULL,
    steward     text NOT NULL,
    contains_personal_data boolean NOT NULL,
    tags        text[] NOT NULL DEFAULT '{}'
);
COMMENT ON TABLE metadata.catalog_info IS 'Who answers for which table';

-- status instead of a flag: a row that failed is REJECTED and stays so until somebody sets it back to NEW, so a bad
-- row is not tried for ever.
CREATE TABLE staging.customer_imports (
    import_id     uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    batch_id      varchar(50) NOT NULL,
    source_system varchar(100) NOT NULL,
    raw_data      jsonb NOT NULL,
    status        varchar(10) NOT NULL DEFAULT 'NEW' CHECK (status IN ('NEW', 'LOADED', 'REJECTED')),
    attempts      integer NOT NULL DEFAULT 0,
    error_message text,
    imported_at   timestamptz NOT NULL DEFAULT now(),
    processed_at  timestamptz,
    CHECK ((status = 'REJECTED') = (error_message IS NOT NULL))
);
COMMENT ON TABLE staging.customer_imports IS 'Customers as other systems deliver them; staging.load_customer_imports() takes them over';
CREATE INDEX idx_customer_imports_new ON staging.customer_imports (batch_id) WHERE status = 'NEW';
