-- Put the cursor in a statement and press Ctrl+Enter (Cmd+Enter on a Mac). Each document has a session of its own.

SELECT current_database(), current_user, version();

-- The biggest loans of the last 30 days.
SELECT loan_number, product_type, loan_amount, status, application_date
  FROM core.loans
 WHERE application_date >= now() - interval '30 days'
 ORDER BY loan_amount DESC
 LIMIT 50;

-- Many rows: the result comes in pages.
SELECT * FROM core.payments ORDER BY payment_date DESC;
