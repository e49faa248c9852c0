import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { neverCancelled } from '../../src/base/cancelSignal';
import type { DbtProject, ProjectSurroundings } from '../../src/core/dbt/project/dbtProject';
import type { JinjaRenderer } from '../../src/node/dbt/jinja/jinjaRenderer';
import { readDbtProject } from '../../src/node/dbt/project/readDbtProject';

/** A project of dbt in a text: sections that begin with `--- name`, below a title that begins with `===`. */
export interface DbtCase {
  /** Such as `finds: a key with an underscore`. */
  readonly title: string;
  /** The lines of each section by its name: `target`, `env`, `facts`, `expect`, or a file of the project. */
  readonly sections: ReadonlyMap<string, string>;
}

export function readDbtCases(text: string): readonly DbtCase[] {
  return text
    .split(/^=== /m)
    .slice(1)
    .map((part) => {
      const [title = '', ...sections] = part.split(/^--- /m);
      return {
        title: title.trim(),
        sections: new Map(
          sections.map((section) => {
            const end = section.indexOf('\n');
            const name = end < 0 ? section : section.slice(0, end);
            return [name.trim(), end < 0 ? '' : section.slice(end + 1).replace(/(^|\n)\n$/, '$1')] as const;
          }),
        ),
      };
    });
}

export function writeDbtCases(cases: readonly DbtCase[]): string {
  return cases
    .map(({ title, sections }) =>
      [`=== ${title}\n`, ...[...sections].map(([name, text]) => `--- ${name}\n${text}`)].join(''),
    )
    .join('\n');
}

/** A target that has no fault. */
const healthy: readonly (readonly [key: string, value: string])[] = [
  ['type', 'postgres'],
  ['host', 'localhost'],
  ['port', '5432'],
  ['user', 'ann'],
  ['password', `"{{ env_var('PW') }}"`],
  ['dbname', 'shop'],
  ['schema', 'analytics'],
  ['threads', '4'],
];

const own = ['target', 'env', 'facts', 'graph', 'command', 'expect'];

/** The variables of a case: the password of the healthy target, and what its section `env` says. */
export function environmentOf({ sections }: DbtCase): Record<string, string> {
  const lines = (sections.get('env') ?? '').split('\n').filter((line) => line.includes('='));
  const pairs = lines.map(
    (line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const,
  );
  return { PW: 'sekret', ...Object.fromEntries(pairs) };
}

/** Writes the files of a case into a folder; what it does not say is a project without a fault. */
export async function writeDbtCase({ sections }: DbtCase, folder: string): Promise<void> {
  const files: Record<string, string> = {
    'dbt_project.yml': 'name: shop\nprofile: shop\n',
    'profiles.yml': profilesOf(sections.get('target') ?? ''),
    ...Object.fromEntries([...sections].filter(([name]) => !own.includes(name))),
  };
  for (const [name, text] of Object.entries(files)) {
    if (Object.keys(files).some((other) => other.startsWith(`${name}/`))) {
      continue;
    }
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), text);
  }
}

/** Reads the project of a case as the extension does, in a home without profiles. */
export function readDbtCase(testCase: DbtCase, folder: string, renderer: JinjaRenderer): Promise<DbtProject> {
  const environment = { HOME: path.join(folder, 'home'), ...environmentOf(testCase) };
  return readDbtProject(folder, environment, { renderer }, neverCancelled).then((project) =>
    withFacts(project, testCase),
  );
}

/** The healthy target with lines put in the place of others, `-key` left out, and the rest added. */
function profilesOf(changes: string): string {
  const fields = new Map(healthy);
  for (const line of changes.split('\n').filter((each) => each.trim() !== '')) {
    const [, minus, key = '', value = ''] = /^(-?)([\w.-]+):? ?(.*)$/.exec(line) ?? [];
    if (minus === '-') {
      fields.delete(key);
    } else {
      fields.set(key, value);
    }
  }
  const lines = [...fields].map(([key, value]) => `      ${key}: ${value}`.trimEnd());
  return ['shop:', '  target: dev', '  outputs:', '    dev:', ...lines, ''].join('\n');
}

interface CaseFacts extends Partial<ProjectSurroundings> {
  readonly tracked?: boolean;
}

/** What a folder of a test cannot have: a container around it, or an engine. */
function withFacts(project: DbtProject, { sections }: DbtCase): DbtProject {
  const { tracked, ...surroundings } = JSON.parse(sections.get('facts') ?? '{}') as CaseFacts;
  return {
    ...project,
    surroundings: { ...project.surroundings, inContainer: false, ...surroundings },
    profiles: project.profiles && { ...project.profiles, isTracked: tracked },
  };
}
