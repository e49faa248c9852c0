import type { GrantFacts } from '../grants/grantFacts';
import { readGrantFacts } from '../grants/readGrantFacts';
import type { Scaffold } from '../scaffold';
import { generateRoles } from './generateRoles';
import { readRoles } from './readRoles';
import { rolesForm } from './rolesForm';
import type { RolesSpec } from './rolesSpec';

/** Groups with the rights of their kind, and logins that are members of them. */
export const rolesScaffold: Scaffold<RolesSpec, GrantFacts> = {
  id: 'roles',
  title: 'Roles',
  explain:
    'Groups that hold rights, and logins that are their members. New tables get the same rights by default privileges of whoever creates them.',
  form: rolesForm,
  spec: readRoles,
  facts: (database, spec, signal) =>
    readGrantFacts(
      database,
      { schemas: [...new Set(spec.groups.flatMap((group) => [...group.reads, ...group.writes]))] },
      signal,
    ),
  generate: generateRoles,
};
