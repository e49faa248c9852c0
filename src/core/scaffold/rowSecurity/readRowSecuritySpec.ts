import { readFormValues } from '../formValues';
import { readRelationName } from '../relationName';
import type { Checked, FieldProblem, FormValues } from '../scaffoldForm';
import { rowSecurityForm } from './rowSecurityForm';
import {
  type PolicyCommand,
  type PolicyRule,
  type PolicySpec,
  type PolicyTemplate,
  type RowSecuritySpec,
  usual,
} from './rowSecuritySpec';

/** Reads the form. What is wrong comes as problems that name fields. */
export function readRowSecuritySpec(given: FormValues): Checked<RowSecuritySpec> {
  const values = readFormValues(rowSecurityForm, given);
  const problems: FieldProblem[] = [];
  const table = readRelationName(text(values, 'table'));
  if (table === undefined) {
    problems.push({ field: 'table', message: 'Name the table with its schema, such as core.customers.' });
  }
  const policies = readPolicies(values, problems);
  if (policies.length === 0 && problems.every(({ field }) => field?.startsWith('policies.') !== true)) {
    problems.push({
      field: 'policies',
      message: 'Add at least one policy: without any, nobody but the owner sees a row.',
    });
  }
  if (table === undefined || problems.length > 0) {
    return { kind: 'problems', problems };
  }
  return {
    kind: 'spec',
    spec: {
      table,
      builtBy: values['builtBy'] === 'dbt' ? 'dbt' : 'database',
      force: values['force'] === true,
      policies,
      grants: values['grants'] === true,
      indexes: values['indexes'] === true,
      views: values['views'] === true,
      partitions: text(values, 'partitions') as RowSecuritySpec['partitions'],
    },
  };
}

/** Why the server would not keep the name as it stands; undefined when it would. */
export function whyNotName(name: string): string | undefined {
  if (name.includes('\0')) {
    return 'A name cannot hold the character NUL (code 0).';
  }
  const bytes = Array.from(name, utf8Bytes).reduce((sum, each) => sum + each, 0);
  return bytes > 63
    ? `The name has ${String(bytes)} bytes, and PostgreSQL keeps only 63 of a name. Shorten it.`
    : undefined;
}

function readPolicies(values: FormValues, problems: FieldProblem[]): readonly PolicySpec[] {
  const rows = (values['policies'] ?? []) as readonly FormValues[];
  const given = new Set(rows.map((row) => text(row, 'name')));
  const taken = new Set<string>();
  return rows.flatMap((row, place) => {
    const before = problems.length;
    const say = (field: string, message: string) =>
      problems.push({ field: `policies.${String(place)}.${field}`, message });
    const rule = readRule(row, say);
    const roles = readRoles(row, say);
    const name = text(row, 'name') === '' ? freeName(usual[rule.kind].name, given, taken) : text(row, 'name');
    const wrong = whyNotName(name);
    if (wrong !== undefined) {
      say('name', wrong);
    } else if (taken.has(name)) {
      say('name', `Another policy of the form is called ${name}, too. Change one of the names.`);
    }
    taken.add(name);
    const spec = finish(row, { name, rule, roles });
    checkCommand(spec, say);
    return problems.length > before ? [] : [spec];
  });
}

type Say = (field: string, message: string) => void;

function finish(
  row: FormValues,
  { name, rule, roles }: Pick<PolicySpec, 'name' | 'rule' | 'roles'>,
): PolicySpec {
  const command = text(row, 'command');
  const mode = text(row, 'mode');
  const standard = usual[rule.kind];
  return {
    name,
    rule,
    roles,
    command: command === 'usual' ? standard.command : (command as PolicyCommand),
    restrictive: mode === 'usual' ? standard.restrictive : mode === 'restrictive',
    mayDelete: row['mayDelete'] === true,
  };
}

function checkCommand({ rule, command, restrictive, roles }: PolicySpec, say: Say): void {
  if (rule.kind === 'everyRow' && command !== 'SELECT') {
    say(
      'command',
      'Every row is for reading only: a policy that lets every row be written protects nothing.',
    );
  }
  if (rule.kind === 'everyRow' && restrictive) {
    say('mode', 'A restrictive policy that lets every row through has no effect. Choose the permissive one.');
  }
  if (rule.kind === 'membership' && roles.length === 0) {
    say('roles', 'Name the roles: they need a grant on the membership table, which PUBLIC should not get.');
  }
}

function readRoles(row: FormValues, say: Say): readonly string[] {
  const names = ((row['roles'] ?? []) as readonly string[]).filter((name) => name !== '');
  if (names.length === 0) {
    say('roles', 'Name the roles that the policy is for.');
  }
  for (const name of names) {
    const wrong = whyNotName(name);
    if (wrong !== undefined) {
      say('roles', wrong);
    }
  }
  const isPublic = names.some((name) => name === 'PUBLIC' || name === 'public');
  if (isPublic && names.length > 1) {
    say('roles', 'PUBLIC is every role. Name either PUBLIC or the roles.');
  }
  return isPublic ? [] : [...new Set(names)];
}

function readRule(row: FormValues, say: Say): PolicyRule {
  const template = text(row, 'template') as PolicyTemplate;
  const column = (field: string, what: string): string => {
    const name = text(row, field);
    const wrong = name === '' ? `Name ${what}.` : whyNotName(name);
    if (wrong !== undefined) {
      say(field, wrong);
    }
    return name;
  };
  switch (template) {
    case 'tenant':
      return {
        kind: template,
        column: column('column', 'the column'),
        setting: readSetting(row, 'setting', say),
      };
    case 'user':
    case 'softDelete':
      return { kind: template, column: column('column', 'the column') };
    case 'membership':
      return readMembership(row, column, say);
    case 'window': {
      const [from, until] = [text(row, 'from'), text(row, 'until')];
      if (from === '' && until === '') {
        say('from', 'Name the column from which or until which a row is valid.');
      }
      return {
        kind: template,
        from: from === '' ? undefined : from,
        until: until === '' ? undefined : until,
      };
    }
    case 'guard':
      return { kind: template, setting: readSetting(row, 'setting', say), value: readValue(row, say) };
    case 'everyRow':
      return { kind: template };
  }
}

function readMembership(
  row: FormValues,
  column: (field: string, what: string) => string,
  say: Say,
): PolicyRule {
  const members = readRelationName(text(row, 'members'));
  if (members === undefined) {
    say('members', 'Name the membership table with its schema, such as core.members.');
  }
  return {
    kind: 'membership',
    column: column('column', 'the column'),
    members: members ?? { schema: '', name: '' },
    key: column('memberKey', 'the column of the membership table with the same key'),
    member: column('memberUser', 'the column of the membership table with the member'),
    setting: text(row, 'memberSetting') === '' ? undefined : readSetting(row, 'memberSetting', say),
  };
}

function readValue(row: FormValues, say: Say): string {
  const value = text(row, 'value');
  if (value === '' || value.includes('\0')) {
    say('value', 'Type the value that the setting must have. The empty text counts as not set.');
  }
  return value;
}

/** As PostgreSQL takes the name of a setting that no extension defines. */
function readSetting(row: FormValues, field: string, say: Say): string {
  const name = text(row, field);
  if (!/^[a-z_][a-z0-9_$]*(\.[a-z_][a-z0-9_$]*)+$/i.test(name) || whyNotName(name) !== undefined) {
    say(field, 'A setting of an application has a prefix and a name, such as app.tenant_id.');
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

function text(values: FormValues, id: string): string {
  const value = values[id];
  return typeof value === 'string' ? value : '';
}

function utf8Bytes(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x1_0000 ? 3 : 4;
}
