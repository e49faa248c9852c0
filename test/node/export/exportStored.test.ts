import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../../../src/base/userError';
import { type ExportFormat, exportFormats } from '../../../src/core/export/exportFormat';
import type { Cell } from '../../../src/core/ports';
import type { ResultColumn } from '../../../src/core/query/session';
import { defaultExportOptions } from '../../../src/core/export/exportOptions';
import { exportStored } from '../../../src/node/export/exportStored';
import { RowFile } from '../../../src/node/results/rowFile';
import { dataRows } from '../../support/dataRows';
import { encodeProgram } from '../../support/encodeProgram';
import { makeScratchFolder } from '../../support/workbench/scratchFolder';

const columns = [column('id', 23), column('name', 25), column('doc', 3802)];

describe('exporting a result', () => {
  const scratch = makeScratchFolder('export');
  let files = 0;
  let rows: RowFile;

  beforeEach(() => {
    // A file of its own: the last one's may still be on its way out.
    rows = new RowFile(path.join(scratch.path, `${++files}.rows`));
  });

  afterEach(() => rows.dispose());
  after(() => scratch.remove());

  const target = (name: string) => path.join(scratch.path, name);
  const run = (
    name: string,
    format: ExportFormat,
    options: { guard?: boolean; stop?: AbortController } = {},
  ) => {
    const { guard = false, stop = new AbortController() } = options;
    const told: number[] = [];
    const written = exportStored({
      rows,
      columns,
      format: format.id,
      options: { ...defaultExportOptions, target: 'marts.x', guardFormulas: guard },
      path: target(name),
      progress: (progress) => told.push(progress.rows),
      signal: stop.signal,
      program: encodeProgram,
    });
    return written.then(() => ({ text: readFileSync(target(name), 'utf8'), told }));
  };

  const small: readonly (readonly Cell[])[] = [
    ['1', '=1+1', '{"a":\n1}'],
    ['-2', null, null],
  ];
  const cases: readonly (readonly [string, string])[] = [
    ['csv', 'id,name,doc\n1,=1+1,"{""a"":\n1}"\n-2,,\n'],
    ['tsv', 'id\tname\tdoc\n1\t=1+1\t"{""a"":\n1}"\n-2\t\t\n'],
    [
      'json',
      '[\n  { "id": 1, "name": "=1+1", "doc": {"a": 1} },\n  { "id": -2, "name": null, "doc": null }\n]\n',
    ],
    ['ndjson', '{ "id": 1, "name": "=1+1", "doc": {"a": 1} }\n{ "id": -2, "name": null, "doc": null }\n'],
    [
      'insert',
      `INSERT INTO marts.x (id, name, doc) VALUES\n  (1, '=1+1', '{"a":\n1}'),\n  (-2, NULL, NULL);\n`,
    ],
    [
      'markdown',
      '| id | name | doc |\n| ---: | --- | --- |\n| 1 | =1\\+1 | \\{"a":<br>1\\} |\n| \\-2 |  |  |\n',
    ],
    ['copyText', '1\t=1+1\t{"a":\\n1}\n-2\t\\N\t\\N\n'],
  ];
  for (const [id, expected] of cases) {
    it(`as ${id}`, async () => {
      void rows.append([dataRows(small)]);
      assert.equal((await run(id, formatOf(id))).text, expected);
    });
  }

  it('has a case for every format of text', () => {
    assert.deepEqual(
      cases.map(([id]) => id).sort(),
      exportFormats.flatMap(({ id, writer }) => (writer ? [id] : [])).sort(),
    );
  });

  it('keeps a spreadsheet from taking text for a formula, when asked; numbers stay', async () => {
    void rows.append([dataRows(small)]);
    const { text } = await run('guarded', formatOf('csv'), { guard: true });
    assert.equal(text, 'id,name,doc\n1,\'=1+1,"{""a"":\n1}"\n-2,,\n');
  });

  it('writes many rows in parts, and tells how many', async () => {
    const many = Array.from({ length: 100_000 }, (_, index) => [String(index), 'ä'.repeat(30), null]);
    void rows.append([dataRows(many)]);
    const { text, told } = await run('many', formatOf('csv'));
    assert.equal(text.split('\n').length, 100_002);
    assert.ok(text.endsWith(`99999,${'ä'.repeat(30)},\n`));
    assert.ok(told.length > 2);
    assert.equal(told.at(-1), 100_000);
  });

  it('leaves no file, and an old one as it was, when it is cancelled', async () => {
    void rows.append([dataRows(small)]);
    writeFileSync(target('old'), 'before');
    const stop = new AbortController();
    stop.abort();
    await assert.rejects(run('old', formatOf('csv'), { stop }));
    assert.equal(readFileSync(target('old'), 'utf8'), 'before');
    assert.deepEqual(
      readdirSync(scratch.path).filter((name) => name.endsWith('.part')),
      [],
    );
  });

  it('says why a file cannot be written', async () => {
    void rows.append([dataRows(small)]);
    mkdirSync(target('folder'));
    for (const [name, why] of [
      ['nowhere/x.csv', /was not written: its folder is not there\. Nothing was changed\.$/],
      ['folder', /was not written: it is a folder\. Nothing was changed\.$/],
    ] as const) {
      await assert.rejects(run(name, formatOf('csv')), (error) => {
        assert.ok(error instanceof UserError);
        assert.match(error.message, why);
        return true;
      });
    }
    assert.deepEqual(
      readdirSync(scratch.path).filter((name) => name.endsWith('.part')),
      [],
    );
  });
});

function column(name: string, typeOid: number): ResultColumn {
  return { name, typeOid, typeModifier: -1, typeName: '', tableOid: 0, attributeNumber: 0 };
}

function formatOf(id: string): ExportFormat {
  const format = exportFormats.find((each) => each.id === id);
  assert.ok(format);
  return format;
}
