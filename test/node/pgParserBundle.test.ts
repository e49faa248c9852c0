import assert from 'node:assert/strict';
import type { SqlParser } from '../../src/core/sql/parser';
import { loadChunk } from '../support/bundleChunk';

/** The unbundled parser finds its WebAssembly in node_modules; the extension has none and must find it in dist. */
describe('PgParser in the bundle', () => {
  it('finds its WebAssembly beside its chunk', async () => {
    const { PgParser } = loadChunk('src/node/sql/pgParser.ts') as { PgParser: new () => SqlParser };
    const outcome = await new PgParser().parse('select 1; select 2');
    assert.equal(outcome.value?.length, 2);
  });
});
