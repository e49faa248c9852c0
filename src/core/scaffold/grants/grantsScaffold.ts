import type { Scaffold } from '../scaffold';
import { generateGrants } from './generateGrants';
import type { GrantFacts } from './grantFacts';
import { grantsForm } from './grantsForm';
import { type GrantsSpec, readGrants } from './readGrants';
import { readGrantFacts } from './readGrantFacts';

/** Changes of rights, such as those that were made in the matrix. */
export const grantsScaffold: Scaffold<GrantsSpec, GrantFacts> = {
  id: 'grants',
  title: 'Rights',
  explain: 'Grants and revokes privileges, also those on what will be created later.',
  form: grantsForm,
  spec: readGrants,
  facts: (database, spec, signal) => {
    const schemas = spec.changes.flatMap(({ target }) =>
      'schema' in target && target.schema !== undefined ? [target.schema] : [],
    );
    return readGrantFacts(database, { schemas: [...new Set(schemas)] }, signal);
  },
  generate: generateGrants,
};
