import assert from 'node:assert/strict';
import { neverCancelled } from '../../../../src/base/cancelSignal';
import { startValues } from '../../../../src/core/scaffold/formValues';
import { startPostgres, type TestServer } from '../../../support/postgres';
import type { PostgresMajor } from '../../../support/postgresBinaries';
import { applySteps } from '../../../support/scaffold/propertyRun';
import { PropertyBed } from '../../../support/scaffold/propertyBed';
import { seedTables } from '../../../support/scaffold/seedTables';
import { partitionSeeds } from './partitionSeeds';
import { rowSecuritySeeds } from './rowSecuritySeeds';
import { schemaSeeds } from './schemaSeeds';
import { refuses, type SeedCase } from './seedCase';
import { tableSeeds } from './tableSeeds';

const cases: readonly SeedCase[] = [...schemaSeeds, ...tableSeeds, ...partitionSeeds, ...rowSecuritySeeds];

for (const major of [15, 18] as const satisfies readonly PostgresMajor[]) {
  describe(`the seeds' wrong statements, and the scaffolds in their place, on PostgreSQL ${String(major)}`, () => {
    let server: TestServer;

    before(async () => {
      server = await startPostgres({ major });
    });

    after(() => server.dispose());

    for (const each of cases) {
      it(`${each.place} → ${each.scaffold.title}`, async () => {
        await showWrong(server, each);
        await showRight(server, each);
      });
    }
  });
}

async function showWrong(server: TestServer, { needs = [], seed, error, wrong }: SeedCase): Promise<void> {
  const bed = await PropertyBed.open(server);
  try {
    await bed.prepare([...seedTables, ...needs]);
    const runs = error ? seed.slice(0, -1) : seed;
    for (const statement of runs) {
      await bed.client.query(`SET search_path = public`);
      await bed.client.query(statement);
    }
    if (error) {
      await refuses(bed.client, seed.at(-1) ?? '', error);
    }
    await wrong?.(bed.client);
  } finally {
    await bed.close();
  }
}

async function showRight(server: TestServer, { needs = [], scaffold, form, right }: SeedCase): Promise<void> {
  const bed = await PropertyBed.open(server);
  try {
    await bed.prepare([...seedTables, ...needs]);
    const values = { ...startValues(scaffold.form), ...form };
    const outcome = await scaffold.plan(values, bed.catalog, neverCancelled);
    assert.ok(outcome.kind === 'plan', JSON.stringify(outcome));
    assert.deepEqual(outcome.plan.problems, []);
    await applySteps(
      bed,
      outcome.plan.steps.filter((step) => step.present !== true),
    );
    await right(bed.client);
  } finally {
    await bed.close();
  }
}
