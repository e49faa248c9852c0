import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Scaffold, ScaffoldStep } from '../../../src/core/scaffold/scaffold';
import { quoteIdentifier, quoteLiteral } from '../../../src/core/sql/quote';
import type { TestServer } from '../../support/postgres';
import { sharedServer } from '../../support/sharedServer';
import { arbitraryName, arbitraryText } from '../../support/scaffold/arbitraryNames';
import type { PropertyBed } from '../../support/scaffold/propertyBed';
import { propertyRun } from '../../support/scaffold/propertyRun';

interface Spec {
  readonly name: string;
  readonly comment: string;
}

type Change = (steps: readonly ScaffoldStep[]) => readonly ScaffoldStep[];

const faults: readonly (readonly [string, Change, RegExp])[] = [
  ['a statement that does not parse', changed({ sql: 'CREATE SCHEMA oh oh' }), /syntax error/],
  ['two statements in one', changed({ sql: 'SELECT 1; SELECT 2' }), /is not one statement/],
  ['a semicolon at the end', changed({ sql: 'SELECT 1;' }), /ends with a semicolon/],
  ['a statement that the server refuses', changed({ sql: 'DROP TABLE gone' }), /does not exist/],
  [
    'what is not as specified',
    changed({ sql: 'CREATE SCHEMA other', down: ['DROP SCHEMA other'] }),
    /does not exist|other/,
  ],
  ['a down that leaves something', changed({ down: ['SELECT 1'] }), /do not restore the catalog/],
  ['a step without down that does not say why', changed({ down: undefined }), /has no down/],
  [
    'a role that stays',
    (steps) => [...steps, { ...steps[0], ...roleStep }],
    /do not restore the catalog[^]*pg_authid/,
  ],
  [
    'a second run that has something to do',
    (steps) => [...steps, commentStep],
    /does not find everything present/,
  ],
];

const roleStep: ScaffoldStep = { title: 'Make a role', sql: 'CREATE ROLE "left over"', down: ['SELECT 1'] };
const commentStep: ScaffoldStep = { title: 'Look', sql: 'SELECT 1', down: [] };

describe('the property run of scaffolds', function () {
  this.timeout(600_000);
  let server: TestServer;

  before(async () => {
    server = await sharedServer();
  });

  it('passes a scaffold that keeps its word', async () => {
    const report = await propertyRun(commentedSchema(), arbitrarySpec, readBack, { server, runs: 20 });
    assert.deepEqual(report, {
      scaffold: 'commentedSchema',
      major: server.major,
      specs: 20,
      statements: 40,
      refused: 0,
    });
  });

  for (const [title, change, reason] of faults) {
    it(`fails ${title}`, async () => {
      const scaffold = commentedSchema(change);
      await assert.rejects(
        propertyRun(scaffold, fc.constant(oneSpec), readBack, { server, runs: 1 }),
        (error) => {
          assert.match(String(error), reason);
          return true;
        },
      );
    });
  }

  it('fails a spec that is refused though it may not be', async () => {
    const refusing: Scaffold<Spec, boolean> = {
      ...commentedSchema(),
      generate: () => ({ steps: [], warnings: [], problems: [{ field: 'name', message: 'No.' }] }),
    };
    await assert.rejects(
      propertyRun(refusing, fc.constant(oneSpec), readBack, { server, runs: 1 }),
      /The spec was refused/,
    );
    const mayRefuse = () => true;
    const report = await propertyRun(refusing, arbitrarySpec, readBack, { server, runs: 2, mayRefuse });
    assert.equal(report.refused, 2);
  });

  it('leaves no database and no role', async () => {
    const databases = await server.query(`SELECT FROM pg_database WHERE datname LIKE 'scaffold\\_%'`);
    const roles = await server.query(`SELECT FROM pg_roles WHERE rolname = 'left over'`);
    assert.equal(databases.length + roles.length, 0);
  });
});

function changed(change: { readonly [K in keyof ScaffoldStep]?: ScaffoldStep[K] | undefined }): Change {
  return (steps) =>
    steps.map((step, index) => (index === 0 ? ({ ...step, ...change } as ScaffoldStep) : step));
}

const oneSpec: Spec = { name: 'core', comment: 'Business data' };

const arbitrarySpec: fc.Arbitrary<Spec> = fc.record({
  name: arbitraryName.filter((name) => !name.startsWith('pg_') && name !== 'public'),
  comment: arbitraryText,
});

async function readBack({ client }: PropertyBed, { name, comment }: Spec): Promise<void> {
  const { rows } = await client.query(
    `SELECT obj_description(oid, 'pg_namespace') AS comment FROM pg_namespace WHERE nspname = $1`,
    [name],
  );
  assert.deepEqual(rows, [{ comment }]);
}

/** The smallest scaffold: a schema with a comment. */
function commentedSchema(change: Change = (steps) => steps): Scaffold<Spec, boolean> {
  return {
    id: 'commentedSchema',
    title: 'Schema',
    explain: 'Makes a schema with a comment.',
    form: [],
    spec: () => ({ kind: 'problems', problems: [] }),
    facts: async (database, { name }, signal) => {
      const query = {
        name: 'schema',
        text: 'SELECT FROM pg_catalog.pg_namespace WHERE nspname = $1',
        values: [name],
      };
      return (await database.read({ ...query, row: () => true }, signal)).length > 0;
    },
    generate: ({ name, comment }, exists) => {
      const schema = quoteIdentifier(name);
      const present = exists ? { present: true } : {};
      const steps: readonly ScaffoldStep[] = [
        {
          title: `Create schema ${name}`,
          sql: `CREATE SCHEMA ${schema}`,
          down: [`DROP SCHEMA ${schema}`],
          ...present,
        },
        {
          title: `Comment on schema ${name}`,
          sql: `COMMENT ON SCHEMA ${schema} IS ${quoteLiteral(comment)}`,
          down: [`COMMENT ON SCHEMA ${schema} IS NULL`],
          ...present,
        },
      ];
      return { steps: change(steps), warnings: [], problems: [] };
    },
  };
}
