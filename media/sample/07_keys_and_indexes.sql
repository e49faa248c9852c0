-- Keys and indexes come after the data: checking once and sorting once is faster than row by row.

ALTER TABLE core.loans ADD CONSTRAINT loans_customer_id_fkey
    FOREIGN KEY (customer_id) REFERENCES core.customers (customer_id);
ALTER TABLE core.loans ADD CONSTRAINT loans_product_type_fkey
    FOREIGN KEY (product_type) REFERENCES core.products (product_type);
ALTER TABLE core.payments ADD CONSTRAINT payments_customer_id_fkey
    FOREIGN KEY (customer_id) REFERENCES core.customers (customer_id);

CREATE INDEX idx_customer_kyc_status ON core.customers (kyc_status);
CREATE INDEX idx_customer_created_at ON core.customers (created_at);
CREATE INDEX idx_customers_credit_score ON core.customers (credit_score DESC);
CREATE INDEX idx_customer_address_gin ON core.customers USING gin (address);

-- CREATE INDEX CONCURRENTLY does not work on a partitioned table. On one in use: CREATE INDEX … ON ONLY the parent,
-- CONCURRENTLY on each partition, then ALTER INDEX … ATTACH PARTITION.
CREATE INDEX idx_loans_customer_status_date ON core.loans (customer_id, status, application_date DESC);
CREATE INDEX idx_loans_amount_status ON core.loans (loan_amount DESC, status);
CREATE INDEX idx_active_loans ON core.loans (customer_id, loan_amount) WHERE status IN ('APPROVED', 'DISBURSED');

CREATE INDEX idx_payments_loan_date_amount ON core.payments (loan_id, payment_date DESC, amount DESC);
CREATE INDEX idx_payments_customer ON core.payments (customer_id);
CREATE INDEX idx_payments_payment_date ON core.payments (payment_date);
CREATE INDEX idx_payments_status ON core.payments (status);

-- The statements that follow need to know how much there is. Autovacuum would look at partitions only; a partitioned
-- table itself must be asked for.
ANALYZE core.customers;
ANALYZE core.products;
ANALYZE core.loans;
ANALYZE core.payments;

-- Tells listening sessions that a loan's status changed. NOTIFY is lost when nobody listens and does not pass a pooler
-- in transaction mode: to stream every change to Kafka, use logical replication instead.
CREATE FUNCTION core.notify_loan_status_change() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = ''
    AS $$
BEGIN
    PERFORM pg_notify('loan_status_changed', json_build_object(
        'loan_id', NEW.loan_id,
        'loan_number', NEW.loan_number,
        'old_status', OLD.status,
        'new_status', NEW.status,
        'changed_at', now())::text);
    RETURN NULL;
END
$$;

CREATE TRIGGER loan_status_change_trigger
    AFTER UPDATE OF status ON core.loans
    FOR EACH ROW
    WHEN (OLD.status IS DISTINCT FROM NEW.status)
    EXECUTE FUNCTION core.notify_loan_status_change();
