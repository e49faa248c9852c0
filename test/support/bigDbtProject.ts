import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** How many models are described by one properties file. */
const modelsInFile = 40;
const columns = ['id', 'customer_id', 'amount', 'status', 'created_at'];

/**
 * Writes a project as companies have it: sources, staging, intermediate and mart models that read each other, a properties file
 * for every forty models, and two tests for each model.
 */
export async function writeBigDbtProject(folder: string, models: number): Promise<void> {
  const files = new Map<string, string>([
    ['dbt_project.yml', projectFile],
    ['profiles.yml', profilesFile],
    ['models/staging/sources.yml', sourcesFile(Math.ceil(models / 10))],
    ['macros/cents.sql', '{% macro cents(column) %}({{ column }} / 100.0)::numeric(18, 2){% endmacro %}\n'],
  ]);
  for (let start = 0; start < models; start += modelsInFile) {
    const own = Array.from({ length: Math.min(modelsInFile, models - start) }, (_, index) => start + index);
    const area = path.posix.join('models', layerOf(start, models), `area_${String(start / modelsInFile)}`);
    for (const model of own) {
      files.set(`${area}/model_${String(model)}.sql`, modelText(model, models));
    }
    files.set(`${area}/area.yml`, propertiesFile(own));
  }
  for (const [name, text] of files) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}

const projectFile = `name: big
version: 1.0.0
profile: big
models:
  big:
    staging: { +materialized: view, +schema: staging }
    intermediate: { +materialized: ephemeral }
    marts: { +materialized: table, +schema: marts, +tags: [mart], +grants: { select: [reporting] } }
`;

const profilesFile = `big:
  target: dev
  outputs:
${['dev', 'test', 'staging', 'prod'].map(targetLines).join('')}`;

function targetLines(name: string): string {
  return `    ${name}:
      type: postgres
      host: "{{ env_var('BIG_HOST', 'localhost') }}"
      port: "{{ env_var('BIG_PORT', '5432') | as_number }}"
      user: big
      password: "{{ env_var('BIG_PASSWORD', 'secret') }}"
      dbname: big
      schema: ${name}
      threads: 4
`;
}

function layerOf(model: number, models: number): string {
  return model < models * 0.4 ? 'staging' : model < models * 0.7 ? 'intermediate' : 'marts';
}

function sourcesFile(tables: number): string {
  const names = Array.from({ length: tables }, (_, table) => `      - name: table_${String(table)}\n`);
  return `sources:\n  - name: core\n    schema: core\n    tables:\n${names.join('')}`;
}

/** A model reads two earlier ones; those of the first layer read a source. */
function modelText(model: number, models: number): string {
  const isStaging = layerOf(model, models) === 'staging';
  const from = isStaging
    ? `{{ source('core', 'table_${String(model % Math.ceil(models / 10))}') }}`
    : `{{ ref('model_${String(Math.floor(model / 2))}') }} a join {{ ref('model_${String(Math.floor(model / 3))}') }} b using (id)`;
  const config =
    layerOf(model, models) === 'marts' && model % 5 === 0
      ? "{{ config(materialized='incremental', unique_key='id', indexes=[{'columns': ['id'], 'unique': true}]) }}\n\n"
      : '';
  const filler = Array.from(
    { length: 12 },
    (_, index) => `       coalesce(note_${String(index)}, '') as note_${String(index)},`,
  );
  return `${config}-- What a model looks like that somebody has written.
select id,
       customer_id,
       {{ cents('amount') }} as amount,
${filler.join('\n')}
       status,
       created_at
  from ${from}
 where status <> 'DELETED'
`;
}

function propertiesFile(models: readonly number[]): string {
  const entries = models.map(
    (model) => `  - name: model_${String(model)}
    description: One row for each thing that model ${String(model)} is about
    columns:
${columns.map((column) => `      - name: ${column}\n        description: The ${column} of the thing\n${column === 'id' ? '        data_tests: [unique, not_null]\n' : ''}`).join('')}`,
  );
  return `models:\n${entries.join('')}`;
}

/**
 * A manifest as dbt writes one for such a project after a run: with the code of everything, compiled too, and with dbt's own macros.
 * About 15 KB for each model with its four tests.
 */
export function bigManifest(models: number): string {
  const parts = Array.from({ length: models }, (_, model) => [
    modelEntry(model),
    ...testEntries(model),
  ]).flat();
  const macros = Array.from(
    { length: 600 },
    (_, macro) => `"macro.dbt.m${String(macro)}": ${macroEntry(macro)}`,
  );
  const metadata = JSON.stringify({
    dbt_schema_version: 'https://schemas.getdbt.com/dbt/manifest/v12.json',
    ...{ dbt_version: '1.11.16', generated_at: '2026-11-21T10:00:00Z', project_name: 'big' },
  });
  return `{"metadata": ${metadata}, "nodes": {${parts.join(', ')}}, "sources": {}, "macros": {${macros.join(', ')}}}`;
}

const code = 'select id, customer_id, amount from somewhere join elsewhere using (id) where true\n'.repeat(
  25,
);

function modelEntry(model: number): string {
  const name = `model_${String(model)}`;
  const described = [...columns, ...Array.from({ length: 10 }, (_, index) => `note_${String(index)}`)];
  return `"model.big.${name}": ${JSON.stringify({
    ...{ database: 'big', schema: 'dev_marts', name, resource_type: 'model', package_name: 'big' },
    ...{ path: `marts/${name}.sql`, original_file_path: `models/marts/${name}.sql`, alias: name },
    fqn: ['big', 'marts', name],
    config: {
      ...{ enabled: true, schema: 'marts', tags: ['mart'], meta: {}, materialized: 'table', 'post-hook': [] },
      ...{
        grants: { select: ['reporting'] },
        indexes: [{ columns: ['id'], unique: true }],
        contract: { enforced: false },
      },
    },
    tags: ['mart'],
    description: `One row for each thing that ${name} is about`,
    columns: Object.fromEntries(
      described.map((column) => [
        column,
        {
          name: column,
          description: `The ${column}`,
          meta: {},
          data_type: 'text',
          constraints: [],
          quote: null,
          tags: [],
        },
      ]),
    ),
    patch_path: 'big://models/marts/area.yml',
    relation_name: `"big"."dev_marts"."${name}"`,
    ...{
      raw_code: code,
      compiled_code: code.repeat(2),
      compiled_path: `target/compiled/${name}.sql`,
      language: 'sql',
    },
    depends_on: { macros: ['macro.big.cents'], nodes: [`model.big.model_${String(Math.floor(model / 2))}`] },
  })}`;
}

function testEntries(model: number): readonly string[] {
  return ['unique', 'not_null', 'accepted_values', 'relationships'].map((test) => {
    const name = `${test}_model_${String(model)}_id`;
    const id = `test.big.${name}.${(model * 7919 + test.length).toString(16).padStart(10, '0')}`;
    return `"${id}": ${JSON.stringify({
      ...{ test_metadata: { name: test, kwargs: { column_name: 'id' }, namespace: null }, name, alias: name },
      ...{
        resource_type: 'test',
        package_name: 'big',
        original_file_path: 'models/marts/area.yml',
        column_name: 'id',
      },
      config: { enabled: true, severity: 'ERROR', tags: [], meta: {}, materialized: 'test', warn_if: '!= 0' },
      ...{ raw_code: `{{ test_${test}(**_dbt_generic_test_kwargs) }}`, compiled_code: code.slice(0, 400) },
      depends_on: { macros: [`macro.dbt.test_${test}`], nodes: [`model.big.model_${String(model)}`] },
      attached_node: `model.big.model_${String(model)}`,
    })}`;
  });
}

function macroEntry(macro: number): string {
  return JSON.stringify({
    name: `m${String(macro)}`,
    resource_type: 'macro',
    macro_sql: code,
    depends_on: {},
  });
}
