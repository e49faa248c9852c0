-- Points in time are timestamptz: a plain timestamp does not say which zone it means.

CREATE TABLE core.customers (
    customer_id   uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    customer_code varchar(20) NOT NULL UNIQUE,
    full_name     varchar(255) NOT NULL,
    id_number     varchar(20) NOT NULL UNIQUE,
    phone_number  varchar(15),
    email         varchar(255),
    date_of_birth date,
    address       jsonb,
    kyc_status    varchar(20) NOT NULL DEFAULT 'PENDING'
                  CHECK (kyc_status IN ('PENDING', 'APPROVED', 'REJECTED', 'EXPIRED')),
    credit_score  integer CHECK (credit_score BETWEEN 300 AND 850),
    created_at    timestamptz NOT NULL DEFAULT now(),
    updated_at    timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE core.customers IS 'One row for each customer; row level security protects it';
COMMENT ON COLUMN core.customers.customer_code IS 'The number that the customer knows';
COMMENT ON COLUMN core.customers.id_number IS 'National identity number';
COMMENT ON COLUMN core.customers.address IS 'Keys: city, district, ward, postal_code';
COMMENT ON COLUMN core.customers.credit_score IS '300 (bad) to 850 (good); null when never asked';

CREATE TABLE core.products (
    product_type  varchar(50) PRIMARY KEY,
    name          text NOT NULL,
    base_rate     numeric(5, 4) NOT NULL,
    min_amount    numeric(15, 2) NOT NULL,
    max_amount    numeric(15, 2) NOT NULL,
    longest_term  integer NOT NULL,
    needs_collateral boolean NOT NULL,
    CHECK (min_amount <= max_amount)
);
COMMENT ON TABLE core.products IS 'The loans that can be applied for; amounts in VND';

-- Partitioned by quarter. The primary key must contain the partition key, so loan_number is unique for one
-- application date only; the application that gives the numbers must keep them unique.
CREATE TABLE core.loans (
    loan_id           uuid NOT NULL DEFAULT gen_random_uuid(),
    loan_number       varchar(30) NOT NULL,
    customer_id       uuid NOT NULL,
    product_type      varchar(50) NOT NULL,
    loan_amount       numeric(15, 2) NOT NULL CHECK (loan_amount > 0),
    interest_rate     numeric(5, 4) NOT NULL,
    term_months       integer NOT NULL CHECK (term_months > 0),
    status            varchar(20) NOT NULL DEFAULT 'APPLIED',
    application_date  timestamptz NOT NULL DEFAULT now(),
    approval_date     timestamptz,
    disbursement_date timestamptz,
    maturity_date     date,
    collateral_info   jsonb,
    risk_assessment   jsonb,
    created_at        timestamptz NOT NULL DEFAULT now(),
    updated_at        timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (loan_id, application_date),
    UNIQUE (loan_number, application_date)
) PARTITION BY RANGE (application_date);
COMMENT ON TABLE core.loans IS 'Loan applications and what became of them, partitioned by quarter of application';
COMMENT ON COLUMN core.loans.status IS 'APPLIED, REJECTED, APPROVED, DISBURSED, CLOSED or DEFAULTED';
COMMENT ON COLUMN core.loans.interest_rate IS 'A year, as a fraction: 0.1250 is 12.5 %';

-- Partitioned by month. loan_id has no foreign key: it would need the loan's application date as a second column.
CREATE TABLE core.payments (
    payment_id     uuid NOT NULL DEFAULT gen_random_uuid(),
    transaction_id varchar(50) NOT NULL,
    loan_id        uuid,
    customer_id    uuid NOT NULL,
    payment_type   varchar(20) NOT NULL CHECK (payment_type IN ('DISBURSEMENT', 'REPAYMENT', 'FEE')),
    amount         numeric(15, 2) NOT NULL,
    payment_method varchar(30),
    payment_date   timestamptz NOT NULL DEFAULT now(),
    due_date       date,
    status         varchar(20) NOT NULL DEFAULT 'PENDING',
    channel        varchar(30),
    metadata       jsonb,
    created_at     timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (payment_id, payment_date)
) PARTITION BY RANGE (payment_date);
COMMENT ON TABLE core.payments IS 'Money in and out, partitioned by month of payment';
COMMENT ON COLUMN core.payments.channel IS 'MOBILE_APP, BRANCH or BANK_TRANSFER';
