import type { Scaffold } from '../scaffold';
import { generateRowSecurity } from './generateRowSecurity';
import { readRowSecurityFacts } from './readRowSecurityFacts';
import { readRowSecuritySpec } from './readRowSecuritySpec';
import type { RowSecurityFacts } from './rowSecurityFacts';
import { rowSecurityForm } from './rowSecurityForm';
import type { RowSecuritySpec } from './rowSecuritySpec';

/** Row level security of a table, from templates, with all that it needs around it. */
export const rowSecurityScaffold: Scaffold<RowSecuritySpec, RowSecurityFacts> = {
  id: 'rowSecurity',
  title: 'Row level security',
  explain:
    'Decides which rows of a table a role may read and write. Settings are read in a form that is fast and that neither a missing nor an empty value breaks.',
  form: rowSecurityForm,
  spec: readRowSecuritySpec,
  facts: readRowSecurityFacts,
  generate: generateRowSecurity,
};
