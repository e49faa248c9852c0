import type { ProtectionRule } from '../protectionRule';

export const guessableHash: ProtectionRule = {
  id: 'guessableHash',
  run: ({ way, columns }) =>
    columns.flatMap(({ column, mask }, place) =>
      way === 'maskingView' && mask === 'hash'
        ? [
            {
              field: `columns.${String(place)}.mask`,
              message: `Whoever hashes all possible values finds those of ${column} again: id and phone numbers are few enough. Leave it out unless it must be joined by.`,
            },
          ]
        : [],
    ),
};
