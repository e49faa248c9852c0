import { FormReader } from '../formReader';
import type { Checked, FormValues } from '../scaffoldForm';
import { cellKey } from './grantEdit';
import { type GrantChange, grantTargetKinds, type GrantTarget } from './grantTarget';

/** One GRANT or REVOKE. */
export interface RightsChange extends GrantChange {
  readonly change: 'grant' | 'revoke';
}

export interface GrantsSpec {
  readonly changes: readonly RightsChange[];
}

/** Makes the spec of what stands in the form. */
export function readGrants(values: FormValues): Checked<GrantsSpec> {
  const form = FormReader.of(values);
  const rows = form.rows('changes');
  const changes = rows.map(readChange);
  if (changes.length === 0) {
    form.problem('changes', 'There is nothing to change. Add a row, or edit the matrix of rights.');
  }
  const seen = new Map<string, string>();
  changes.forEach(({ change, role, target, privileges }, place) => {
    for (const privilege of privileges) {
      const key = cellKey({ target, privilege, ...(role !== undefined && { role }) });
      if (seen.has(key)) {
        rows[place]?.problem('privileges', `${privilege} is changed twice. Remove one of the rows.`);
      }
      seen.set(key, change);
    }
  });
  return form.checked({ changes });
}

function readChange(row: FormReader): RightsChange {
  const privileges = row.names('privileges').map((each) => each.trim().toUpperCase());
  if (privileges.length === 0) {
    row.problem('privileges', 'Name the privileges, such as SELECT.');
  }
  return {
    change: row.choice('change', ['grant', 'revoke']),
    role: row.flag('everybody') ? undefined : row.name('role', 'the role'),
    target: readTarget(row),
    privileges: [...new Set(privileges)].map((each) => (each === 'TEMP' ? 'TEMPORARY' : each)),
  };
}

function readTarget(row: FormReader): GrantTarget {
  const kind = row.choice('on', [...grantTargetKinds]);
  switch (kind) {
    case 'database':
      return { kind, name: row.name('name', 'the database') };
    case 'schema':
      return { kind, name: row.name('name', 'the schema') };
    case 'relation':
    case 'sequence':
      return { kind, schema: row.name('schema', 'the schema'), name: row.name('name', 'it') };
    case 'newTables':
    case 'newSequences': {
      const schema = row.optionalName('schema');
      return { kind, schema, creator: row.name('creator', 'the role that creates them') };
    }
  }
}
