import assert from 'node:assert/strict';
import { isCancellation } from '../../../../src/base/cancelSignal';
import { conversionMigration } from '../../../../src/core/scaffold/convert/conversionMigration';
import { type MigrationPart, partFiles } from '../../../../src/core/scaffold/migrationFiles';
import { splitStatements } from '../../../../src/core/sql/splitStatements';
import { ConversionModel } from '../../../../src/vscode/convert/conversionModel';
import { snapshotDifference } from '../../../support/catalogSnapshot';
import { runAll } from '../../../support/catalog';
import { conversionBed } from '../../../support/convert/conversionBed';
import type { OpenConversion } from '../../../support/convert/openConversion';
import { longNames, oddNames } from '../../../support/convert/oddTables';
import { everything, loans } from '../../../support/convert/tableWithEverything';

/** Tables whose conversions differ in what must be carried over. */
const tables: readonly { title: string; sql: readonly string[]; table: typeof loans; key: string }[] = [
  { title: 'with everything', sql: everything, table: loans, key: 'at' },
  { title: 'of odd names', ...oddNames },
  { title: 'of long names', ...longNames },
  {
    title: 'whose key holds the partition key',
    table: { schema: 'public', name: 'keyed' },
    key: 'at',
    sql: [
      'CREATE TABLE keyed (at timestamptz, id integer, CONSTRAINT keyed_key PRIMARY KEY (id, at) DEFERRABLE)',
    ],
  },
  {
    title: 'without any key',
    table: { schema: 'public', name: 'numbers' },
    key: 'n',
    sql: ['CREATE TABLE numbers (n bigint, t text)', 'INSERT INTO numbers SELECT generate_series(1, 1000)'],
  },
];

describe('a conversion as migration files', () => {
  const bed = conversionBed('convert_files');
  const { open, snapshot } = bed;

  async function partsOf(conversion: OpenConversion, key = 'at'): Promise<readonly MigrationPart[]> {
    return conversionMigration(await conversion.propose({ key }), await conversion.facts());
  }

  for (const { title, sql, table, key } of tables) {
    it(`does what the page does, of a table ${title}, and leads back`, async () => {
      await runAll(bed.server, bed.database, sql);
      const before = await snapshot();
      const conversion = await open(table);
      const spec = await conversion.propose({ key });
      const parts = conversionMigration(spec, await conversion.facts());
      await conversion.run.goOn(spec);
      const swapped = await snapshot();
      assert.equal(conversion.run.status.message, undefined);
      await conversion.run.goBack(spec);
      const files = filesOf(parts);
      for (const round of ['first', 'again']) {
        await run(files.up.slice(0, -2));
        assert.deepEqual(snapshotDifference(swapped, await snapshot()), [], round);
        await run(files.up.slice(-2, -1));
        await run(files.down.slice(1));
        assert.deepEqual(snapshotDifference(before, await snapshot()), [], round);
      }
      await run(files.up);
      assert.equal((await conversion.facts()).phase, 'finished');
      const finished = await snapshot();
      await assert.rejects(run(files.down), /is finished: there is no way back/);
      assert.deepEqual(snapshotDifference(finished, await snapshot()), []);
    });
  }

  it('keeps rows that were written meanwhile', async () => {
    await runAll(bed.server, bed.database, everything);
    const conversion = await open();
    const files = filesOf(await partsOf(conversion));
    await run(files.up.slice(0, -1));
    await runAll(bed.server, bed.database, [`INSERT INTO core.loans (at, amount) VALUES ('9000-01-01', 70)`]);
    const rows = () => bed.server.query('SELECT * FROM core.loans ORDER BY id', [], bed.database);
    const written = await rows();
    await run(files.down.slice(1));
    assert.deepEqual(await rows(), written);
  });

  it('is found by the page, which goes on from where the files stopped', async () => {
    await runAll(bed.server, bed.database, everything);
    const conversion = await open();
    const files = filesOf(await partsOf(conversion));
    await run(files.up.slice(0, 2));
    const facts = await conversion.facts();
    assert.equal(facts.phase, 'validated');
    assert.ok(facts.spec);
    await conversion.run.goOn(facts.spec);
    assert.equal((await conversion.facts()).phase, 'swapped');
  });

  it('does not swap before the rows were compared, and changes nothing then', async () => {
    await runAll(bed.server, bed.database, everything);
    const conversion = await open();
    const files = filesOf(await partsOf(conversion));
    await run([files.up[0] ?? '', files.up[2] ?? '']);
    const before = await snapshot();
    await assert.rejects(run([files.up[3] ?? '']), /not compared with the bound yet/);
    assert.deepEqual(snapshotDifference(before, await snapshot()), []);
  });

  it('runs as dbmate sends it: each way as one text', async () => {
    await runAll(bed.server, bed.database, everything);
    const before = await snapshot();
    const parts = await partsOf(await open());
    const files = partFiles(parts, { stamp: '20261231235958', title: 'Convert loans', style: 'dbmate' });
    assert.deepEqual(
      files.map(({ name }) => name),
      [
        '20261231235958_convert_loans_bound.sql',
        '20261231235959_convert_loans_validate.sql',
        '20270101000000_convert_loans_key.sql',
        '20270101000001_convert_loans_swap.sql',
        '20270101000002_convert_loans_analyze.sql',
        '20270101000003_convert_loans_finish.sql',
      ],
    );
    const ways = files.slice(0, -1).map(({ text }) => dbmateWays(text));
    await send(ways.map(({ up }) => up));
    await send(ways.map(({ down }) => down).reverse());
    assert.deepEqual(snapshotDifference(before, await snapshot()), []);
  });

  it('says in each file what to wait for', async () => {
    await runAll(bed.server, bed.database, everything);
    const [bound = '', , key = '', swap = ''] = filesOf(await partsOf(await open())).up;
    assert.match(
      bound,
      /^BEGIN;\n\n-- Bound at.*\n.*\n-- The primary key becomes \(id, at\)[\s\S]*-- From the first step until the swap, rows whose at is /,
    );
    assert.match(bound, /SET LOCAL lock_timeout = '2s';\nALTER TABLE core\.loans ADD CONSTRAINT/);
    assert.match(key, /-- Wait for its end\. When it fails.*\nCREATE UNIQUE INDEX CONCURRENTLY/);
    assert.doesNotMatch(key, /BEGIN|COMMIT/);
    assert.match(swap, /^BEGIN;[\s\S]*-- When a lock is not to be had in time[\s\S]*\n\nCOMMIT;\n$/);
  });

  it('is refused for a conversion that was begun, and possible over a read-only connection, which never writes', async () => {
    await runAll(bed.server, bed.database, everything);
    const conversion = await open();
    let readOnly = true;
    const model = new ConversionModel(conversion.lines, loans, () => ({
      ...{ connectionName: 'W', database: bed.database, environment: 'production', readOnly },
    }));
    const { signal } = new AbortController();
    await model.propose({ key: 'at', period: 'month', width: '1', count: 3, withDefault: true }, signal);
    assert.equal((await model.migration(signal)).length, 6);
    const before = await snapshot();
    await assert.rejects(model.go(), /W is read-only, and nothing was sent/);
    assert.deepEqual(snapshotDifference(before, await snapshot()), []);
    readOnly = false;
    await model.go();
    await assert.rejects(model.migration(signal), /not begun/);
    model.dispose();
    await assert.rejects(model.back(), isCancellation);
    assert.equal((await conversion.facts()).phase, 'swapped');
  });

  /** As psql sends a file: one statement after the other. */
  async function run(files: readonly string[]): Promise<void> {
    await bed.server.withAdmin(async (client) => {
      for (const file of files) {
        for (const { text } of splitStatements(file)) {
          await client.query(text);
        }
      }
    }, bed.database);
  }

  async function send(texts: readonly string[]): Promise<void> {
    await bed.server.withAdmin(async (client) => {
      for (const text of texts) {
        await client.query(text);
      }
    }, bed.database);
  }
});

/** The texts of the files in the order in which they run. */
function filesOf(parts: readonly MigrationPart[]) {
  const files = partFiles(parts, { stamp: '20261121171500', title: 'Convert', style: 'sql' });
  const sorted = files.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const texts = (ending: string) =>
    sorted.filter(({ name }) => name.endsWith(ending)).map(({ text }) => text);
  return { up: texts('.up.sql'), down: texts('.down.sql').reverse() };
}

/** What dbmate finds between its marks, with the transaction that it puts around. */
function dbmateWays(text: string): { readonly up: string; readonly down: string } {
  const found =
    /^-- migrate:up( transaction:false)?\n([\s\S]*)\n-- migrate:down( transaction:false)?\n([\s\S]*)$/.exec(
      text,
    );
  assert.ok(found);
  const [, upAlone, up = '', downAlone, down = ''] = found;
  const wrapped = (way: string, alone: string | undefined) =>
    alone === undefined ? `BEGIN;\n${way}\nCOMMIT;` : way;
  return { up: wrapped(up, upAlone), down: wrapped(down, downAlone) };
}
