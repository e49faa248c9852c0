import type { FormSection } from '../scaffoldForm';

const writing = { field: 'kind', is: ['analyst', 'application', 'etl', 'dbt'] };

export const rolesForm: readonly FormSection[] = [
  {
    title: 'Groups',
    hint: 'A group holds rights and cannot log in. Groups that exist are kept, and get what they lack.',
    fields: [
      {
        kind: 'rows',
        id: 'groups',
        label: 'Groups',
        default: [{ name: 'lakehouse_read_only', kind: 'readOnly', reads: [], writes: [] }],
        fields: [
          { kind: 'text', id: 'name', label: 'Name', offer: 'roles', placeholder: 'lakehouse_read_only' },
          {
            kind: 'choice',
            id: 'kind',
            label: 'What it may do',
            default: 'readOnly',
            choices: [
              { value: 'readOnly', label: 'Read', hint: 'SELECT' },
              {
                value: 'bi',
                label: 'Dashboards (Superset)',
                hint: 'SELECT, on the schemas that dashboards show',
              },
              {
                value: 'analyst',
                label: 'Analyse',
                hint: 'SELECT, temporary tables, tables of its own in a work schema',
              },
              {
                value: 'application',
                label: 'Application',
                hint: 'SELECT, INSERT, UPDATE, DELETE; no tables of its own',
              },
              { value: 'etl', label: 'Load (ETL)', hint: 'Writes, empties and creates tables' },
              { value: 'dbt', label: 'dbt', hint: 'Reads its sources, and owns what it builds' },
            ],
          },
          { kind: 'names', id: 'reads', label: 'Reads schemas', offer: 'schemas' },
          { kind: 'names', id: 'writes', label: 'Writes in schemas', offer: 'schemas', when: writing },
          {
            kind: 'flag',
            id: 'createsSchemas',
            label: 'May create schemas',
            hint: 'dbt needs CREATE on the database for custom schemas.',
            when: { field: 'kind', is: ['dbt'] },
          },
        ],
      },
      {
        kind: 'names',
        id: 'creators',
        label: 'Also created by',
        offer: 'roles',
        hint: 'Other roles that create tables in these schemas. The groups get their rights on the new tables, too.',
      },
    ],
  },
  {
    title: 'Logins',
    hint: 'A login gets its rights from groups. Its password is asked for when it is created, and is hashed before it is sent.',
    fields: [
      {
        kind: 'rows',
        id: 'logins',
        label: 'Logins',
        fields: [
          { kind: 'text', id: 'name', label: 'Name', offer: 'logins' },
          { kind: 'names', id: 'groups', label: 'Member of', offer: 'roles' },
          {
            kind: 'text',
            id: 'actsAs',
            label: 'Creates as',
            offer: 'roles',
            hint: 'The group that owns what it creates. Needed where several logins rebuild the same tables.',
          },
          { kind: 'flag', id: 'readOnly', label: 'Read-only sessions' },
          {
            kind: 'number',
            id: 'timeout',
            label: 'Statement timeout (seconds)',
            least: 1,
            most: 86_400,
          },
          { kind: 'number', id: 'connectionLimit', label: 'Connections at most', least: 0, most: 10_000 },
        ],
      },
    ],
  },
  {
    title: 'Everybody else',
    fields: [
      {
        kind: 'flag',
        id: 'closeDatabase',
        label: 'Only these groups may connect',
        hint: 'Takes CONNECT and TEMPORARY on the database from PUBLIC.',
      },
      {
        kind: 'flag',
        id: 'closePublicSchema',
        label: 'Nobody may create in the schema public',
        default: true,
        hint: 'PostgreSQL 15 and newer start like that; databases from before let everybody.',
      },
    ],
  },
];
