import { emptyRow } from '../formValues';
import type { FormField, FormSection } from '../scaffoldForm';

const policyFields: readonly FormField[] = [
  {
    id: 'template',
    label: 'Which rows',
    kind: 'choice',
    default: 'tenant',
    choices: [
      { value: 'tenant', label: 'Rows of the tenant that a setting names' },
      { value: 'user', label: 'Rows that hold the name of the role' },
      { value: 'membership', label: 'Rows that a membership table lists' },
      { value: 'window', label: 'Rows that are valid now' },
      { value: 'softDelete', label: 'Rows that are not marked as deleted' },
      { value: 'guard', label: 'All rows, while a setting has a value' },
      { value: 'everyRow', label: 'Every row, for reading' },
    ],
  },
  {
    id: 'roles',
    label: 'For the roles',
    kind: 'names',
    offer: 'roles',
    hint: 'PUBLIC stands for every role, also for those that come later.',
  },
  namedColumn('column', 'Column', 'table', ['tenant', 'user', 'membership', 'softDelete']),
  {
    id: 'setting',
    label: 'Setting',
    kind: 'text',
    default: 'app.tenant_id',
    hint: 'The application sets it in each transaction: SELECT set_config(name, value, true).',
    when: forTemplates('tenant', 'guard'),
  },
  { id: 'value', label: 'Value', kind: 'text', default: 'on', when: forTemplates('guard') },
  {
    id: 'members',
    label: 'Membership table',
    kind: 'text',
    offer: 'tables',
    when: forTemplates('membership'),
  },
  namedColumn('memberKey', 'Its column with the same key', 'members', ['membership']),
  namedColumn('memberUser', 'Its column with the member', 'members', ['membership']),
  {
    id: 'memberSetting',
    label: 'Setting that names the member',
    kind: 'text',
    hint: 'Empty: the member is the current role.',
    when: forTemplates('membership'),
  },
  namedColumn('from', 'Valid from', 'table', ['window']),
  namedColumn('until', 'Valid until', 'table', ['window']),
  {
    id: 'command',
    label: 'Command',
    kind: 'choice',
    default: 'usual',
    choices: [
      {
        value: 'usual',
        label: 'As usual',
        hint: 'All commands for tenants, users and members; else SELECT.',
      },
      { value: 'ALL', label: 'All' },
      ...['SELECT', 'INSERT', 'UPDATE', 'DELETE'].map((command) => ({ value: command, label: command })),
    ],
  },
  {
    id: 'mode',
    label: 'Joined with the others',
    kind: 'choice',
    default: 'usual',
    choices: [
      {
        value: 'usual',
        label: 'As usual',
        hint: 'What narrows is restrictive: windows, deleted rows, guards.',
      },
      { value: 'permissive', label: 'By OR (permissive)' },
      { value: 'restrictive', label: 'By AND (restrictive)' },
    ],
  },
  {
    id: 'mayDelete',
    label: 'May delete',
    kind: 'flag',
    hint: 'A policy for all commands grants SELECT, INSERT and UPDATE; with this DELETE, too.',
    when: { field: 'command', is: ['usual', 'ALL'] },
  },
  { id: 'name', label: 'Name', kind: 'text', hint: 'Empty: after what it does.' },
];

export const rowSecurityForm: readonly FormSection[] = [
  {
    title: 'Table',
    fields: [
      { id: 'table', label: 'Table', kind: 'text', offer: 'tables', placeholder: 'core.customers' },
      {
        id: 'builtBy',
        label: 'Made by',
        kind: 'choice',
        default: 'database',
        choices: [
          { value: 'database', label: 'The database', hint: 'The policies are put on the table.' },
          {
            value: 'dbt',
            label: 'dbt',
            hint: 'dbt drops the table at each run: you get a post-hook for the model.',
          },
        ],
      },
      {
        id: 'force',
        label: 'Also for its owner',
        kind: 'flag',
        default: true,
        hint: 'FORCE ROW LEVEL SECURITY. Loads that run as the owner then need a policy, too.',
      },
    ],
  },
  {
    title: 'Policies',
    hint: 'A row must pass one of the permissive policies and all of the restrictive ones.',
    fields: [
      {
        id: 'policies',
        label: 'Policies',
        kind: 'rows',
        fields: policyFields,
        default: [emptyRow(policyFields)],
      },
    ],
  },
  {
    title: 'Around them',
    fields: [
      { id: 'grants', label: 'Grant what the roles need', kind: 'flag', default: true },
      { id: 'indexes', label: 'Make the indexes that the policies need', kind: 'flag', default: true },
      {
        id: 'views',
        label: 'Let views read with the rights of whoever asks',
        kind: 'flag',
        default: true,
        hint: 'security_invoker, from PostgreSQL 15. Other views go past the policies.',
      },
      {
        id: 'partitions',
        label: 'Partitions',
        kind: 'choice',
        default: 'revoke',
        choices: [
          { value: 'revoke', label: 'Take grants on them away', hint: 'They are read through the table.' },
          { value: 'policies', label: 'Give them the same policies' },
          { value: 'leave', label: 'Leave them as they are' },
        ],
      },
    ],
  },
];

/** A field for the templates that need it. */
function forTemplates(...is: readonly string[]): { readonly field: string; readonly is: readonly string[] } {
  return { field: 'template', is };
}

/** @param of the field that names the table */
function namedColumn(id: string, label: string, of: string, templates: readonly string[]): FormField {
  return { id, label, kind: 'text', offer: { columnsOf: of }, when: forTemplates(...templates) };
}
