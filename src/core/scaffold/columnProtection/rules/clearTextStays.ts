import { quoteIdentifier, quoteQualified } from '../../../sql/quote';
import { encryptedColumn } from '../encryptionSteps';
import { encryptName } from '../protectionFacts';
import type { ProtectionRule } from '../protectionRule';

/** The key is not known here, so the values cannot be encrypted here either. */
export const clearTextStays: ProtectionRule = {
  id: 'clearTextStays',
  run: ({ way, columns, table, functionSchema }) =>
    way === 'encrypt'
      ? columns.map(({ column }, place) => ({
          field: `columns.${String(place)}.column`,
          message: `The clear text of ${column} stays until you run, with the key set: UPDATE ${quoteQualified(table.schema, table.name)} SET ${quoteIdentifier(encryptedColumn(column))} = ${quoteQualified(functionSchema, encryptName)}(${quoteIdentifier(column)}::text), and then drop the column. Old backups keep it.`,
        }))
      : [],
};
