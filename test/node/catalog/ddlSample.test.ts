import assert from 'node:assert/strict';
import { neverCancelled } from '../../../src/base/cancelSignal';
import type { ActionTarget, TargetKind } from '../../../src/core/catalog/actions/target';
import { type DdlStatement, joined } from '../../../src/core/catalog/ddl/ddl';
import { ddlOf } from '../../../src/core/catalog/ddl/ddlOf';
import type { CatalogQuery } from '../../../src/core/ports';
import { openCatalog, type OpenCatalog, runAll } from '../../support/catalog';
import { snapshotDifference } from '../../support/catalogSnapshot';
import { snapshotOf } from '../../support/ddlRoundTrip';
import { everyTarget } from '../../support/ddlWalk';
import { createSampleDatabase } from '../../support/sampleLakehouse';
import { sharedServer } from '../../support/sharedServer';

/** What has a DDL of its own, in an order in which it can be made. */
const order: readonly TargetKind[] = [
  'schema',
  'extension',
  'foreignDataWrapper',
  'foreignServer',
  'enum',
  'compositeType',
  'domain',
  'range',
  'function',
  'procedure',
  'aggregate',
  'sequence',
  'table',
  'partitionedTable',
  'foreignTable',
  'view',
  'materializedView',
  'publication',
  'eventTrigger',
];

describe('DDL of the whole sample lakehouse', function () {
  this.timeout(180_000);

  it('makes an equal catalog', async () => {
    const server = await sharedServer();
    const original = await createSampleDatabase(server);
    const copy = await server.createDatabase('sample_copy');
    const catalog = await openCatalog(server, original);
    try {
      const statements = await statementsOf(catalog);
      await runAll(server, copy, statements);
      assert.ok(statements.length > 150, `There are only ${statements.length} statements.`);
    } finally {
      await catalog.close();
    }
    const difference = snapshotDifference(await snapshotOf(server, original), await snapshotOf(server, copy));
    assert.deepEqual(difference, []);
  });
});

/** A sequence that a column owns comes with the table. */
const ownedSequences: CatalogQuery<number> = {
  name: 'ownedSequences',
  text: `SELECT d.objid FROM pg_catalog.pg_depend AS d JOIN pg_catalog.pg_sequence AS s ON s.seqrelid = d.objid
          WHERE d.refobjsubid > 0 AND d.deptype IN ('a', 'i')`,
  values: [],
  row: ([oid]) => Number(oid),
};

/** Every statement of every object of the database: first what creates, then what refers to other objects. */
async function statementsOf(catalog: OpenCatalog): Promise<readonly string[]> {
  const targets = await walk(catalog);
  const parts = [];
  for (const target of targets) {
    parts.push(await ddlOf(catalog, { target }, neverCancelled));
  }
  const { statements } = joined(...parts);
  const of = (stage: DdlStatement['stage']) =>
    statements.filter((statement) => statement.stage === stage).map(({ sql }) => sql);
  // Bodies of functions are not checked before the tables are there that they read.
  return ['SET check_function_bodies = off', ...of('create'), ...of('link')];
}

/** What has a DDL of its own, in the order in which it can be made. */
async function walk(catalog: OpenCatalog): Promise<readonly ActionTarget[]> {
  const owned = new Set(await catalog.read(ownedSequences, neverCancelled));
  const found = (await everyTarget(catalog)).filter(
    ({ kind, oid }) => order.includes(kind) && !owned.has(oid),
  );
  const rank = ({ kind }: ActionTarget) =>
    order.indexOf(kind === 'partitionedTable' || kind === 'foreignTable' ? 'table' : kind);
  return found.sort((a, b) => rank(a) - rank(b) || a.oid - b.oid);
}
