import type { FormSection } from '../scaffoldForm';

export const grantsForm: readonly FormSection[] = [
  {
    title: 'Changes',
    hint: 'Each row is one GRANT or REVOKE. The matrix of rights fills them in.',
    fields: [
      {
        kind: 'rows',
        id: 'changes',
        label: 'Changes',
        default: [{ change: 'grant', on: 'relation', privileges: ['SELECT'] }],
        fields: [
          {
            kind: 'choice',
            id: 'change',
            label: 'Change',
            default: 'grant',
            choices: [
              { value: 'grant', label: 'Grant' },
              { value: 'revoke', label: 'Revoke' },
            ],
          },
          { kind: 'names', id: 'privileges', label: 'Privileges' },
          {
            kind: 'choice',
            id: 'on',
            label: 'On',
            default: 'relation',
            choices: [
              { value: 'relation', label: 'Table or view' },
              { value: 'schema', label: 'Schema' },
              { value: 'database', label: 'Database' },
              { value: 'sequence', label: 'Sequence' },
              { value: 'newTables', label: 'New tables of a role' },
              { value: 'newSequences', label: 'New sequences of a role' },
            ],
          },
          {
            kind: 'text',
            id: 'schema',
            label: 'Schema',
            offer: 'schemas',
            when: { field: 'on', is: ['relation', 'sequence', 'newTables', 'newSequences'] },
          },
          {
            kind: 'text',
            id: 'name',
            label: 'Name',
            when: { field: 'on', is: ['relation', 'sequence', 'schema', 'database'] },
          },
          {
            kind: 'text',
            id: 'creator',
            label: 'Created by',
            offer: 'roles',
            when: { field: 'on', is: ['newTables', 'newSequences'] },
          },
          { kind: 'flag', id: 'everybody', label: 'Everybody (PUBLIC)' },
          {
            kind: 'text',
            id: 'role',
            label: 'Role',
            offer: 'roles',
            when: { field: 'everybody', is: ['false'] },
          },
        ],
      },
    ],
  },
];
