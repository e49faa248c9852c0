import assert from 'node:assert/strict';
import { readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { keptRun, restoreRun } from '../../../src/core/history/keptRun';
import { RunStore } from '../../../src/core/query/runStore';
import { KeptResults } from '../../../src/node/history/keptResults';
import { ResultFolder } from '../../../src/node/results/resultFolder';
import { dataRows } from '../../support/dataRows';
import { rowsOf } from '../../support/storedRows';
import { makeScratchFolder } from '../../support/workbench/scratchFolder';

const limits = { rowCap: 1_000_000, byteCap: 1_000_000_000 };
const generous = { runs: 10, bytes: 1_000_000_000 };
const planned = (text: string) => ({ text, range: { start: 0, end: text.length } });
const column = (name: string) => ({
  ...{ name, typeOid: 23, typeModifier: -1, typeName: 'integer', tableOid: 0, attributeNumber: 0 },
});

describe('kept results', () => {
  let scratch: ReturnType<typeof makeScratchFolder>;
  let folder: ResultFolder;
  let kept: KeptResults;
  let isThere = true;

  beforeEach(() => {
    scratch = makeScratchFolder('kept');
    folder = new ResultFolder(path.join(scratch.path, 'results'));
    kept = new KeptResults(path.join(scratch.path, 'kept'));
  });

  afterEach(() => {
    folder.dispose();
    scratch.remove();
  });

  const runOf = async (count: number, width = 10) => {
    const texts = ["create role a password 'hunter2'", 'select n', 'select 1/0', 'select 2'];
    const store = new RunStore(texts.map(planned), limits, () => folder.newRows());
    store.start(0);
    store.succeed(0, { commandTag: 'CREATE ROLE', rowCount: 0, complete: true, elapsedMs: 1 });
    const sink = store.start(1);
    sink.columns([column('n'), column('text')]);
    for (let first = 0; first < count; first += 1000) {
      const rows = Array.from({ length: Math.min(1000, count - first) }, (_, row) => [
        row % 7 === 0 ? null : String(first + row),
        'ü'.repeat((row * width) % 50),
      ]);
      await sink.blocks([dataRows(rows)]);
    }
    store.succeed(1, { commandTag: undefined, rowCount: count, complete: false, elapsedMs: 2.5 });
    store.start(2);
    const message = "no 'hunter2' there";
    store.fail(2, { message, server: undefined, place: undefined }, 3);
    store.finish();
    return store;
  };
  const keep = (id: string, store: RunStore, given = generous) =>
    kept.keep(
      id,
      {
        run: keptRun(store.statements, limits, true),
        rows: store.statements.map(({ rows }) => rows),
        isThere: () => isThere,
      },
      given,
    );

  it('come back with all rows after the run is gone, in files for the owner alone', async () => {
    const store = await runOf(30_000);
    const expected = await rowsOf(store.statement(1));
    await keep('one', store);
    store.dispose();
    const run = await kept.read('one');
    assert.ok(run);
    assert.equal(JSON.stringify(run).includes('hunter2'), false);
    assert.equal(run.statements[0]?.text, "create role a password '•••'");
    const again = new RunStore(
      run.statements.map(({ text }) => planned(text)),
      run.limits,
      () => folder.newRows(),
    );
    await restoreRun(run, again, (statement, into) => kept.rows('one', statement, into));
    assert.deepEqual(await rowsOf(again.statement(1)), expected);
    assert.deepEqual(
      again.statements.map(({ state, complete, commandTag, error }) => [
        state,
        complete,
        commandTag,
        error?.message,
      ]),
      [
        ['done', true, 'CREATE ROLE', undefined],
        ['done', false, undefined, undefined],
        ['failed', true, undefined, 'no ••• there'],
        ['skipped', true, undefined, undefined],
      ],
    );
    again.dispose();
    if (process.platform !== 'win32') {
      const files = path.join(scratch.path, 'kept/one');
      assert.deepEqual(
        readdirSync(files).map((name) => statSync(path.join(files, name)).mode & 0o777),
        [0o600, 0o600],
      );
    }
  });

  it('are those of the last runs, up to a size', async () => {
    for (const [index, id] of ['a', 'b', 'c', 'd'].entries()) {
      const store = await runOf(100);
      await keep(id, store, { runs: 3, bytes: 1_000_000 });
      store.dispose();
      utimesSync(path.join(scratch.path, 'kept', id), index + 1, index + 1);
    }
    assert.deepEqual([...(await kept.ids())].sort(), ['b', 'c', 'd']);
    const bytes = statSync(path.join(scratch.path, 'kept/d/1.rows')).size;
    await kept.retain({ runs: 3, bytes: 3 * bytes });
    assert.deepEqual([...(await kept.ids())].sort(), ['c', 'd']);
    const store = await runOf(100);
    await keep('e', store, { runs: 3, bytes: bytes - 1 });
    await keep('f', store, { runs: 0, bytes });
    store.dispose();
    assert.deepEqual([...(await kept.ids())].sort(), ['c', 'd']);
    await kept.delete('c');
    assert.deepEqual([...(await kept.ids())], ['d']);
    await kept.clear();
    assert.deepEqual([...(await kept.ids())], []);
  });

  it('are not kept when the rows went away meanwhile', async () => {
    const store = await runOf(100);
    isThere = false;
    assert.equal(await keep('one', store), false);
    isThere = true;
    store.dispose();
    assert.deepEqual(readdirSync(path.join(scratch.path, 'kept')), []);
  });

  it('are left alone by the folder of open results, and read as far as they are whole', async () => {
    const store = await runOf(500);
    await keep('one', store);
    store.dispose();
    await folder.removeLeftovers();
    writeFileSync(path.join(scratch.path, 'kept/one/1.rows'), 'D\0\0', { flag: 'a' });
    const rows = folder.newRows();
    await kept.rows('one', 1, rows);
    assert.equal(rows.count, 500);
    rows.dispose();
    writeFileSync(path.join(scratch.path, 'kept/one/run.json'), '{"statements":');
    assert.equal(await kept.read('one'), undefined);
    assert.equal(await kept.read('none'), undefined);
  });
});
