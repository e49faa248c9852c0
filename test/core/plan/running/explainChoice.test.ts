import assert from 'node:assert/strict';
import {
  type ChoiceContext,
  chosenOptions,
  type ExplainChoice,
  offeredOptions,
  readChoice,
  recommendedChoice,
} from '../../../../src/core/plan/running/explainChoice';
import { readSettings, recommendedSettings } from '../../../../src/core/plan/running/explainSettings';

describe('The options of EXPLAIN', () => {
  const offered: readonly (readonly [version: number, analyze: boolean, names: string])[] = [
    [120_000, true, 'analyze buffers timing settings verbose costs summary'],
    [120_000, false, 'analyze settings verbose costs summary'],
    [130_000, true, 'analyze buffers timing wal settings verbose costs summary'],
    [160_000, false, 'analyze settings verbose costs summary genericPlan'],
    [170_000, true, 'analyze buffers timing wal serialize memory settings verbose costs summary'],
    [180_000, false, 'analyze memory settings verbose costs summary genericPlan'],
  ];
  for (const [version, analyze, names] of offered) {
    it(`are offered by version ${version}, ${analyze ? 'with' : 'without'} ANALYZE`, () => {
      assert.equal(offeredOptions(version, recommendedChoice(analyze)).join(' '), names);
    });
  }

  const sent: readonly (readonly [
    changes: Partial<ExplainChoice>,
    context: Partial<ChoiceContext>,
    text: string,
  ])[] = [
    [{}, {}, 'ANALYZE, VERBOSE, BUFFERS, SETTINGS, MEMORY'],
    [{}, { writes: true }, 'ANALYZE, VERBOSE, BUFFERS, SETTINGS, WAL, MEMORY'],
    [{}, { version: 120_000, writes: true }, 'ANALYZE, VERBOSE, BUFFERS, SETTINGS'],
    [{}, { version: 110_000 }, 'ANALYZE, VERBOSE, BUFFERS'],
    [{}, { executes: false }, 'VERBOSE, SUMMARY, SETTINGS, MEMORY'],
    [{}, { executes: false, version: 120_000 }, 'VERBOSE, SUMMARY, SETTINGS'],
    [{ timing: 'off' }, {}, 'ANALYZE, VERBOSE, BUFFERS, SETTINGS, TIMING OFF, MEMORY'],
    [{ timing: 'off' }, { executes: false }, 'VERBOSE, SUMMARY, SETTINGS, MEMORY'],
    [
      { wal: 'on', serialize: 'binary' },
      {},
      'ANALYZE, VERBOSE, BUFFERS, SETTINGS, WAL, SERIALIZE BINARY, MEMORY',
    ],
    [{ buffers: 'off', memory: 'off' }, {}, 'ANALYZE, VERBOSE, BUFFERS OFF, SETTINGS'],
    [{ buffers: 'off' }, { version: 170_000 }, 'ANALYZE, VERBOSE, SETTINGS, MEMORY'],
    [
      { costs: 'off', summary: 'off', verbose: 'off' },
      {},
      'ANALYZE, BUFFERS, SUMMARY OFF, SETTINGS, MEMORY, COSTS OFF',
    ],
    [{ genericPlan: 'on' }, { executes: false }, 'VERBOSE, SUMMARY, SETTINGS, MEMORY, GENERIC_PLAN'],
    [{ genericPlan: 'on' }, { executes: false, version: 150_000 }, 'VERBOSE, SUMMARY, SETTINGS'],
    [{ genericPlan: 'on' }, {}, 'ANALYZE, VERBOSE, BUFFERS, SETTINGS, MEMORY'],
  ];
  for (const [changes, context, text] of sent) {
    it(`are sent for ${JSON.stringify(changes)} ${JSON.stringify(context)}`, () => {
      const choice = { ...recommendedChoice(true), ...changes };
      const options = chosenOptions(choice, { version: 180_000, executes: true, writes: false, ...context });
      assert.equal([...options.values()].join(', '), text);
    });
  }

  it('are read as they were stored, and what is not known as recommended', () => {
    assert.deepEqual(readChoice({}), recommendedChoice(true));
    const stored = { analyze: 'off', wal: 'perhaps', serialize: 'text', timing: 5, unheard: 'on' };
    assert.deepEqual(readChoice(stored), { ...recommendedChoice(false), serialize: 'text' });
  });
});

describe('The settings of an EXPLAIN', () => {
  it('are remembered without the role', () => {
    const { choice } = recommendedSettings(true);
    assert.deepEqual(readSettings({ choice, timeoutMs: 5000, repeat: 5, role: 'somebody' }), {
      ...{ choice, timeoutMs: 5000, repeat: 5 },
      role: undefined,
    });
  });

  it('are the recommended ones where nothing sensible was stored', () => {
    for (const stored of [undefined, null, 'text', {}, { choice: 7, timeoutMs: -1, repeat: 'x' }]) {
      assert.deepEqual(readSettings(stored), recommendedSettings(true));
    }
    assert.equal(readSettings({ repeat: 100_000 }).repeat, 100);
    assert.equal(readSettings({ repeat: 0 }).repeat, 1);
  });
});
