import type { CancelSignal } from '../../../base/cancelSignal';
import { UserError } from '../../../base/userError';
import type { CatalogQuery, Database } from '../../ports';
import { type ActionTarget, targetKindWords } from '../actions/target';

/**
 * When a statement can run. With several objects, `create` of all of them, in the order of their dependencies, comes
 * before `link` of any: foreign keys, triggers, policies and rules may refer to what is created later.
 */
export type DdlStage = 'create' | 'link';

export interface DdlStatement {
  readonly stage: DdlStage;
  /** One statement without its semicolon. */
  readonly sql: string;
}

/** The statements that make an object. */
export interface Ddl {
  readonly statements: readonly DdlStatement[];
  /** What the statements cannot say, as sentences. */
  readonly notes: readonly string[];
}

/** Where the catalog is read, and what stops the reading. */
export interface DdlReading {
  readonly database: Database;
  readonly signal: CancelSignal;
}

/** @param statements an undefined one is left out */
export function created(...statements: readonly (string | undefined)[]): readonly DdlStatement[] {
  return staged('create', statements);
}

/** @param statements an undefined one is left out */
export function linked(...statements: readonly (string | undefined)[]): readonly DdlStatement[] {
  return staged('link', statements);
}

export function ddl(statements: readonly DdlStatement[], ...notes: readonly (string | undefined)[]): Ddl {
  return { statements, notes: notes.filter((note) => note !== undefined) };
}

/** What makes several objects; each object's own order stays. */
export function joined(...parts: readonly (Ddl | undefined)[]): Ddl {
  const known = parts.filter((part) => part !== undefined);
  return {
    statements: known.flatMap((part) => part.statements),
    notes: [...new Set(known.flatMap((part) => part.notes))],
  };
}

/** @throws as `Database.read` */
export async function readRows<Row>(
  { database, signal }: DdlReading,
  query: CatalogQuery<Row>,
): Promise<readonly Row[]> {
  return database.read(query, signal);
}

/** The one row about an object. @throws UserError when the object is gone; otherwise as `Database.read` */
export async function readObject<Row>(
  reading: DdlReading,
  query: CatalogQuery<Row>,
  target: ActionTarget,
): Promise<Row> {
  const [row] = await readRows(reading, query);
  if (row === undefined) {
    throw new UserError(
      `The ${targetKindWords(target.kind)} ${target.name} no longer exists: it was dropped or replaced. Refresh the Lakehouse sidebar.`,
    );
  }
  return row;
}

function staged(stage: DdlStage, statements: readonly (string | undefined)[]): readonly DdlStatement[] {
  return statements.filter((sql) => sql !== undefined).map((sql) => ({ stage, sql }));
}
