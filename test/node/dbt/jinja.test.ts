import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { hasJinja, type JinjaOutcome } from '../../../src/node/dbt/jinja/jinjaMessages';
import { renderTemplate } from '../../../src/node/dbt/jinja/renderTemplate';
import { type DbtProgram, dbtOrSkip } from '../../support/dbt';
import { repositoryRoot } from '../../support/sourceFiles';

const folder = path.join(repositoryRoot, 'test/fixtures/dbt/reading');

interface Cases {
  readonly environment: Readonly<Record<string, string>>;
  readonly vars: Readonly<Record<string, unknown>>;
  readonly templates: readonly string[];
}

type Answer = { readonly value: unknown } | { readonly structure: true } | { readonly failed: string };

/** What a profile has no use for: a list where one value is wanted is wrong either way, as text or as a list. */
const different: readonly string[] = ['{{ [1, 2] }}', "{{ {'a': 1} }}"];

describe('Jinja as dbt renders it', () => {
  let dbt: DbtProgram;

  before(async function () {
    dbt = await dbtOrSkip(this);
  });

  it('renders every template as the real dbt does, or says that it cannot tell', function () {
    this.timeout(60_000);
    const input = readFileSync(path.join(folder, 'jinja.json'), 'utf8');
    const cases = JSON.parse(input) as Cases;
    const { stdout, stderr } = spawnSync(dbt.python, [path.join(folder, 'renderJinja.py')], {
      input,
      encoding: 'utf8',
    });
    assert.notEqual(stdout, '', stderr);
    const answers = JSON.parse(stdout) as readonly Answer[];
    const wrong = cases.templates.filter((text, at) => {
      const outcome = renderTemplate(
        { text, context: 'profile', secret: false },
        { ...cases, target: undefined },
      );
      const answer = answers[at];
      return hasJinja(text) && !different.includes(text) && !(answer && agrees(outcome, answer));
    });
    assert.deepEqual(wrong, []);
  });

  it('never puts a secret or a value into what it says', () => {
    const environment = { DBT_ENV_SECRET_PW: 'sekret', PLAIN: 'sekret' };
    const templates = [
      "{{ env_var('DBT_ENV_SECRET_PW') | int + 'x' }}",
      "{{ env_var('PLAIN') | as_number }}",
      "{{ env_var('PLAIN') | as_bool }}",
      "{{ env_var('PLAIN') | nofilter }}",
      "{{ env_var('PLAIN')() }}",
      "{{ env_var(env_var('PLAIN') | int) }}",
      "{{ env_var('PLAIN').nothing() }}",
      "{{ 'sekret }}",
      "{{ raise_exception(env_var('PLAIN')) }}",
    ];
    for (const text of templates) {
      for (const secret of [true, false]) {
        const outcome = renderTemplate(
          { text, context: 'profile', secret },
          { environment, vars: {}, target: undefined },
        );
        assert.ok(!JSON.stringify(outcome).includes('sekret'), `${text}: ${JSON.stringify(outcome)}`);
      }
    }
    const asked = renderTemplate(
      { text: "{{ env_var('PLAIN') }}", context: 'profile', secret: true },
      { environment, vars: {}, target: undefined },
    );
    assert.deepEqual(asked, { kind: 'secret', type: 'string', empty: false, variables: ['PLAIN'] });
  });

  it('allows no secret in dbt_project.yml', () => {
    const world = { environment: { DBT_ENV_SECRET_PW: 'x' }, vars: {}, target: undefined };
    const outcome = renderTemplate(
      { text: "{{ env_var('DBT_ENV_SECRET_PW') }}", context: 'project', secret: false },
      world,
    );
    assert.match(outcome.kind === 'failed' ? outcome.message : '', /allows secrets only in profiles\.yml/);
  });
});

function agrees(outcome: JinjaOutcome, answer: Answer): boolean {
  switch (outcome.kind) {
    case 'value':
      return 'value' in answer && answer.value === outcome.value;
    case 'secret':
      return 'value' in answer && typeof answer.value === outcome.type;
    case 'structure':
      return 'structure' in answer;
    case 'failed':
      return outcome.doubtful || 'failed' in answer;
  }
}
