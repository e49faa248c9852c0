import { jinjaString } from '../../sql/jinjaString';
import { type NewTarget, newProfile, yamlScalar } from '../profiles/insertTarget';

/** A table that the models of a new project can begin with. */
export interface NewSource {
  readonly schema: string;
  readonly tables: readonly string[];
}

export interface NewProject {
  /** A name of dbt: letters, digits and `_`. */
  readonly name: string;
  readonly target: NewTarget;
  readonly source: NewSource | undefined;
}

export interface NewFile {
  /** From the folder of the project, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** The files of a small project: what the connection needs, the tables of one schema as a source, and one model to begin with. */
export function newProjectFiles(project: NewProject): readonly NewFile[] {
  const { name, target, source } = project;
  return [
    file('dbt_project.yml', projectLines(name)),
    file('profiles.yml', [
      `# The password is in the environment variable ${target.passwordVariable}, not here.`,
      ...newProfile(name, target),
    ]),
    file('.gitignore', ['target/', 'dbt_packages/', 'logs/', '.env', '.user.yml']),
    ...(source && source.tables.length > 0 ? sourceFiles(source) : []),
    ...modelFiles(source),
  ];
}

/** Whether dbt takes it as the name of a project. Source: dbt-core, contracts/project.py */
export function isProjectName(text: string): boolean {
  return /^[A-Za-z_]\w*$/.test(text);
}

function projectLines(name: string): readonly string[] {
  return [
    `name: ${name}`,
    `version: "1.0.0"`,
    'config-version: 2',
    `profile: ${name}`,
    '',
    'model-paths: [models]',
    'macro-paths: [macros]',
    'seed-paths: [seeds]',
    'snapshot-paths: [snapshots]',
    'test-paths: [tests]',
    '',
    'models:',
    `  ${name}:`,
    '    staging:',
    '      +materialized: view',
    '    marts:',
    '      +materialized: table',
    '      +tags: [mart]',
  ];
}

function sourceFiles({ schema, tables }: NewSource): readonly NewFile[] {
  return [
    file('models/staging/sources.yml', [
      'version: 2',
      '',
      'sources:',
      `  - name: ${yamlScalar(schema)}`,
      `    schema: ${yamlScalar(schema)}`,
      '    tables:',
      ...tables.map((table) => `      - name: ${yamlScalar(table)}`),
    ]),
  ];
}

function modelFiles(source: NewSource | undefined): readonly NewFile[] {
  const [table] = source?.tables ?? [];
  const stage = table === undefined ? 'stg_example' : `stg_${modelName(table)}`;
  const mart = table === undefined ? 'example' : modelName(table);
  return [
    file(`models/staging/${stage}.sql`, [
      source === undefined || table === undefined
        ? 'select 1 as id'
        : `select *\nfrom {{ source(${jinjaString(source.schema)}, ${jinjaString(table)}) }}`,
    ]),
    file(`models/marts/mart_${mart}.sql`, ['select *', `from {{ ref('${stage}') }}`]),
  ];
}

function modelName(table: string): string {
  return table.toLowerCase().replaceAll(/\W+/g, '_');
}

function file(path: string, lines: readonly string[]): NewFile {
  return { path, text: `${lines.join('\n')}\n` };
}
