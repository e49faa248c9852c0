import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { CancelledError, neverCancelled } from '../../../src/base/cancelSignal';
import { JinjaRenderer } from '../../../src/node/dbt/jinja/jinjaRenderer';
import { jinjaProgram } from '../../support/jinjaProgram';
import { makeScratchFolder } from '../../support/workbench/scratchFolder';

describe('The thread that renders Jinja', () => {
  it('does not take the time that a busy machine needs to start it for a template without end', async () => {
    const limit = 1000;
    const scratch = makeScratchFolder('jinja');
    const program = path.join(scratch.path, 'slowStart.js');
    writeFileSync(
      program,
      `Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ${String(limit + 200)});
       require(${JSON.stringify(jinjaProgram)});`,
    );
    const renderer = new JinjaRenderer(program, limit);
    try {
      const [outcome] = await renderer.render(
        [{ text: "{{ env_var('DBT_HOST') }}", context: 'profile', secret: false }],
        { environment: { DBT_HOST: 'db' }, vars: {}, target: undefined },
        neverCancelled,
      );
      assert.deepEqual(outcome, { kind: 'value', value: 'db', variables: ['DBT_HOST'] });
    } finally {
      renderer.dispose();
      scratch.remove();
    }
  });

  it('blames a template without end for itself, also when nobody waits for it any more', async () => {
    const renderer = new JinjaRenderer(jinjaProgram, 1000);
    const world = { environment: {}, vars: {}, target: undefined };
    const template = (text: string) => ({ text, context: 'profile', secret: false }) as const;
    try {
      await renderer.render([template("{{ 'warm' }}")], world, neverCancelled);
      const stop = new AbortController();
      const loop = '{% for i in range(100000) %}';
      const hanging = renderer.render(
        [template(`${loop}${loop}{% endfor %}{% endfor %}`), template("{{ 'a' }}")],
        world,
        stop.signal,
      );
      stop.abort();
      await assert.rejects(hanging, CancelledError);
      const outcomes = await renderer.render(
        [template("{{ 'b' }}"), template("{{ 'c' }}")],
        world,
        neverCancelled,
      );
      assert.deepEqual(
        outcomes,
        ['b', 'c'].map((value) => ({ kind: 'value', value, variables: [] })),
      );
    } finally {
      renderer.dispose();
    }
  });
});
