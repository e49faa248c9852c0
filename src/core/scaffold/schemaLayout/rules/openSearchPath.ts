import { isGranted } from '../../grants/heldRights';
import type { SchemaLayoutRule } from '../schemaLayoutRule';

/** Source: PostgreSQL manual, "Schemas", Usage Patterns (CVE-2018-1058). */
export const openSearchPath: SchemaLayoutRule = {
  id: 'openSearchPath',
  run: ({ pathRoles, path }, { grants }) =>
    pathRoles.length === 0
      ? []
      : path
          .filter((name) => isGranted(grants, undefined, { kind: 'schema', name }, 'CREATE'))
          .map((name) => ({
            field: 'path',
            message: `Everybody may create objects in ${name}, so anybody can put a function there that ${pathRoles.join(', ')} then call by mistake. Revoke it first: REVOKE CREATE ON SCHEMA ${name} FROM PUBLIC.`,
          })),
};
