import type { ParsedStatement, SqlParser } from '../sql/parser';
import { readOnlyVerdict } from './readOnlyGuard';
import { refusalReason } from './refusalReasons';
import { kindOf, type TransactionControl } from './statementKind';

/**
 * Why a statement may change something that others see, in a sentence; undefined for one that reads, or that changes only
 * its own session. What is not understood may write. The functions of a query are not looked at: whether one of them
 * writes, its text does not tell.
 */
export async function whyMayWrite(parser: SqlParser, text: string): Promise<string | undefined> {
  const { value, problems } = await parser.parse(text);
  const [statement, ...others] = value ?? [];
  if (!statement || others.length > 0 || problems.length > 0) {
    return 'It is not understood, so it may write.';
  }
  return whyStatementMayWrite(statement);
}

function whyStatementMayWrite(statement: Pick<ParsedStatement, 'tag' | 'node'>): string | undefined {
  const { tag } = statement;
  if (sessionStatements.has(tag)) {
    return undefined;
  }
  const { transaction, effect } = kindOf(statement);
  if (transaction !== undefined) {
    return harmlessControls.includes(transaction) ? undefined : 'It ends a prepared transaction.';
  }
  if (effect.kind === 'reads' || readOnlyVerdict(statement).allowed) {
    return undefined;
  }
  // A query says which part of it writes; of the others the kind of statement says enough.
  return tag === 'SelectStmt' || tag === 'CopyStmt' || tag === 'ExplainStmt' ? effect.reason : reasonOf(tag);
}

function reasonOf(tag: string): string {
  const reason = refusalReason(tag);
  return reason === refusalReason('') ? 'It may change the database.' : reason;
}

/** They change the session that runs them and nothing else. */
const sessionStatements: ReadonlySet<string> = new Set([
  ...['VariableSetStmt', 'ConstraintsSetStmt', 'DiscardStmt', 'PrepareStmt', 'DeallocateStmt'],
  ...['ListenStmt', 'UnlistenStmt', 'ClosePortalStmt'],
]);

/** What these end or keep was asked about before. */
const harmlessControls: readonly TransactionControl[] = [
  ...(['begin', 'commit', 'rollback', 'savepoint', 'release', 'rollbackTo'] as const),
];
