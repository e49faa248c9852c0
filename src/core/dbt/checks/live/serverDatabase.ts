import { connectCheck } from '../../live/connectCheck';

export const serverDatabase = connectCheck(
  {
    id: 'server-database',
    title: 'Database',
    explanation: 'dbt creates schemas and relations, never a database: it must be there.',
  },
  ['database'],
  ({ kind }) => kind === 'databaseMissing',
);
