import { whyNotName } from '../../sql/name';
import { FormReader } from '../formReader';
import { readFormValues } from '../formValues';
import type { Checked, FormValues } from '../scaffoldForm';
import { rowSecurityForm } from './rowSecurityForm';
import {
  type PolicyRule,
  type PolicySpec,
  policyTemplates,
  type RowSecuritySpec,
  usual,
} from './rowSecuritySpec';

/** Reads the form. What is wrong comes as problems that name fields. */
export function readRowSecuritySpec(given: FormValues): Checked<RowSecuritySpec> {
  const form = FormReader.of(readFormValues(rowSecurityForm, given));
  const table = form.relation('table');
  const rows = form.rows('policies');
  if (rows.length === 0) {
    form.problem('policies', 'Add at least one policy: without any, nobody but the owner sees a row.');
  }
  return form.checked({
    table,
    builtBy: form.choice('builtBy', ['database', 'dbt']),
    force: form.flag('force'),
    policies: readPolicies(rows),
    grants: form.flag('grants'),
    indexes: form.flag('indexes'),
    views: form.flag('views'),
    partitions: form.choice('partitions', ['revoke', 'policies', 'leave']),
  });
}

function readPolicies(rows: readonly FormReader[]): readonly PolicySpec[] {
  const given = new Set(rows.map((row) => row.written('name')));
  const taken = new Set<string>();
  return rows.map((row) => {
    const rule = readRule(row);
    const roles = readRoles(row);
    const name = row.optionalName('name') ?? freeName(usual[rule.kind].name, given, taken);
    if (taken.has(name)) {
      row.problem('name', `Another policy of the form is called ${name}, too. Change one of the names.`);
    }
    taken.add(name);
    const spec = finish(row, { name, rule, roles });
    checkCommand(row, spec);
    return spec;
  });
}

function finish(
  row: FormReader,
  { name, rule, roles }: Pick<PolicySpec, 'name' | 'rule' | 'roles'>,
): PolicySpec {
  const command = row.choice('command', ['usual', 'ALL', 'SELECT', 'INSERT', 'UPDATE', 'DELETE']);
  const mode = row.choice('mode', ['usual', 'permissive', 'restrictive']);
  const standard = usual[rule.kind];
  return {
    name,
    rule,
    roles,
    command: command === 'usual' ? standard.command : command,
    restrictive: mode === 'usual' ? standard.restrictive : mode === 'restrictive',
    mayDelete: row.flag('mayDelete'),
  };
}

function checkCommand(row: FormReader, { rule, command, restrictive, roles }: PolicySpec): void {
  if (rule.kind === 'everyRow' && command !== 'SELECT') {
    row.problem(
      'command',
      'Every row is for reading only: a policy that lets every row be written protects nothing.',
    );
  }
  if (rule.kind === 'everyRow' && restrictive) {
    row.problem(
      'mode',
      'A restrictive policy that lets every row through has no effect. Choose the permissive one.',
    );
  }
  if (rule.kind === 'membership' && roles.length === 0) {
    row.problem(
      'roles',
      'Name the roles: they need a grant on the membership table, which PUBLIC should not get.',
    );
  }
}

function readRoles(row: FormReader): readonly string[] {
  const names = row.names('roles');
  if (names.length === 0) {
    row.problem('roles', 'Name the roles that the policy is for.');
  }
  const isPublic = names.some((name) => name === 'PUBLIC' || name === 'public');
  if (isPublic && names.length > 1) {
    row.problem('roles', 'PUBLIC is every role. Name either PUBLIC or the roles.');
  }
  return isPublic ? [] : names;
}

function readRule(row: FormReader): PolicyRule {
  const template = row.choice('template', policyTemplates);
  switch (template) {
    case 'tenant':
      return {
        kind: template,
        column: row.name('column', 'the column'),
        setting: readSetting(row, 'setting'),
      };
    case 'user':
    case 'softDelete':
      return { kind: template, column: row.name('column', 'the column') };
    case 'membership':
      return readMembership(row);
    case 'window': {
      const [from, until] = [row.optionalName('from'), row.optionalName('until')];
      if (from === undefined && until === undefined) {
        row.problem('from', 'Name the column from which or until which a row is valid.');
      }
      return { kind: template, from, until };
    }
    case 'guard':
      return { kind: template, setting: readSetting(row, 'setting'), value: readValue(row) };
    case 'everyRow':
      return { kind: template };
  }
}

function readMembership(row: FormReader): PolicyRule {
  return {
    kind: 'membership',
    column: row.name('column', 'the column'),
    members: row.relation('members'),
    key: row.name('memberKey', 'the column of the membership table with the same key'),
    member: row.name('memberUser', 'the column of the membership table with the member'),
    setting: row.written('memberSetting') === '' ? undefined : readSetting(row, 'memberSetting'),
  };
}

function readValue(row: FormReader): string {
  const value = row.written('value');
  if (value === '' || value.includes('\0')) {
    row.problem('value', 'Type the value that the setting must have. The empty text counts as not set.');
  }
  return value;
}

/** As PostgreSQL takes the name of a setting that no extension defines. */
function readSetting(row: FormReader, field: string): string {
  const name = row.written(field);
  if (!/^[a-z_][a-z0-9_$]*(\.[a-z_][a-z0-9_$]*)+$/i.test(name) || whyNotName(name) !== undefined) {
    row.problem(field, 'A setting of an application has a prefix and a name, such as app.tenant_id.');
  }
  return name;
}

function freeName(name: string, given: ReadonlySet<string>, taken: ReadonlySet<string>): string {
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? name : `${name}_${String(number)}`;
    if (!given.has(candidate) && !taken.has(candidate)) {
      return candidate;
    }
  }
}
