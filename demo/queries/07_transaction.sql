-- The session stays open from statement to statement; the status bar shows the transaction.
BEGIN;

-- Each customer sees one row; another customer's id would show another.
SET LOCAL ROLE lakehouse_app_user;

SELECT set_config('app.current_customer_id', md5('customer:1')::uuid::text, true);

SELECT customer_code, full_name, kyc_status FROM core.customers;

ROLLBACK;
