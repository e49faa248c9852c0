import assert from 'node:assert/strict';
import { neverCancelled } from '../../../../src/base/cancelSignal';
import { schemaLayoutRules } from '../../../../src/core/scaffold/schemaLayout/schemaLayoutRules';
import { schemaLayoutScaffold } from '../../../../src/core/scaffold/schemaLayout/schemaLayoutScaffold';
import type { SchemaLayoutSpec } from '../../../../src/core/scaffold/schemaLayout/schemaLayoutSpec';
import type { ScaffoldPlan } from '../../../../src/core/scaffold/scaffold';
import { openCatalog, runAll } from '../../../support/catalog';
import type { TestServer } from '../../../support/postgres';
import { sharedServer } from '../../../support/sharedServer';

const roles = ['layout_owner', 'layout_reader', 'layout_dbt'];
const password = 'layout';

const marts: SchemaLayoutSpec = {
  schemas: [{ name: 'marts', comment: undefined }],
  owner: undefined,
  access: [],
  writers: [],
  pathRoles: [],
  path: ['marts'],
};

const reader = { role: 'layout_reader', level: 'read', schemas: ['marts'] } as const;

/** For each rule what must be there, and the layout that it warns about. */
const fixtures: Readonly<Record<string, readonly [readonly string[], SchemaLayoutSpec, RegExp]>> = {
  otherOwner: [
    ['CREATE SCHEMA marts'],
    { ...marts, owner: 'layout_owner' },
    /^Schema marts exists and belongs to lakehouse_admin\./,
  ],
  unnamedCreator: [
    ['CREATE SCHEMA marts', 'GRANT CREATE ON SCHEMA marts TO layout_dbt'],
    { ...marts, access: [reader] },
    /^layout_dbt may create tables in marts, /,
  ],
  openSearchPath: [
    ['CREATE SCHEMA marts', 'GRANT CREATE ON SCHEMA marts TO PUBLIC'],
    { ...marts, pathRoles: ['layout_reader'] },
    /^Everybody may create objects in marts, /,
  ],
};

/** What a role without rights is told, before anything runs. */
const refusals: readonly (readonly [string, readonly string[], SchemaLayoutSpec, readonly string[]])[] = [
  ['creating a schema', [], marts, ['undefined: Creating schema marts needs CREATE on database']],
  [
    'giving a schema to somebody else',
    [`DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO layout_dbt', current_database()); END $$`],
    { ...marts, owner: 'layout_owner' },
    ['owner: You are layout_dbt and can give a schema to layout_owner only as a member of layout_owner.'],
  ],
  [
    'granting on the schema and the tables of somebody else',
    ['CREATE SCHEMA marts', 'CREATE TABLE marts.a (id int)', 'CREATE TABLE marts.b (id int)'],
    { ...marts, access: [reader] },
    [
      'access.0.schemas: You are layout_dbt and may not grant privileges on marts.a and 1 more: it belongs to lakehouse_admin.',
      'access.0.schemas: USAGE on schema marts can be granted by its owner lakehouse_admin or a superuser, and you are layout_dbt.',
      'access.0.role: Default privileges of lakehouse_admin can be changed by lakehouse_admin, its members and superusers only',
    ],
  ],
  [
    'the search_path of somebody else',
    ['CREATE SCHEMA marts'],
    { ...marts, pathRoles: ['layout_reader'] },
    [
      'pathRoles: The settings of layout_reader are changed by layout_reader itself, its administrators or a superuser',
    ],
  ],
  [
    'a role that there is not',
    [],
    { ...marts, writers: ['layout_nobody'] },
    ['writers: There is no role layout_nobody.'],
  ],
];

describe('schema layouts', () => {
  let server: TestServer;

  before(async () => {
    server = await sharedServer();
    for (const role of roles) {
      await server.query(`CREATE ROLE ${role} LOGIN PASSWORD '${password}'`);
    }
  });

  after(async () => {
    for (const role of roles) {
      await server.query(`DROP ROLE ${role}`);
    }
  });

  for (const { id } of schemaLayoutRules) {
    it(`warns: ${id}, and not of an empty database`, async () => {
      const fixture = fixtures[id];
      assert.ok(fixture, `There is no fixture for the rule ${id}.`);
      const [needs, spec, message] = fixture;
      const { warnings } = await planOn(needs, spec);
      assert.deepEqual(
        warnings.map(({ rule }) => rule),
        [id],
      );
      assert.match(warnings[0]?.message ?? '', message);
      assert.deepEqual((await planOn([], spec)).warnings, []);
    });
  }

  for (const [title, needs, spec, wanted] of refusals) {
    it(`says before anything runs which right is missing: ${title}`, async () => {
      const { problems, steps } = await planOn(needs, spec, { user: 'layout_dbt', password });
      assert.deepEqual(steps, []);
      const said = problems.map(({ field, message }) => `${String(field)}: ${message}`);
      assert.equal(said.length, wanted.length, said.join('\n'));
      wanted.forEach((start, place) => assert.ok(said[place]?.startsWith(start), said[place]));
    });
  }

  it('reads as a person would write it', async () => {
    const { steps } = await planOn([], {
      ...marts,
      owner: 'layout_owner',
      access: [reader, { role: 'layout_dbt', level: 'build', schemas: ['marts'] }],
      pathRoles: ['layout_reader'],
    });
    assert.deepEqual(
      steps.map(({ sql }) => sql.replace(/DATABASE \w+/, 'DATABASE d')),
      [
        'CREATE SCHEMA marts AUTHORIZATION layout_owner',
        'GRANT USAGE ON SCHEMA marts TO layout_reader',
        'ALTER DEFAULT PRIVILEGES FOR ROLE layout_owner IN SCHEMA marts GRANT SELECT ON TABLES TO layout_reader',
        'ALTER DEFAULT PRIVILEGES FOR ROLE layout_dbt IN SCHEMA marts GRANT SELECT ON TABLES TO layout_reader',
        'GRANT USAGE, CREATE ON SCHEMA marts TO layout_dbt',
        'ALTER DEFAULT PRIVILEGES FOR ROLE layout_owner IN SCHEMA marts GRANT SELECT ON TABLES TO layout_dbt',
        "ALTER ROLE layout_reader IN DATABASE d SET search_path TO 'marts'",
      ],
    );
  });

  async function planOn(
    needs: readonly string[],
    spec: SchemaLayoutSpec,
    as?: { readonly user: string; readonly password: string },
  ): Promise<ScaffoldPlan> {
    const database = await server.createDatabase('layout');
    await runAll(server, database, needs);
    const catalog = await openCatalog(server, database, as);
    try {
      const facts = await schemaLayoutScaffold.facts(catalog, spec, neverCancelled);
      return schemaLayoutScaffold.generate(spec, facts);
    } finally {
      await catalog.close();
      await server.query(`DROP DATABASE "${database}" WITH (FORCE)`);
    }
  }
});
