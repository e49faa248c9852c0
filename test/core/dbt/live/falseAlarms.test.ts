import assert from 'node:assert/strict';
import type { LiveFacts } from '../../../../src/core/dbt/live/liveFacts';
import { runTargetChecks } from '../../../../src/core/dbt/live/targetChecks';
import { dbtGraph, dbtNode, dbtTarget } from '../../../support/dbtLiveBed';
import { oddFacts } from '../../../support/dbtOddFacts';

const facts = oddFacts('shop')[0];
assert.ok(facts?.catalog && facts.graph);
const { catalog, project, graph } = facts;

/** What looks wrong, and the same where nothing is wrong. */
const alarms: readonly { check: string; about: string; wrong: LiveFacts; fine: LiveFacts }[] = [
  {
    check: 'connection-limits',
    about: 'a limit of the database behind a pooler, whose own limits count',
    wrong: limited('none'),
    fine: limited('transaction'),
  },
  {
    check: 'source-missing',
    about: 'a source that only models of another adapter read',
    wrong: withoutRelations([]),
    fine: withoutRelations([dbtTarget('duck', { type: 'duckdb' })]),
  },
  {
    check: 'extensions',
    about: 'an extension that a hook creates',
    wrong: facts,
    fine: {
      ...facts,
      graph: dbtGraph([
        ...graph.nodes.values(),
        dbtNode({
          kind: 'model',
          name: 'first',
          schema: 'shop',
          config: { preHooks: ['CREATE EXTENSION IF NOT EXISTS "uuid-ossp"'] },
        }),
      ]),
    },
  },
  {
    check: 'schema-rights',
    about: 'the schema of a target in which nothing is built',
    wrong: facts,
    fine: { ...facts, graph: dbtGraph([dbtNode({ kind: 'model', name: 'first', schema: 'elsewhere' })]) },
  },
];

describe('Checks of a dbt target', () => {
  for (const { check, about, wrong, fine } of alarms) {
    it(`${check} is quiet about ${about}`, () => {
      const found = [wrong, fine].map((each) =>
        runTargetChecks(each).some((finding) => finding.check === check),
      );
      assert.deepEqual(found, [true, false]);
    });
  }
});

function limited(pooler: 'none' | 'transaction'): LiveFacts {
  const server = { ...catalog.server, pooler, databaseConnectionLimit: 1, databaseConnections: 1 };
  return { ...facts, catalog: { ...catalog, server } } as LiveFacts;
}

function withoutRelations(more: LiveFacts['project']['targets']): LiveFacts {
  return {
    ...facts,
    project: { ...project, targets: [dbtTarget('dev', { type: 'postgres' }), ...more] },
    catalog: { ...catalog, relations: new Map() },
  } as LiveFacts;
}
