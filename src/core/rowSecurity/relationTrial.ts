import type { CancelSignal } from '../../base/cancelSignal';
import type { Cell } from '../ports';
import { flagOf, numberOf, textOf } from '../catalog/cells';
import type { Session } from '../query/session';
import { quoteIdentifier, quoteQualified } from '../sql/quote';
import { ServerError } from '../sql/serverError';
import { ask } from './ask';
import type { MatrixRelation } from './matrix';

/** What is known of a relation before commands are tried on it. */
export interface RelationTrial {
  readonly sqlName: string;
  /** Undefined where the login is itself under row security, or counting took too long. */
  readonly rows: number | undefined;
  /** Columns that an INSERT may name, as SQL writes them. */
  readonly columns: readonly string[];
  /** The first column that an UPDATE may set to itself. */
  readonly updated: string | undefined;
  /** Some identity column takes a value only with OVERRIDING SYSTEM VALUE. */
  readonly overriding: boolean;
  /** Values of `columns` in some rows, in the server's text form. */
  readonly samples: readonly (readonly Cell[])[];
  /** Where those rows are; none for a view. */
  readonly places: readonly RowPlace[];
}

export interface RowPlace {
  readonly table: string;
  readonly ctid: string;
}

/** How many rows are tried one by one. */
export const sampleRows = 50;

/**
 * Reads it as the login with row_security = off, in a transaction that is open: what the login may not read is left out.
 * @throws ServerError when the relation does not exist, CancelledError
 */
export async function readTrial(
  session: Session,
  { schema, name }: MatrixRelation,
  signal: CancelSignal,
): Promise<RelationTrial> {
  const sqlName = quoteQualified(schema, name);
  const columns = await ask(session, columnsQuery, [sqlName], signal);
  const plain = columns.filter(([, generated]) => !flagOf(generated));
  const names = plain.map(([column]) => quoteIdentifier(textOf(column)));
  const hasPlace = columns.length > 0 && flagOf(columns[0]?.[3]);
  const read = (text: string) => unlessRefused(session, signal, () => ask(session, text, [], signal));
  const count = await read(`SELECT pg_catalog.count(*) FROM ${sqlName}`);
  const rows = count && numberOf(count[0]?.[0]);
  const list = [...names, ...(hasPlace ? ['tableoid', 'ctid'] : [])].join(', ');
  const found = await read(`SELECT ${list} FROM ${sqlName} LIMIT ${sampleRows}`);
  return {
    ...{ sqlName, rows, columns: names },
    updated: names[plain.findIndex(([, , always]) => !flagOf(always))],
    overriding: plain.some(([, , always]) => flagOf(always)),
    samples: (found ?? []).map((row) => row.slice(0, names.length)),
    places: hasPlace
      ? (found ?? []).map((row) => ({ table: textOf(row.at(-2)), ctid: textOf(row.at(-1)) }))
      : [],
  };
}

async function unlessRefused<T>(
  session: Session,
  signal: CancelSignal,
  read: () => Promise<T>,
): Promise<T | undefined> {
  await ask(session, 'SAVEPOINT lakehouse_read');
  try {
    const value = await read();
    await ask(session, 'RELEASE SAVEPOINT lakehouse_read');
    return value;
  } catch (error) {
    // A statement that was cancelled ends in an error of the server, too.
    signal.throwIfAborted();
    if (!(error instanceof ServerError)) {
      throw error;
    }
    await ask(session, 'ROLLBACK TO SAVEPOINT lakehouse_read');
    return undefined;
  }
}

/** Whether a column is generated, is always identity, and whether its relation has rows of its own. */
const columnsQuery = `
SELECT a.attname, a.attgenerated <> '', a.attidentity = 'a', c.relkind IN ('r', 'p')
  FROM pg_catalog.pg_attribute AS a
  JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid
 WHERE a.attrelid = $1::pg_catalog.regclass AND a.attnum > 0 AND NOT a.attisdropped
 ORDER BY a.attnum`;
