import type { FormSection } from '../scaffoldForm';

export const lakehouseTablesForm: readonly FormSection[] = [
  {
    title: 'Lineage and jobs',
    fields: [
      { id: 'metadataSchema', label: 'Schema', kind: 'text', offer: 'schemas', default: 'metadata' },
      { id: 'withLineage', label: 'Record which table was made of which', kind: 'flag', default: true },
      {
        id: 'lineage',
        label: 'Table of lineage',
        kind: 'text',
        default: 'data_lineage',
        when: { field: 'withLineage', is: ['true'] },
      },
      { id: 'withJobLog', label: 'Record the runs of jobs', kind: 'flag', default: true },
      {
        id: 'jobLog',
        label: 'Table of job runs',
        kind: 'text',
        default: 'job_execution',
        when: { field: 'withJobLog', is: ['true'] },
      },
    ],
  },
  {
    title: 'Imports',
    hint: 'A table that takes JSON documents as they come, and a function that loads them into a table. Bad documents are marked and not tried for ever.',
    fields: [
      { id: 'withImports', label: 'Load documents into a table', kind: 'flag', default: false },
      ...importFields(),
    ],
  },
  {
    title: 'Audit columns',
    fields: [
      {
        id: 'audited',
        label: 'Add created_at and updated_at to',
        kind: 'names',
        offer: 'tables',
        hint: 'A trigger keeps updated_at.',
      },
    ],
  },
];

function importFields(): FormSection['fields'] {
  const when = { field: 'withImports', is: ['true'] };
  return [
    { id: 'target', label: 'Into table', kind: 'text', offer: 'tables', placeholder: 'core.customers', when },
    {
      id: 'key',
      label: 'Key',
      kind: 'names',
      offer: { columnsOf: 'target' },
      hint: 'Columns with a unique index. A document whose key is there updates the row.',
      when,
    },
    {
      id: 'stagingSchema',
      label: 'Schema of the imports',
      kind: 'text',
      offer: 'schemas',
      default: 'staging',
      when,
    },
    { id: 'staging', label: 'Table of imports', kind: 'text', default: 'imports', when },
    {
      id: 'columns',
      label: 'Columns',
      kind: 'rows',
      hint: 'Empty for the key and all columns without a default.',
      when,
      fields: [
        { id: 'column', label: 'Column', kind: 'text', offer: { columnsOf: 'target' } },
        { id: 'field', label: 'Field of the document', kind: 'text', hint: 'Empty for the same name' },
      ],
    },
  ];
}
