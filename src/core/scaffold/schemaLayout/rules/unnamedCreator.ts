import { schemaFacts } from '../../grants/grantFacts';
import { creatorsIn } from '../creatorsIn';
import type { SchemaLayoutRule } from '../schemaLayoutRule';

/** Default privileges belong to the role that creates a table: those of others stay closed to the readers. */
export const unnamedCreator: SchemaLayoutRule = {
  id: 'unnamedCreator',
  run: (spec, { grants }) =>
    spec.schemas.flatMap(({ name }) => {
      const creators = creatorsIn(spec, grants, name);
      const isRead = spec.access.some(({ schemas }) => schemas.includes(name));
      const others = (schemaFacts(grants, name)?.rights ?? [])
        .filter(({ privilege, grantee }) => privilege === 'CREATE' && !creators.includes(grantee ?? ''))
        .map(({ grantee }) => grantee ?? 'everybody');
      const names = [...new Set(others)];
      return !isRead || names.length === 0
        ? []
        : [
            {
              field: 'writers',
              message: `${names.join(', ')} may create tables in ${name}, and the roles above will not be able to read them. Name the roles that do so as roles that create tables, or revoke CREATE.`,
            },
          ];
    }),
};
