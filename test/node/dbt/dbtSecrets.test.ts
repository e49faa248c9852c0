import assert from 'node:assert/strict';
import { consentKey } from '../../../src/core/connections/connectionProfile';
import { everyDbtCheck } from '../../../src/core/dbt/checks/everyCheck';
import { checkDbtProject } from '../../../src/core/dbt/checks/static/checkDbtProject';
import { connectionOfTarget } from '../../../src/core/dbt/profiles/connectionOfTarget';
import type { DbtFinding } from '../../../src/core/dbt/finding';
import type { DbtTarget } from '../../../src/core/dbt/profiles/target';
import type { DbtProject } from '../../../src/core/dbt/project/dbtProject';
import {
  type CheckReportFormat,
  checkReport,
  checkReportFormats,
} from '../../../src/core/dbt/report/checkReport';
import { debugText } from '../../../src/core/dbt/report/debugText';
import { placeFindings } from '../../../src/core/dbt/report/placedFinding';
import type { DbtItem } from '../../../src/core/dbt/view/dbtItem';
import { dbtItems } from '../../../src/core/dbt/view/dbtItems';
import type { DbtProjectState } from '../../../src/core/dbt/view/dbtState';
import type { YamlDocument } from '../../../src/core/dbt/yaml/yamlNode';
import { JinjaRenderer } from '../../../src/node/dbt/jinja/jinjaRenderer';
import { type DbtCase, readDbtCase, writeDbtCase } from '../../support/dbtCases';
import { jinjaProgram } from '../../support/jinjaProgram';
import { makeScratchFolder } from '../../support/workbench/scratchFolder';

const secret = 'Zq7secretZq7';
const url = `postgresql://ann:${secret}@db.example:5432/shop`;

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
  'a URL from a variable as host': `host: "{{ env_var('DATABASE_URL') }}"`,
  'a URL from a variable as database': `dbname: "{{ env_var('DATABASE_URL') }}"`,
  'a user and a password before the host': `host: ann:${secret}@db.example`,
  'the parameters of libpq as host': `host: host=db password=${secret}`,
  'the parameters of libpq as database': `dbname: dbname=shop password=${secret}`,
  'the parameters of libpq in a role': `role: "builder password='${secret}'"`,
  'a password of digits': `password: 0\npassphrase: ${secret}`,
  'a secret as role': `role: "{{ env_var('DBT_ENV_SECRET_PW') }}"`,
};

describe('secrets of dbt profiles', () => {
  const renderer = new JinjaRenderer(jinjaProgram);

  after(() => renderer.dispose());

  for (const [name, target] of Object.entries(places)) {
    it(`keeps to itself ${name}`, async () => {
      const scratch = makeScratchFolder('dbt-secrets');
      try {
        const env = `PW=${secret}\nDBT_ENV_SECRET_PW=${secret}\nPLAIN=${secret}\nDATABASE_URL=${url}`;
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
        const findings = checkDbtProject(project);
        const connections = project.targets.map(connectionOfTarget);
        const said = {
          findings: findings.map(({ fixes, ...finding }) => ({
            ...finding,
            fixes: fixes.map(({ title }) => title),
          })),
          problems: [...project.problems, ...documents.flatMap((document) => document?.problems ?? [])],
          connections,
          // What is remembered in the workspace of the user's yes.
          consents: connections.flatMap((made) =>
            made.kind === 'connection' ? [consentKey(made.profile)] : [],
          ),
          values: project.targets.flatMap(({ fields }) => [...fields.values()].map(({ value }) => value)),
          rendered: [...project.rendered.values()],
          view: viewTexts(project, findings),
          copied: project.targets.map((target) => debugOf(project, target, findings)),
          printed: checkReportFormats.map((format) => printed(project, findings, format)),
        };
        assert.ok(said.values.length > 0 || said.problems.length > 0, 'nothing was read');
        assert.ok(!JSON.stringify(said, plain).includes(secret), JSON.stringify(said, plain));
      } finally {
        scratch.remove();
      }
    });
  }
});

/** The lines and tooltips of the dbt view. */
function viewTexts(project: DbtProject, findings: readonly DbtFinding[]): readonly string[] {
  const state: DbtProjectState = {
    ...{ project, findings, graph: undefined, runs: new Map(), remarks: [], checkedAt: 0 },
    ...{ live: new Map(), shown: project.targets[0] },
  };
  const texts: string[] = [];
  const walk = (items: readonly DbtItem[]) => {
    for (const { id, label, description, tooltip, children } of items) {
      texts.push(id, label, description, ...tooltip);
      walk(children());
    }
  };
  walk(dbtItems([state], { checks: new Map(), now: 0 }));
  return texts;
}

function debugOf(project: DbtProject, target: DbtTarget, findings: readonly DbtFinding[]): string {
  return debugText({
    ...{ program: 'Lakehouse', operatingSystem: 'Linux', project, target, findings },
    connection: { kind: 'not run' },
  });
}

function printed(project: DbtProject, findings: readonly DbtFinding[], format: CheckReportFormat): string {
  const placed = placeFindings(findings, project, () => undefined);
  const checked = {
    ...{ name: project.name, root: project.root, profilesFile: undefined, findings: placed },
    targets: project.targets.map(({ name }) => ({ name, live: 'not run' }) as const),
  };
  return checkReport({ version: '1', checks: everyDbtCheck, projects: [checked] }, format);
}

function plain(_key: string, value: unknown): unknown {
  return value instanceof Map ? [...value] : value;
}
