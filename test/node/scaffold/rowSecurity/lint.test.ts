import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { neverCancelled } from '../../../../src/base/cancelSignal';
import type { LintFinding } from '../../../../src/core/scaffold/rowSecurity/lint/lintRule';
import { lintRowSecurity } from '../../../../src/core/scaffold/rowSecurity/lint/lintRowSecurity';
import { lintRules } from '../../../../src/core/scaffold/rowSecurity/lint/lintRules';
import { readPolicyCatalog } from '../../../../src/core/scaffold/rowSecurity/lint/readPolicyCatalog';
import { openCatalog, runAll } from '../../../support/catalog';
import { startPostgres, type TestServer } from '../../../support/postgres';
import type { PostgresMajor } from '../../../support/postgresBinaries';
import { fixtureStatements, rowSecurityFixtures } from '../../../support/scaffold/rowSecurityFixtures';

const faults = readdirSync(path.join(rowSecurityFixtures, 'lint')).map((file) => path.parse(file).name);

for (const major of [15, 18] as const satisfies readonly PostgresMajor[]) {
  describe(`Row security lint on PostgreSQL ${major}`, () => {
    let server: TestServer;
    let clean: string;

    before(async () => {
      server = await startPostgres({ major });
      clean = await server.createDatabase('clean');
      await runAll(server, clean, [...fixtureStatements('roles'), ...fixtureStatements('clean')]);
    });

    after(() => server.dispose());

    const lint = async (database: string): Promise<readonly LintFinding[]> => {
      const catalog = await openCatalog(server, database);
      try {
        return lintRowSecurity(await readPolicyCatalog(catalog, neverCancelled));
      } finally {
        await catalog.close();
      }
    };

    it('finds nothing in the clean template', async () => {
      assert.deepEqual(await lint(clean), []);
    });

    for (const fault of faults) {
      it(`finds ${fault}, and nothing after its fix`, async () => {
        const database = await server.createDatabase('fault', { template: clean });
        await runAll(server, database, fixtureStatements(path.join('lint', fault)));
        const found = await lint(database);
        assert.deepEqual(
          [...new Set(found.map(({ rule }) => rule))],
          [fault],
          JSON.stringify(found, null, 1),
        );
        for (const finding of found) {
          const [fix] = finding.fixes.filter(({ kind }) => kind === 'sql');
          // What stands in the place of a name that only the user knows is not run.
          if (fix?.kind === 'sql' && !fix.statements.some((sql) => sql.startsWith('--'))) {
            await runAll(server, database, fix.statements);
          }
        }
        const left = (await lint(database)).filter(({ fixes }) =>
          fixes.some((fix) => fix.kind === 'sql' && !fix.statements.some((sql) => sql.startsWith('--'))),
        );
        assert.deepEqual(left, [], JSON.stringify(left, null, 1));
      });
    }
  });
}

describe('Row security lint', () => {
  it('has a planted fault for every rule', () => {
    assert.deepEqual(lintRules.map(({ id }) => id).sort(), faults.toSorted());
  });
});
