import type { DbtFinding } from '../finding';
import { type DbtTarget, type RenderedValue, profilesSources } from '../profiles/target';
import type { DbtProject } from '../project/dbtProject';

/** What is copied as text: everything that is known of one target, and nothing secret. */
export interface DebugSubject {
  /** Such as `Lakehouse Postgres 0.1.0`. */
  readonly program: string;
  readonly operatingSystem: string;
  readonly project: DbtProject;
  /** Undefined where dbt would find no target. */
  readonly target: DbtTarget | undefined;
  /** Those of the project and of this target. */
  readonly findings: readonly DbtFinding[];
  readonly connection: ConnectionResult;
  /** The lines of a live check, from the first key of the connection on; the keys alone are listed without. */
  readonly steps?: readonly string[] | undefined;
}

/** What a live check found out about the connection. */
export type ConnectionResult =
  | { readonly kind: 'not run' }
  | { readonly kind: 'ok' }
  | { readonly kind: 'error'; readonly message: string };

/**
 * The layout of `dbt debug`, which people know and paste into issues: the same lines in the same order, with ours at the
 * end. Source: dbt-core 1.11, task/debug.py, and `_connection_keys` of dbt-postgres.
 */
export function debugText(subject: DebugSubject): string {
  const { program, operatingSystem, project, target, connection } = subject;
  const profiles = project.profiles?.document.file;
  const lines = [
    `${program}, in the layout of dbt debug. dbt itself was not run.`,
    `os info: ${operatingSystem}`,
    ...(profiles === undefined
      ? ['Using profiles.yml file at (none was found)']
      : [`Using profiles dir at ${folderOf(profiles)}`, `Using profiles.yml file at ${profiles}`]),
    `Using dbt_project.yml file at ${project.document.file}`,
    ...(target ? [`target: ${target.name}${target.isDefault ? ' (the default)' : ''}`] : []),
    `adapter type: ${(target && shownValue(target.fields.get('type')?.value)) ?? '(unknown)'}`,
    'Configuration:',
    `  profiles.yml file [${profilesState(project)}]`,
    `  dbt_project.yml file [${project.document.problems.length === 0 ? 'OK found and valid' : 'ERROR invalid'}]`,
    '',
    'Connection:',
    ...(subject.steps ?? [
      ...(target ? connectionLines(target) : ['  (no target)']),
      `  Connection test: [${connectionWords(connection)}]`,
    ]),
    '',
    ...summary(subject),
  ];
  return `${lines.join('\n')}\n`;
}

/** The keys that `dbt debug` lists, with dbt's defaults; never the password. */
const connectionKeys: readonly (readonly [key: string, initial: string])[] = [
  ['host', ''],
  ['port', ''],
  ['user', ''],
  ['database', ''],
  ['schema', ''],
  ['connect_timeout', '10'],
  ['role', 'None'],
  ['search_path', 'None'],
  ['keepalives_idle', '0'],
  ['sslmode', 'None'],
  ['sslcert', 'None'],
  ['sslkey', 'None'],
  ['sslrootcert', 'None'],
  ['application_name', 'dbt'],
  ['autocommit', 'False'],
  ['retries', '1'],
];

function connectionLines({ fields }: DbtTarget): readonly string[] {
  return connectionKeys.map(
    ([key, initial]) => `  ${key}: ${shownValue(fields.get(key)?.value) ?? (initial || '(missing)')}`,
  );
}

/** A value as it may be shown; undefined where the field is not given. What a secret variable holds is never shown. */
export function shownValue(value: RenderedValue | undefined): string | undefined {
  switch (value?.kind) {
    case undefined:
      return undefined;
    case 'value':
      return value.value === null ? undefined : String(value.value);
    case 'secret':
      return '*****';
    case 'structure':
      return '(a list or a map)';
    case 'unrendered':
      return '(does not render)';
  }
}

function profilesState({ profiles, profileName, targets }: DbtProject): string {
  if (!profiles) {
    return 'ERROR not found';
  }
  return profiles.document.problems.length > 0 || profileName === undefined || targets.length === 0
    ? 'ERROR invalid'
    : 'OK found and valid';
}

function connectionWords(connection: ConnectionResult): string {
  switch (connection.kind) {
    case 'not run':
      return 'not run';
    case 'ok':
      return 'OK connection ok';
    case 'error':
      return 'ERROR';
  }
}

function summary({ findings, connection, project }: DebugSubject): readonly string[] {
  const errors = findings.filter(({ severity }) => severity === 'error');
  const others = findings.filter(({ severity }) => severity !== 'error');
  const failed = [
    ...(connection.kind === 'error' ? [connection.message] : []),
    ...errors.map(sentence).filter((each) => connection.kind !== 'error' || each !== connection.message),
  ];
  return [
    ...(failed.length === 0
      ? [connection.kind === 'ok' ? 'All checks passed!' : 'All checks that need no connection passed!']
      : [`${String(failed.length)} ${failed.length === 1 ? 'check' : 'checks'} failed:`, ...failed]),
    ...(project.profiles
      ? []
      : ['', `profiles.yml was looked for by ${profilesSources.join(', ')}:`, ...project.profilesSearched]),
    ...(others.length === 0 ? [] : ['', 'Beyond dbt debug:', ...others.map(sentence)]),
  ];
}

function sentence({ check, severity, message, advice }: DbtFinding): string {
  const text = advice === undefined ? message : `${message} ${advice}`;
  return `${severity === 'error' ? '' : `${severity}: `}${text} [${check}]`.replaceAll(/\s*[\r\n]+\s*/g, ' ');
}

function folderOf(file: string): string {
  return file.replace(/[\\/][^\\/]*$/, '');
}
