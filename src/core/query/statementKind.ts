import type { ParsedStatement, SqlParser } from '../sql/parser';
import {
  listField,
  nameParts,
  type ParseNode,
  type TaggedNode,
  textField,
  untag,
  visitTree,
} from '../sql/parseTree';
import { needsOwnTransaction } from './ownTransaction';
import { explainRequest } from './explainStatement';
import { whyQueryWrites } from './readOnlyGuard';

/** What a transaction statement does. `BEGIN` and `START TRANSACTION` are both `begin`. */
export type TransactionControl =
  | 'begin'
  | 'commit'
  | 'rollback'
  | 'savepoint'
  | 'release'
  | 'rollbackTo'
  | 'prepare'
  | 'commitPrepared'
  | 'rollbackPrepared';

/** What executing a statement may do to the database. */
export type Effect =
  /**
   * It reads, as far as its text tells: what its functions do is for the catalog to say (`pg_proc.provolatile`). The
   * names are as written, each a list of parts; the functions behind views, operators and policies are not among them.
   */
  | { readonly kind: 'reads'; readonly functions: readonly (readonly string[])[] }
  /** It writes, or may: `reason` is a sentence. */
  | { readonly kind: 'mayWrite'; readonly reason: string };

/** What the run must know of a statement before it sends it. */
export interface StatementKind {
  /** The kind of parse node, such as `SelectStmt`. */
  readonly tag: string;
  /** `maybe`: only the server knows (CALL, EXECUTE). */
  readonly returnsRows: 'yes' | 'no' | 'maybe';
  readonly transaction: TransactionControl | undefined;
  /** The server refuses it inside a transaction block (VACUUM, CREATE DATABASE, CREATE INDEX CONCURRENTLY, …). */
  readonly needsOwnTransaction: boolean;
  readonly effect: Effect;
  readonly copy: 'fromStdin' | 'toStdout' | undefined;
  /** For an EXPLAIN: whether it executes the statement. */
  readonly explain: { readonly executes: boolean } | undefined;
}

/** Undefined when the parser does not understand the text or finds not exactly one statement: nothing is known. */
export async function statementKind(parser: SqlParser, text: string): Promise<StatementKind | undefined> {
  const { value } = await parser.parse(text);
  return value?.length === 1 && value[0] ? kindOf(value[0]) : undefined;
}

/** As `statementKind`, for a statement that was parsed already. */
export function kindOf(statement: Pick<ParsedStatement, 'tag' | 'node'>): StatementKind {
  const { tag, node } = statement;
  return {
    tag,
    returnsRows: returnsRows(statement),
    transaction: tag === 'TransactionStmt' ? controls.get(textField(node, 'kind')) : undefined,
    needsOwnTransaction: needsOwnTransaction(statement),
    effect: effectOf(statement),
    copy: copyKind(statement),
    explain: tag === 'ExplainStmt' ? { executes: explainRequest(node).executes } : undefined,
  };
}

const controls: ReadonlyMap<string, TransactionControl> = new Map([
  ['TRANS_STMT_BEGIN', 'begin'],
  ['TRANS_STMT_START', 'begin'],
  ['TRANS_STMT_COMMIT', 'commit'],
  ['TRANS_STMT_ROLLBACK', 'rollback'],
  ['TRANS_STMT_SAVEPOINT', 'savepoint'],
  ['TRANS_STMT_RELEASE', 'release'],
  ['TRANS_STMT_ROLLBACK_TO', 'rollbackTo'],
  ['TRANS_STMT_PREPARE', 'prepare'],
  ['TRANS_STMT_COMMIT_PREPARED', 'commitPrepared'],
  ['TRANS_STMT_ROLLBACK_PREPARED', 'rollbackPrepared'],
]);

function returnsRows({ tag, node }: TaggedNode): StatementKind['returnsRows'] {
  switch (tag) {
    case 'SelectStmt':
      return createsTable(node) ? 'no' : 'yes';
    case 'ExplainStmt':
    case 'VariableShowStmt':
      return 'yes';
    case 'FetchStmt':
      return node.ismove === true ? 'no' : 'yes';
    case 'InsertStmt':
    case 'UpdateStmt':
    case 'DeleteStmt':
    case 'MergeStmt':
      return node.returningClause !== undefined || node.returningList !== undefined ? 'yes' : 'no';
    case 'CallStmt':
    case 'ExecuteStmt':
      return 'maybe';
    default:
      return 'no';
  }
}

/** INTO stands in the first query of a UNION. */
function createsTable(select: ParseNode): boolean {
  let found = false;
  visitTree(select, { node: () => undefined, field: (name) => (found ||= name === 'intoClause') });
  return found;
}

function effectOf(statement: TaggedNode): Effect {
  const { tag, node } = statement;
  switch (tag) {
    case 'SelectStmt':
      return queryEffect(statement);
    case 'ExplainStmt': {
      const { executes, statement: explained } = explainRequest(node);
      return executes && explained ? effectOf(explained) : { kind: 'reads', functions: [] };
    }
    case 'CopyStmt':
      return copyEffect(node);
    case 'DeclareCursorStmt': {
      const query = untag(node.query);
      return query ? effectOf(query) : { kind: 'reads', functions: [] };
    }
    case 'VariableShowStmt':
    case 'FetchStmt':
    case 'ClosePortalStmt':
      return { kind: 'reads', functions: [] };
    default:
      return { kind: 'mayWrite', reason: whyQueryWrites(statement) ?? 'It may write.' };
  }
}

function queryEffect(query: TaggedNode): Effect {
  const reason = whyQueryWrites(query);
  return reason === undefined
    ? { kind: 'reads', functions: functionNames(query.node) }
    : { kind: 'mayWrite', reason };
}

function copyEffect(node: ParseNode): Effect {
  if (copyKind({ tag: 'CopyStmt', node }) === 'toStdout') {
    const query = untag(node.query);
    return query ? effectOf(query) : { kind: 'reads', functions: [] };
  }
  return {
    kind: 'mayWrite',
    reason: node.is_from === true ? 'COPY … FROM changes data.' : 'COPY writes on the server.',
  };
}

function copyKind({ tag, node }: TaggedNode): StatementKind['copy'] {
  if (tag !== 'CopyStmt' || node.is_program === true || node.filename !== undefined) {
    return undefined;
  }
  return node.is_from === true ? 'fromStdin' : 'toStdout';
}

/** The functions called anywhere in the tree, each name once. */
function functionNames(root: ParseNode): readonly (readonly string[])[] {
  const names = new Map<string, readonly string[]>();
  visitTree(root, {
    node: (tag, node) => {
      if (tag === 'FuncCall') {
        const parts = nameParts(listField(node, 'funcname'));
        names.set(JSON.stringify(parts), parts);
      }
    },
  });
  return [...names.values()];
}
