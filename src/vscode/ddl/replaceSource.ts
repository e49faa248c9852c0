import { CancelledError } from '../../base/cancelSignal';
import { UserError } from '../../base/userError';
import { sourceNow } from '../../core/catalog/ddl/source';
import { displayName } from '../../core/explorer/displayName';
import type { Cell } from '../../core/ports';
import { madeObject } from '../../core/query/replacedObject';
import type { Execute } from '../../core/query/runStatements';
import type { StatementOutcome, StatementRequest } from '../../core/query/session';
import type { SqlParser } from '../../core/sql/parser';
import type { EditorSession } from '../query/editorSession';
import type { EditedSource } from './editedSources';

/** What a replacement needs to know and to ask. */
export interface Replacement {
  readonly source: EditedSource;
  readonly editor: Pick<EditorSession, 'session'>;
  readonly execute: Execute;
  readonly parser: () => Promise<SqlParser>;
  /** What to do about a definition that somebody else changed; undefined for nothing. */
  readonly choose: (question: ChangedQuestion) => Promise<'overwrite' | 'compare' | undefined>;
  /** Shows the server's definition beside the editor's. */
  readonly compare: () => Promise<void>;
  /** The document may replace this definition from now on. */
  readonly replaced: (fingerprint: string, committed: boolean) => void;
}

export interface ChangedQuestion {
  readonly message: string;
  readonly detail: string;
  readonly overwrite: string;
  /** There is something to compare with. */
  readonly comparable: boolean;
}

type Sent = Parameters<Execute>;

/**
 * Runs a statement of a document that edits a function, procedure or view. Where the statement replaces it, this happens in
 * one transaction with the check that it is still what was opened; in a transaction of the user's own, in that one.
 * @throws UserError when it is not to be replaced, CancelledError; otherwise as `Session.execute`
 */
export async function runReplacement(replacement: Replacement, ...sent: Sent): Promise<StatementOutcome> {
  const { editor, execute, source } = replacement;
  const [request] = sent;
  if (editor.session.transaction === 'failed' || !(await isReplacement(replacement, request))) {
    return execute(...sent);
  }
  // Undefined stands for an object that is gone, and may be agreed to as well.
  const agreed = new Set<string | undefined>(source.fingerprints);
  for (;;) {
    const attempt = await tryToReplace(replacement, agreed, sent);
    if (attempt.outcome !== undefined) {
      return attempt.outcome;
    }
    await decide(replacement, attempt.found);
    agreed.add(attempt.found);
  }
}

interface Attempt {
  readonly outcome: StatementOutcome | undefined;
  /** The fingerprint of what is there; undefined when it is gone. */
  readonly found: string | undefined;
}

async function tryToReplace(
  replacement: Replacement,
  agreed: ReadonlySet<string | undefined>,
  sent: Sent,
): Promise<Attempt> {
  const { editor, execute } = replacement;
  const isOwn = editor.session.transaction === 'idle';
  const control = (text: string) => readCell(execute, text, []);
  if (isOwn) {
    await control('BEGIN');
  }
  try {
    const found = await fingerprintNow(replacement);
    if (!agreed.has(found)) {
      // No lock is held while somebody thinks.
      await (isOwn ? control('ROLLBACK') : undefined);
      return { outcome: undefined, found };
    }
    const outcome = await execute(...sent);
    const made = await fingerprintNow(replacement);
    await (isOwn ? control('COMMIT') : undefined);
    if (made !== undefined) {
      replacement.replaced(made, isOwn);
    }
    return { outcome, found };
  } catch (error) {
    // After a loss there is nothing to roll back, and what went wrong first is what matters.
    await (isOwn ? control('ROLLBACK').catch(() => undefined) : undefined);
    throw error;
  }
}

/** Definitions are printed by the search path, which is the user's again afterwards. */
async function fingerprintNow({ execute, source }: Replacement): Promise<string | undefined> {
  const path = await readCell(execute, `SELECT pg_catalog.current_setting('search_path')`, []);
  const setPath = `SELECT pg_catalog.set_config('search_path', $1, true)`;
  await readCell(execute, setPath, ['']);
  const { text, values } = sourceNow(source);
  const found = await readCell(execute, text, values);
  await readCell(execute, setPath, [path ?? '']);
  return found ?? undefined;
}

async function decide({ source, choose, compare }: Replacement, found: string | undefined): Promise<void> {
  const isGone = found === undefined;
  const choice = await choose({
    message: isGone
      ? `The ${nameOf(source)} no longer exists.`
      : `The ${nameOf(source)} was changed since you opened it.`,
    detail: isGone
      ? 'Somebody dropped or renamed it, or changed its arguments. Nothing was sent yet.'
      : 'Somebody else replaced it. Nothing was sent yet, and your text stays as it is.',
    overwrite: isGone ? 'Create It Again' : 'Overwrite',
    comparable: !isGone,
  });
  if (choice === 'compare') {
    await compare();
    throw new UserError(
      `Nothing was replaced. The ${nameOf(source)}, as the server has it now, stands beside your text. Run it again to decide.`,
    );
  }
  if (choice === undefined) {
    throw new CancelledError();
  }
}

async function isReplacement({ parser, source }: Replacement, request: StatementRequest): Promise<boolean> {
  const made = await madeObject(await parser(), request.text);
  return (
    made?.kind === source.kind &&
    made.name === source.name &&
    (made.schema === undefined || made.schema === source.schema)
  );
}

function nameOf({ kind, schema, name, signature }: EditedSource): string {
  const shown = `${kind} ${displayName(schema)}.${displayName(name)}`;
  return kind === 'view' ? shown : `${shown}(${displayName(signature)})`;
}

/** The first cell of an answer; null when there is no row. */
async function readCell(execute: Execute, text: string, values: readonly Cell[]): Promise<Cell> {
  let first: Cell = null;
  await execute(
    { text, values, maxRows: Infinity },
    {
      columns: () => undefined,
      rows: ([row]) => {
        first = row?.[0] ?? null;
      },
      notice: () => undefined,
    },
  );
  return first;
}
