import assert from 'node:assert/strict';
import { anyScaffold } from '../../../../src/core/scaffold/scaffolds';
import { partitionIndexScaffold } from '../../../../src/core/scaffold/partitionIndex/partitionIndexScaffold';
import { partitionsScaffold } from '../../../../src/core/scaffold/partitions/partitionsScaffold';
import { answer, refuses, type SeedCase } from './seedCase';

const insert = `INSERT INTO core.loans (loan_number, product_type, loan_amount, interest_rate, term_months) VALUES ('LN1', 'PERSONAL_LOAN', 1, 0.1, 12)`;

/** What the partitions replace. */
export const partitionSeeds: readonly SeedCase[] = [
  {
    place: '002, Loan Management: only 2024 has a partition, so a loan of today is refused',
    scaffold: anyScaffold(partitionsScaffold),
    seed: [],
    wrong: (client) => refuses(client, insert, /no partition of relation "loans" found for row/),
    form: { table: 'core.loans', every: 'year', missing: true, ahead: '1' },
    right: async (client) => {
      await client.query(insert);
      await client.query(
        insert
          .replace('(loan_number,', '(application_date, loan_number,')
          .replace(`('LN1'`, `(now() + interval '1 year', 'LN2'`),
      );
      assert.equal(await answer(client, 'SELECT count(DISTINCT tableoid) FROM core.loans'), '2');
    },
  },
  {
    place: '002, Lab 4: an index of a partitioned table, concurrently',
    scaffold: anyScaffold(partitionIndexScaffold),
    seed: ['CREATE INDEX CONCURRENTLY idx_loans_amount_status ON core.loans (loan_amount DESC, status)'],
    error: /cannot create index on partitioned table "loans" concurrently/,
    form: {
      table: 'core.loans',
      name: 'idx_loans_amount_status',
      columns: [{ name: 'loan_amount', descending: true }, { name: 'status' }],
      concurrently: true,
    },
    right: async (client) => {
      const valid = (relation: string) =>
        answer(
          client,
          `SELECT bool_and(indisvalid) FROM pg_index WHERE indrelid = '${relation}'::regclass AND NOT indisunique`,
        );
      assert.equal(await valid('core.loans'), true);
      assert.equal(await valid('core.loans_2024'), true);
    },
  },
];
