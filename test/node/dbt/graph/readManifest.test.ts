import assert from 'node:assert/strict';
import { open, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CancelledError, neverCancelled } from '../../../../src/base/cancelSignal';
import { jsonMembers, jsonValue } from '../../../../src/node/dbt/graph/jsonMembers';
import { readArtifact } from '../../../../src/node/dbt/graph/readArtifact';
import { readManifest } from '../../../../src/node/dbt/graph/readManifest';
import { readRunState } from '../../../../src/node/dbt/graph/readRunState';
import { makeScratchFolder, type ScratchFolder } from '../../../support/workbench/scratchFolder';

const manifest = (models: number, filler = 0) => ({
  metadata: {
    dbt_schema_version: 'https://schemas.getdbt.com/dbt/manifest/v12.json',
    ...{ dbt_version: '1.11.16', generated_at: '2026-11-21T10:00:00Z', project_name: 'shop' },
    ...{ invocation_id: 'i1' },
  },
  nodes: Object.fromEntries(
    Array.from({ length: models }, (_, index) => [
      `model.shop.m${index}`,
      {
        ...{ resource_type: 'model', name: `m${index}`, package_name: 'shop', raw_code: 'x'.repeat(filler) },
        relation_name: `"lake"."marts"."m${index}"`,
      },
    ]),
  ),
  sources: {
    'source.shop.core.a': { name: 'a', source_name: 'core', resource_type: 'source', schema: 'core' },
  },
  macros: { broken: { depends_on: 'not read' } },
});

describe('reading the artifacts of dbt', () => {
  let scratch: ScratchFolder;
  let file: string;

  beforeEach(() => {
    scratch = makeScratchFolder('dbt-artifacts');
    file = path.join(scratch.path, 'manifest.json');
  });

  afterEach(() => scratch.remove());

  it('finds the borders of values as JSON.parse does', () => {
    const value = {
      ...{ 'a"b\\': '\\', '': '"{[', n: -1.5e3, t: true, nil: null, deep: [[{ x: '}]"' }], []], empty: {} },
      ...{ ä: 'Hải Phòng 🧪', '\n': { '\\"': '\\\\"' } },
    };
    for (const text of [
      JSON.stringify(value),
      JSON.stringify(value, undefined, 2),
      ' {} ',
      '\uFEFF{"a":1}',
    ]) {
      const bytes = Buffer.from(text);
      const members = [...jsonMembers(bytes)].map((member) => [member.key, jsonValue(bytes, member)]);
      assert.deepEqual(Object.fromEntries(members), JSON.parse(text.replace('\uFEFF', '')));
    }
  });

  it('knows half a file for what it is, wherever it ends', () => {
    const bytes = Buffer.from(JSON.stringify(manifest(2)));
    for (let length = 0; length < bytes.length; length++) {
      assert.throws(() => [...jsonMembers(bytes.subarray(0, length))], SyntaxError, `cut at ${length}`);
    }
  });

  it('reads nothing where there is nothing', async () => {
    assert.equal(await readManifest(file, neverCancelled), undefined);
    assert.deepEqual(await readRunState(scratch.path, neverCancelled), { runs: new Map(), last: undefined });
  });

  it('reads a manifest of 5 MB whole while dbt is writing it', async () => {
    const text = JSON.stringify(manifest(1000, 5000));
    for (let round = 0; round < 8; round++) {
      // As Python does: the file is emptied and written piece by piece.
      const handle = await open(file, 'w');
      const pieces = text.match(/[\s\S]{1,262144}/g) ?? [];
      const half = pieces.splice(0, round * 2);
      await handle.write(half.join(''));
      const reading = readManifest(file, neverCancelled);
      for (const piece of pieces) {
        await handle.write(piece);
      }
      await handle.close();
      const read = await reading;
      assert.equal(read?.graph.nodes.size, 1001);
      assert.equal(read.graph.nodes.get('model.shop.m999')?.relation?.name, 'm999');
    }
  });

  it('says so when a file stays broken', async () => {
    await writeFile(file, '{"nodes": {"a"');
    const reading = readArtifact(file, ({ bytes }) => [...jsonMembers(bytes)], neverCancelled, 0);
    await assert.rejects(reading, /manifest\.json is not whole\. Run dbt once more/);
  });

  it('takes the target from the results of the same command', async () => {
    await writeFile(file, JSON.stringify(manifest(1)));
    const results = { metadata: { invocation_id: 'i1' }, args: { target: 'prod' }, results: [] };
    await writeFile(path.join(scratch.path, 'run_results.json'), JSON.stringify(results));
    const { last } = await readRunState(scratch.path, neverCancelled);
    const read = await readManifest(file, neverCancelled, ({ invocation }) =>
      invocation === last?.invocation ? last?.target : undefined,
    );
    const origin = read?.graph.origin;
    assert.deepEqual(origin, {
      ...{
        kind: 'manifest',
        file,
        generatedAt: '2026-11-21T10:00:00Z',
        dbtVersion: '1.11.16',
        target: 'prod',
      },
    });
  });

  it('stops when it is told to', async () => {
    await writeFile(file, '{"nodes"');
    const stop = new AbortController();
    const reading = readManifest(file, stop.signal);
    stop.abort(new CancelledError());
    await assert.rejects(reading, CancelledError);
  });
});
