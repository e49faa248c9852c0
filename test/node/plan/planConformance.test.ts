import assert from 'node:assert/strict';
import { Client } from 'pg';
import { type ConformanceReport, runConformance } from '../../support/plan/conformance';
import { generatedSetup, generatedStatements } from '../../support/plan/generatedStatements';
import { sharedServer } from '../../support/sharedServer';
import { testedMajor } from '../../support/postgresBinaries';

/** `npm run test:plans` runs all statements on every version; this is a part of them on one. */
const part = 7;

describe('The four formats of a plan', () => {
  let report: ConformanceReport;

  before(async () => {
    const server = await sharedServer();
    const client = new Client({ connectionString: server.url(await server.createDatabase('conformance')) });
    await client.connect();
    try {
      for (const sql of generatedSetup) {
        await client.query(sql);
      }
      const known = generatedStatements.filter(({ since = 0 }) => since <= testedMajor());
      report = await runConformance(
        client,
        known.filter((_, index) => index % part === 0),
      );
    } finally {
      await client.end();
    }
  });

  it('say the same', () => {
    assert.deepEqual(report.refused, []);
    assert.deepEqual(report.differences, []);
    assert.ok(report.compared > 60, `${report.compared} were compared`);
  });

  it('add up', () => {
    assert.deepEqual(report.violations, []);
    assert.ok(report.summed > 120, `${report.summed} were summed`);
  });
});
