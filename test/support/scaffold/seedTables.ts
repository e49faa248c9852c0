/** The schemas, tables and rows of the guide, word for word, as far as its other statements need them. */
export const seedTables: readonly string[] = [
  'CREATE SCHEMA IF NOT EXISTS core',
  'CREATE SCHEMA IF NOT EXISTS analytics',
  'CREATE SCHEMA IF NOT EXISTS metadata',
  'CREATE SCHEMA IF NOT EXISTS staging',
  `CREATE TABLE core.customers (
    customer_id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    customer_code VARCHAR(20) UNIQUE NOT NULL,
    full_name VARCHAR(255) NOT NULL,
    id_number VARCHAR(20) UNIQUE NOT NULL,
    phone_number VARCHAR(15),
    email VARCHAR(255),
    date_of_birth DATE,
    address JSONB,
    kyc_status VARCHAR(20) DEFAULT 'PENDING',
    credit_score INTEGER,
    created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    updated_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP
)`,
  `CREATE TABLE core.loans (
    loan_id UUID DEFAULT gen_random_uuid(),
    loan_number VARCHAR(30) NOT NULL,
    customer_id UUID REFERENCES core.customers(customer_id),
    product_type VARCHAR(50) NOT NULL,
    loan_amount DECIMAL(15,2) NOT NULL,
    interest_rate DECIMAL(5,4) NOT NULL,
    term_months INTEGER NOT NULL,
    status VARCHAR(20) DEFAULT 'APPLIED',
    application_date TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    approval_date TIMESTAMP,
    disbursement_date TIMESTAMP,
    maturity_date DATE,
    collateral_info JSONB,
    risk_assessment JSONB,
    created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    updated_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    PRIMARY KEY (loan_id, application_date),
    UNIQUE (loan_number, application_date)
) PARTITION BY RANGE (application_date)`,
  `CREATE TABLE core.loans_2024 PARTITION OF core.loans
    FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')`,
  `INSERT INTO core.customers (customer_code, full_name, id_number, credit_score)
   VALUES ('CUST001', 'Nguyen Van An', '123456789', 750), ('CUST002', 'Tran Thi Binh', '987654321', 680)`,
];
