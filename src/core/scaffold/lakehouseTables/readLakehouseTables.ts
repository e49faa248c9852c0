import { FieldReader, whyNotName } from '../grants/fieldReader';
import { readRelationName, type RelationName } from '../relationName';
import type { Checked, FormValues } from '../scaffoldForm';
import { type ImportSpec, type LakehouseTablesSpec, loadFunctionName } from './lakehouseTablesSpec';

/** Makes the spec of what stands in the form. */
export function readLakehouseTables(values: FormValues): Checked<LakehouseTablesSpec> {
  const form = new FieldReader(values);
  const spec: LakehouseTablesSpec = {
    metadataSchema: form.name('metadataSchema', 'the schema'),
    lineage: form.flag('withLineage') ? form.name('lineage', 'the table of lineage') : undefined,
    jobLog: form.flag('withJobLog') ? form.name('jobLog', 'the table of job runs') : undefined,
    imports: form.flag('withImports') ? readImports(form) : undefined,
    audited: form.names('audited').flatMap((written) => readRelation(form, 'audited', written)),
  };
  if (spec.lineage !== undefined && spec.lineage === spec.jobLog) {
    form.problem('jobLog', `Lineage is already named ${spec.lineage}. Choose another name.`);
  }
  if (
    form.problems.length === 0 &&
    !spec.lineage &&
    !spec.jobLog &&
    !spec.imports &&
    spec.audited.length === 0
  ) {
    form.problem('withLineage', 'Choose something to make.');
  }
  return form.problems.length > 0 ? { kind: 'problems', problems: form.problems } : { kind: 'spec', spec };
}

function readImports(form: FieldReader): ImportSpec | undefined {
  const staging = {
    schema: form.name('stagingSchema', 'the schema'),
    name: form.name('staging', 'the table of imports'),
  };
  const [target] = readRelation(form, 'target', form.text('target'));
  const key = form.names('key');
  if (key.length === 0) {
    form.problem(
      'key',
      'Name the columns that tell rows apart, so that a document that comes twice is one row.',
    );
  }
  if (whyNotName(loadFunctionName(staging).name) !== undefined) {
    form.problem(
      'staging',
      `The function ${loadFunctionName(staging).name} would have a name of more than 63 bytes. Shorten it.`,
    );
  }
  const seen = new Set<string>();
  const columns = form.rows('columns').map((row) => {
    const column = row.name('column', 'the column');
    const field = row.text('field');
    if (seen.has(column)) {
      row.problem('column', `${column} is loaded twice. Keep one of the rows.`);
    }
    if (field.includes('\0')) {
      row.problem('field', 'A field cannot hold the character NUL (code 0).');
    }
    seen.add(column);
    return { column, field: field === '' ? column : field };
  });
  return target && { staging, target, key, columns };
}

function readRelation(form: FieldReader, id: string, written: string): readonly RelationName[] {
  const relation = readRelationName(written);
  if (relation === undefined) {
    form.problem(
      id,
      `Write ${written === '' ? 'the table' : written} with its schema, such as core.customers.`,
    );
    return [];
  }
  return [relation];
}
