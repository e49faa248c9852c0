import { FormReader } from '../formReader';
import type { Checked, FormValues } from '../scaffoldForm';
import { masks, protectionWays, type ProtectionSpec } from './protectionSpec';

/** Makes the spec of what stands in the form. */
export function readProtection(values: FormValues): Checked<ProtectionSpec> {
  const form = FormReader.of(values);
  const table = form.relation('table');
  const way = form.choice('way', protectionWays);
  const rows = form.rows('columns');
  const columns = rows.map((row) => ({
    column: row.name('column', 'the column'),
    mask: row.choice('mask', masks),
  }));
  if (columns.length === 0) {
    form.problem('columns', 'Add a column to protect.');
  }
  columns.forEach(({ column }, place) => {
    if (column !== '' && columns.findIndex((each) => each.column === column) < place) {
      rows[place]?.problem('column', `${column} stands in the list twice.`);
    }
  });
  const isView = way === 'maskingView';
  const spec: ProtectionSpec = {
    table,
    way,
    columns,
    roles: form.names('roles'),
    view: isView
      ? { schema: form.name('viewSchema', 'the schema of the view'), name: form.name('viewName', 'the view') }
      : { schema: '', name: '' },
    viewOwner: isView ? form.optionalName('viewOwner') : undefined,
    functionSchema: way === 'encrypt' ? form.name('functionSchema', 'the schema of the functions') : '',
    writers: way === 'encrypt' ? form.names('writers') : [],
  };
  if (spec.roles.length === 0) {
    form.problem(
      'roles',
      way === 'encrypt' ? 'Choose who may decrypt.' : 'Choose from whom the columns are kept.',
    );
  }
  return form.checked(spec);
}
