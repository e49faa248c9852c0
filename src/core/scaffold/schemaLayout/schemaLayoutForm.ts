import type { FormSection } from '../scaffoldForm';

export const schemaLayoutForm: readonly FormSection[] = [
  {
    title: 'Schemas',
    fields: [
      {
        id: 'preset',
        label: 'Layout',
        kind: 'choice',
        default: 'guide',
        choices: [
          { value: 'guide', label: 'core, analytics, metadata, staging' },
          { value: 'marts', label: 'marts', hint: 'dbt builds elsewhere and delivers here' },
          {
            value: 'layers',
            label: 'raw, staging, intermediate, marts',
            hint: 'the layers of a dbt project',
          },
          { value: 'own', label: 'My own schemas' },
        ],
      },
      {
        id: 'schemas',
        label: 'Schemas',
        kind: 'rows',
        when: { field: 'preset', is: ['own'] },
        fields: [
          { id: 'name', label: 'Name', kind: 'text', offer: 'schemas' },
          { id: 'comment', label: 'Comment', kind: 'text', hint: 'What belongs into it, in one sentence' },
        ],
      },
      {
        id: 'comments',
        label: 'Say in a comment what each schema is for',
        kind: 'flag',
        default: true,
        when: { field: 'preset', is: ['guide', 'marts', 'layers'] },
      },
      {
        id: 'owner',
        label: 'Owner',
        kind: 'text',
        offer: 'roles',
        hint: 'May change and drop the schemas. Empty for the role that you apply it as.',
      },
    ],
  },
  {
    title: 'Access',
    hint: 'What each role may do with the tables that are there, and with those that will be created.',
    fields: [
      {
        id: 'access',
        label: 'Roles',
        kind: 'rows',
        fields: [
          { id: 'role', label: 'Role', kind: 'text', offer: 'roles' },
          {
            id: 'level',
            label: 'May',
            kind: 'choice',
            default: 'read',
            choices: [
              { value: 'read', label: 'Read' },
              { value: 'write', label: 'Read and write', hint: 'rows of tables that others create' },
              { value: 'build', label: 'Build', hint: 'create tables of its own, and read the others' },
            ],
          },
          { id: 'schemas', label: 'In schemas', kind: 'names', hint: 'Empty for all of them' },
        ],
      },
      {
        id: 'writers',
        label: 'Other roles that create tables',
        kind: 'names',
        offer: 'roles',
        hint: 'Default privileges belong to the role that creates a table. The owner and the roles that build are included.',
      },
    ],
  },
  {
    title: 'search_path',
    hint: 'Which schemas a role finds without naming them, in this database.',
    fields: [
      { id: 'pathRoles', label: 'Set it for', kind: 'names', offer: 'roles' },
      {
        id: 'path',
        label: 'Schemas in order',
        kind: 'names',
        offer: 'schemas',
        hint: 'Empty for those above',
      },
    ],
  },
];
