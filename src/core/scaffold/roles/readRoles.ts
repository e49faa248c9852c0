import { FormReader } from '../formReader';
import type { Checked, FormValues } from '../scaffoldForm';
import { groupKinds, type RoleGroup, type RoleLogin, type RolesSpec, writes } from './rolesSpec';

/** Makes the spec of what stands in the form. */
export function readRoles(values: FormValues): Checked<RolesSpec> {
  const form = FormReader.of(values);
  const groupRows = form.rows('groups');
  const loginRows = form.rows('logins');
  const spec: RolesSpec = {
    groups: groupRows.map(readGroup),
    logins: loginRows.map(readLogin),
    creators: form.names('creators'),
    closeDatabase: form.flag('closeDatabase'),
    closePublicSchema: form.flag('closePublicSchema'),
  };
  if (spec.groups.length === 0 && spec.logins.length === 0) {
    form.problem('groups', 'Add a group or a login.');
  }
  checkTwice([...groupRows, ...loginRows], [...spec.groups, ...spec.logins]);
  return form.checked(spec);
}

function readGroup(row: FormReader): RoleGroup {
  const kind = row.choice('kind', groupKinds);
  const name = readRoleName(row, 'the group');
  const group = {
    name,
    kind,
    reads: row.names('reads'),
    writes: writes(kind) ? row.names('writes') : [],
    createsSchemas: kind === 'dbt' && row.flag('createsSchemas'),
  };
  if (group.reads.length === 0 && group.writes.length === 0 && !group.createsSchemas) {
    row.problem('reads', `Choose the schemas that ${name === '' ? 'the group' : name} works with.`);
  }
  return group;
}

function readLogin(row: FormReader): RoleLogin {
  const name = readRoleName(row, 'the login');
  const groups = row.names('groups');
  const actsAs = row.optionalName('actsAs');
  if (actsAs !== undefined && !groups.includes(actsAs)) {
    row.problem('actsAs', `${name} can create as ${actsAs} only as its member: add ${actsAs} to its groups.`);
  }
  if (groups.includes(name)) {
    row.problem('groups', `${name} cannot be a member of itself.`);
  }
  return {
    name,
    groups,
    actsAs,
    readOnly: row.flag('readOnly'),
    timeout: row.optionalCount('timeout', 1, 86_400),
    connectionLimit: row.optionalCount('connectionLimit', 0, 10_000),
  };
}

function readRoleName(row: FormReader, what: string): string {
  const name = row.name('name', what);
  if (name.startsWith('pg_')) {
    row.problem('name', 'Names that begin with pg_ are reserved for the roles of PostgreSQL.');
  } else if (name === 'public' || name === 'none') {
    row.problem('name', `${name} is a word of PostgreSQL and cannot be the name of a role.`);
  }
  return name;
}

function checkTwice(rows: readonly FormReader[], named: readonly { readonly name: string }[]): void {
  named.forEach(({ name }, place) => {
    if (name !== '' && named.findIndex((each) => each.name === name) < place) {
      rows[place]?.problem('name', `There are two roles named ${name}.`);
    }
  });
}
