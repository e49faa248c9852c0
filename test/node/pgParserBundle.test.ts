import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { isRecord } from '../../src/base/validate';
import type { SqlParser } from '../../src/core/sql/parser';
import { repositoryRoot } from '../support/sourceFiles';

/** The unbundled parser finds its WebAssembly in node_modules; the extension has none and must find it in dist. */
describe('PgParser in the bundle', () => {
  it('finds its WebAssembly beside its chunk', async () => {
    const { PgParser } = loadChunk('src/node/sql/pgParser.ts') as { PgParser: new () => SqlParser };
    const outcome = await new PgParser().parse('select 1; select 2');
    assert.equal(outcome.value?.length, 2);
  });
});

function loadChunk(entryPoint: string): unknown {
  const metafile: unknown = JSON.parse(
    readFileSync(path.join(repositoryRoot, 'out/host-metafile.json'), 'utf8'),
  );
  assert.ok(isRecord(metafile) && isRecord(metafile.outputs));
  const found = Object.entries(metafile.outputs).find(
    ([, output]) => isRecord(output) && output.entryPoint === entryPoint,
  );
  assert.ok(found, `no chunk begins at ${entryPoint}`);
  const file = path.join(repositoryRoot, found[0]);
  return createRequire(file)(file);
}
