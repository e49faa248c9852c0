import { whyNotName } from '../../sql/name';
import { FormReader } from '../formReader';
import type { Checked, FormValues } from '../scaffoldForm';
import { type ImportSpec, type LakehouseTablesSpec, loadFunctionName } from './lakehouseTablesSpec';

/** Makes the spec of what stands in the form. */
export function readLakehouseTables(values: FormValues): Checked<LakehouseTablesSpec> {
  const form = FormReader.of(values);
  const spec: LakehouseTablesSpec = {
    metadataSchema: form.name('metadataSchema', 'the schema'),
    lineage: form.flag('withLineage') ? form.name('lineage', 'the table of lineage') : undefined,
    jobLog: form.flag('withJobLog') ? form.name('jobLog', 'the table of job runs') : undefined,
    imports: form.flag('withImports') ? readImports(form) : undefined,
    audited: form.relations('audited'),
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
  return form.checked(spec);
}

function readImports(form: FormReader): ImportSpec {
  const staging = {
    schema: form.name('stagingSchema', 'the schema'),
    name: form.name('staging', 'the table of imports'),
  };
  const target = form.relation('target');
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
  return { staging, target, key, columns };
}
