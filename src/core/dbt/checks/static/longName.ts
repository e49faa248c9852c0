import type { DbtCheck } from '../../check';
import type { DbtFinding } from '../../finding';
import type { ProjectFile } from '../../project/dbtProject';
import { postgresTargets, reporter, type StaticFacts, wholeFile } from './staticFacts';
import { utf8Length } from './utf8Length';

const report = reporter('long-name');

/** What PostgreSQL keeps of a name, in bytes; dbt counts characters. */
const limit = 63;

/** The longest ending that dbt puts to a name while it builds: `__dbt_tmp` and twelve digits of the time. */
const endingLength = '__dbt_tmp'.length + 12;

export const longName: DbtCheck<StaticFacts> = {
  id: 'long-name',
  title: 'Name longer than 63 bytes',
  severity: 'error',
  explanation:
    'PostgreSQL keeps 63 bytes of a name. dbt refuses longer names of models; it counts characters, so a name with other letters than a to z can be cut all the same, and dbt does not find its table again. While it builds, dbt cuts names itself to put __dbt_tmp or __dbt_backup after them: two long names that begin alike then meet.',
  failsIn: 'dbt run',
  run: ({ project, graph }) => {
    if (postgresTargets(project).length === 0) {
      return [];
    }
    const aliases = new Map(
      [...(graph?.nodes.values() ?? [])].map(
        (node) => [node.file, node.relation?.name ?? node.name] as const,
      ),
    );
    const files = project.files.filter(({ kind }) => kind === 'model' || kind === 'seed');
    const named = files.map((file) => ({ file, name: aliases.get(file.relative) ?? baseName(file) }));
    return [...named.flatMap(({ file, name }) => tooLong(file, name)), ...alike(named)];
  },
};

interface Named {
  readonly file: ProjectFile;
  readonly name: string;
}

function tooLong({ file, kind }: ProjectFile, name: string): readonly DbtFinding[] {
  const bytes = utf8Length(name);
  if (bytes <= limit) {
    return [];
  }
  const isRefused = characters(name) > limit;
  return [
    report({
      severity: isRefused ? 'error' : 'warning',
      message: isRefused
        ? `The name of the ${kind} \`${name}\` has ${String(characters(name))} characters; dbt refuses more than ${String(limit)}.`
        : `The name of the ${kind} \`${name}\` has ${String(bytes)} bytes; PostgreSQL cuts it at ${String(limit)}, and dbt does not find it again.`,
      advice: 'Rename the file, or give it a shorter `alias`.',
      place: { file, range: wholeFile },
    }),
  ];
}

/** Names that are the same when dbt has cut them for its own endings. */
function alike(named: readonly Named[]): readonly DbtFinding[] {
  const groups = new Map<string, Named[]>();
  for (const each of named.filter(
    ({ name }) => name.length > limit - endingLength && characters(name) <= limit,
  )) {
    const cut = each.name.slice(0, limit - endingLength);
    groups.set(cut, [...(groups.get(cut) ?? []), each]);
  }
  return [...groups.values()].flatMap(([first, ...others]) =>
    others.map(({ file, name }) =>
      report({
        severity: 'hint',
        message: `The names \`${first?.name ?? ''}\` and \`${name}\` begin alike for ${String(limit - endingLength)} characters; while dbt builds them at the same time, their temporary tables can have one name.`,
        advice: 'Give one of them a shorter `alias`.',
        place: { file: file.file, range: wholeFile },
      }),
    ),
  );
}

/** As Python counts them, for dbt. */
function characters(name: string): number {
  return Array.from(name).length;
}

function baseName({ relative }: ProjectFile): string {
  return relative.replace(/^.*\//, '').replace(/\.\w+$/, '');
}
