import assert from 'node:assert/strict';
import { checkDbtProject } from '../../../src/core/dbt/checks/static/checkDbtProject';
import { connectionOfTarget } from '../../../src/core/dbt/profiles/connectionOfTarget';
import type { YamlDocument } from '../../../src/core/dbt/yaml/yamlNode';
import { JinjaRenderer } from '../../../src/node/dbt/jinja/jinjaRenderer';
import { type DbtCase, readDbtCase, writeDbtCase } from '../../support/dbtCases';
import { jinjaProgram } from '../../support/jinjaProgram';
import { makeScratchFolder } from '../../support/workbench/scratchFolder';

const secret = 'Zq7secretZq7';

/** A profiles.yml with the secret in a place where something is wrong, so that somebody has a reason to print it. */
const places: Readonly<Record<string, string>> = {
  'a password': `password: ${secret}`,
  'a password that is a number beside others': `password: ${secret}\npass: ${secret}`,
  'a password under another key': `passwort: ${secret}\nPGPASSWORD: ${secret}\nsslpassword: ${secret}\napi_token: ${secret}`,
  'a URL as host': `host: postgresql://ann:${secret}@db.example:5432/shop`,
  'a URL without a scheme that dbt knows': `host: jdbc:postgresql://ann:${secret}@db/shop`,
  'a password without its closing quote': `password: "${secret}\nrole: x`,
  'a password with braces': `password: "{{ ${secret}"`,
  'a password that is a literal of Jinja': `password: "{{ '${secret}' | nofilter }}"`,
  'a password with a colon': `password: ${secret}: x`,
  'a password with an unknown tag': `password: !vault ${secret}`,
  'a password as an alias': `password: *${secret}`,
  'a password as a key': secret,
  'a password as a list': `password: [${secret}]`,
  'a number from a secret': `port: "{{ env_var('DBT_ENV_SECRET_PW') | as_number }}"`,
  'a number from a plain variable': `port: "{{ env_var('PLAIN') | as_number }}"`,
  'a secret as the name of a variable': `host: "{{ env_var(env_var('DBT_ENV_SECRET_PW')) }}"`,
  'a secret in a condition': `host: "{{ 'x' if env_var('PLAIN') > 5 else 'y' }}"`,
  'a secret as host': `host: "{{ env_var('DBT_ENV_SECRET_PW') }}"`,
  'a secret in a call': `host: "{{ env_var('PLAIN').nothing(1) }}"`,
  'a secret as role': `role: "{{ env_var('DBT_ENV_SECRET_PW') }}"`,
};

describe('secrets of dbt profiles', () => {
  const renderer = new JinjaRenderer(jinjaProgram);

  after(() => renderer.dispose());

  for (const [name, target] of Object.entries(places)) {
    it(`keeps to itself ${name}`, async () => {
      const scratch = makeScratchFolder('dbt-secrets');
      try {
        const env = `PW=${secret}\nDBT_ENV_SECRET_PW=${secret}\nPLAIN=${secret}`;
        const lines = target.split('\n').map((line) => (line.includes(':') ? line : `${line}: `));
        const sections = new Map([
          ...([
            ['target', lines.join('\n')],
            ['env', env],
            ['facts', '{"tracked": true}'],
          ] as const),
        ]);
        const testCase: DbtCase = { title: name, sections };
        await writeDbtCase(testCase, scratch.path);
        const project = await readDbtCase(testCase, scratch.path, renderer);
        const documents: readonly (YamlDocument | undefined)[] = [
          project.document,
          project.profiles?.document,
        ];
        const said = {
          findings: checkDbtProject(project).map(({ fixes, ...finding }) => ({
            ...finding,
            fixes: fixes.map(({ title }) => title),
          })),
          problems: [...project.problems, ...documents.flatMap((document) => document?.problems ?? [])],
          connections: project.targets.map(connectionOfTarget),
          values: project.targets.flatMap(({ fields }) => [...fields.values()].map(({ value }) => value)),
          rendered: [...project.rendered.values()],
        };
        assert.ok(said.values.length > 0 || said.problems.length > 0, 'nothing was read');
        assert.ok(!JSON.stringify(said, plain).includes(secret), JSON.stringify(said, plain));
      } finally {
        scratch.remove();
      }
    });
  }
});

function plain(_key: string, value: unknown): unknown {
  return value instanceof Map ? [...value] : value;
}
