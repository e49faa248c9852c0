import type { FormSection } from '../scaffoldForm';

const view = { field: 'way', is: ['maskingView'] };
const encrypt = { field: 'way', is: ['encrypt'] };

export const protectionForm: readonly FormSection[] = [
  {
    title: 'What',
    fields: [
      { kind: 'text', id: 'table', label: 'Table', offer: 'tables', placeholder: 'core.customers' },
      {
        kind: 'choice',
        id: 'way',
        label: 'How',
        default: 'maskingView',
        choices: [
          {
            value: 'maskingView',
            label: 'A view that masks them',
            hint: 'The roles read the view instead of the table.',
          },
          {
            value: 'columnGrants',
            label: 'Grants on the other columns',
            hint: 'The roles keep the table, but SELECT * is refused to them.',
          },
          {
            value: 'encrypt',
            label: 'Encrypted columns (pgcrypto)',
            hint: 'Bytes in the table; the key comes from the session and stands in no SQL.',
          },
        ],
      },
      {
        kind: 'rows',
        id: 'columns',
        label: 'Columns',
        default: [{ column: '', mask: 'hidden' }],
        fields: [
          { kind: 'text', id: 'column', label: 'Column', offer: { columnsOf: 'table' } },
          {
            kind: 'choice',
            id: 'mask',
            label: 'Shown as',
            default: 'hidden',
            when: view,
            choices: [
              { value: 'hidden', label: 'Left out' },
              { value: 'empty', label: 'NULL' },
              { value: 'last4', label: 'Last four characters' },
              { value: 'domain', label: 'Domain of an e-mail address' },
              { value: 'year', label: 'Year of a date' },
              {
                value: 'hash',
                label: 'SHA-256 hash',
                hint: 'Still joins; can be guessed where few values are possible.',
              },
            ],
          },
        ],
      },
    ],
  },
  {
    title: 'For whom',
    fields: [
      {
        kind: 'names',
        id: 'roles',
        label: 'Roles',
        offer: 'roles',
        hint: 'Who shall not see the columns; with encryption, who may decrypt them.',
      },
      { kind: 'text', id: 'viewSchema', label: 'Schema of the view', offer: 'schemas', when: view },
      {
        kind: 'text',
        id: 'viewName',
        label: 'Name of the view',
        placeholder: 'customers_masked',
        when: view,
      },
      {
        kind: 'text',
        id: 'viewOwner',
        label: 'Owner of the view',
        offer: 'roles',
        hint: 'The view reads the table with the rights of its owner. Empty: you.',
        when: view,
      },
      {
        kind: 'text',
        id: 'functionSchema',
        label: 'Schema of the functions',
        offer: 'schemas',
        when: encrypt,
      },
      { kind: 'names', id: 'writers', label: 'Roles that encrypt', offer: 'roles', when: encrypt },
    ],
  },
];
