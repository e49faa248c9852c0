import assert from 'node:assert/strict';
import { mergeRuns, readRunResults, readSourceResults } from '../../../../src/core/dbt/graph/runResults';

const metadata = { generated_at: '2026-11-21T10:00:00Z', invocation_id: 'i1' };

describe('what the last runs of dbt did', () => {
  it('reads run_results.json', () => {
    const read = readRunResults({
      metadata,
      args: { target: 'postgres', which: 'build' },
      results: [
        {
          unique_id: 'model.shop.a',
          ...{ status: 'success', execution_time: 1.5, message: 'SELECT 10', failures: null },
          adapter_response: { _message: 'SELECT 10', rows_affected: 10 },
        },
        {
          unique_id: 'test.shop.t',
          status: 'fail',
          failures: 3,
          message: 'Got 3 results',
          adapter_response: {},
        },
        { unique_id: 'model.shop.v', status: 'success', adapter_response: { rows_affected: -1 } },
        { status: 'success' },
        null,
      ],
    });
    assert.deepEqual([read.target, read.command, read.invocation], ['postgres', 'build', 'i1']);
    const at = metadata.generated_at;
    assert.deepEqual(Object.fromEntries(read.runs), {
      'model.shop.a': { status: 'success', at, seconds: 1.5, message: 'SELECT 10', rows: 10 },
      'test.shop.t': { status: 'fail', at, seconds: undefined, message: 'Got 3 results', rows: 3 },
      'model.shop.v': { status: 'success', at, seconds: undefined, message: undefined, rows: undefined },
    });
  });

  it('reads sources.json beside it', () => {
    const sources = readSourceResults({
      metadata,
      results: [
        {
          ...{ unique_id: 'source.shop.core.a', status: 'warn', execution_time: 0.2 },
          ...{ max_loaded_at: '2026-11-01T00:00:00Z', snapshotted_at: '2026-11-21T09:00:00Z' },
        },
        {
          unique_id: 'source.shop.core.b',
          status: 'runtime error',
          error: 'relation "core.b" does not exist',
        },
      ],
    });
    const all = mergeRuns(readRunResults({ results: [{ unique_id: 'm', status: 'error' }] }).runs, sources);
    assert.deepEqual(
      [...all].map(([id, { status, at, message }]) => [id, status, at, message]),
      [
        ['m', 'error', '', undefined],
        ['source.shop.core.a', 'warn', '2026-11-21T09:00:00Z', 'The newest row is of 2026-11-01T00:00:00Z.'],
        ['source.shop.core.b', 'runtime error', metadata.generated_at, 'relation "core.b" does not exist'],
      ],
    );
  });

  it('reads nothing from what is something else', () => {
    for (const value of [undefined, null, 1, [], {}, { results: 1, metadata: 1, args: [] }]) {
      assert.equal(readRunResults(value).runs.size, 0);
      assert.equal(readSourceResults(value).size, 0);
    }
  });
});
