import { rightSources } from '../../grants/heldRights';
import { sourceWords } from '../../grants/sourceWords';
import type { ProtectionRule } from '../protectionRule';

/** What is taken from a role by name it may still have in another way. */
export const stillSeen: ProtectionRule = {
  id: 'stillSeen',
  run: ({ way, roles, table }, { grants }) =>
    way === 'encrypt'
      ? []
      : roles.flatMap((role) => {
          const left = rightSources(grants, role, { kind: 'relation', ...table }, 'SELECT').find(
            ({ kind }) => kind !== 'granted' && kind !== 'columns',
          );
          return left === undefined
            ? []
            : [
                {
                  field: 'roles',
                  message: `${role} still reads all of ${table.schema}.${table.name}: ${sourceWords(left)}. Take that away, or nothing is protected.`,
                },
              ];
        }),
};
