import { schemaFacts } from '../../grants/grantFacts';
import type { SchemaLayoutRule } from '../schemaLayoutRule';

/** A schema that is there already keeps its owner, because giving it away would change what others may do in it. */
export const otherOwner: SchemaLayoutRule = {
  id: 'otherOwner',
  run: ({ schemas, owner }, { grants }) =>
    schemas.flatMap(({ name }) => {
      const actual = schemaFacts(grants, name)?.owner;
      return owner === undefined || actual === undefined || actual === owner
        ? []
        : [
            {
              field: 'owner',
              message: `Schema ${name} exists and belongs to ${actual}. It stays so: ALTER SCHEMA … OWNER TO changes it.`,
            },
          ];
    }),
};
