import type { ParsedStatement, SqlParser } from '../sql/parser';
import { type ParseNode, type TaggedNode, textField, untag, visitTree } from '../sql/parseTree';
import { explainRequest } from './explainStatement';
import { outsideEffect } from './outsideEffects';
import { readNodes } from './readNodes';
import { refusalReason } from './refusalReasons';
import { isSafeSetting } from './safeSettings';

/** How an allowed statement has to be run. */
export type ReadForm =
  | { readonly kind: 'read' }
  /** Changes a harmless setting of the session: outside a transaction, or it would be rolled back. */
  | { readonly kind: 'set' }
  /** Need a transaction that stays open. */
  | { readonly kind: 'declare'; readonly cursor: string }
  | { readonly kind: 'fetch' }
  /** `cursor` is undefined for CLOSE ALL. */
  | { readonly kind: 'close'; readonly cursor: string | undefined };

export type ReadOnlyVerdict =
  | { readonly allowed: true; readonly form: ReadForm }
  /** A sentence that says why, for the user. */
  | { readonly allowed: false; readonly reason: string };

/**
 * Whether a text may be sent over a read-only connection. It must be one statement that PostgreSQL's parser
 * understands and that is made only of parse nodes known to read; everything unknown is refused.
 *
 * Invariant: the guard is the first of three layers. An allowed statement still runs in a READ ONLY transaction that
 * is rolled back (`ReadOnlyRun`), and what neither can stop (functions with outside effects) only a role can.
 */
export async function checkReadOnly(parser: SqlParser, text: string): Promise<ReadOnlyVerdict> {
  const { value, problems } = await parser.parse(text);
  const [problem] = problems;
  if (!value || problem) {
    return refuse(`The statement could not be checked: ${problem?.message ?? 'it was not understood'}.`);
  }
  const [statement, ...others] = value;
  if (!statement) {
    return refuse('There is no statement to run.');
  }
  return others.length > 0
    ? refuse('Only one statement at a time can be checked.')
    : readOnlyVerdict(statement);
}

/** As `checkReadOnly`, for a statement that was parsed already. */
export function readOnlyVerdict(statement: Pick<ParsedStatement, 'tag' | 'node'>): ReadOnlyVerdict {
  const { tag, node } = statement;
  switch (tag) {
    case 'SelectStmt':
      return queryVerdict(statement);
    case 'ExplainStmt':
      return explainVerdict(node);
    case 'CopyStmt':
      return copyVerdict(node);
    case 'VariableShowStmt':
      return allow({ kind: 'read' });
    case 'VariableSetStmt':
      return setVerdict(node);
    case 'DeclareCursorStmt':
      return declareVerdict(node);
    case 'FetchStmt':
      return allow({ kind: 'fetch' });
    case 'ClosePortalStmt':
      return allow({ kind: 'close', cursor: textField(node, 'portalname') || undefined });
    default:
      return refuse(refusalReason(tag));
  }
}

/**
 * Why a query does more than read, or undefined: it, or a part of it at any depth, changes data, creates a table,
 * locks rows, calls a function that is known to act outside, or holds a node that is not known.
 */
export function whyQueryWrites(query: TaggedNode): string | undefined {
  let reason: string | undefined;
  visitTree(
    { [query.tag]: query.node },
    {
      node: (tag, node) => {
        if (!readNodes.has(tag)) {
          reason ??= refusalReason(tag);
        } else if (tag === 'FuncCall') {
          reason ??= outsideEffect(node);
        }
      },
      field: (name) => {
        if (name === 'intoClause') {
          reason ??= refusalReason('IntoClause');
        }
      },
    },
  );
  return reason;
}

function queryVerdict(query: TaggedNode): ReadOnlyVerdict {
  const reason = whyQueryWrites(query);
  return reason === undefined ? allow({ kind: 'read' }) : refuse(reason);
}

/** Without ANALYZE nothing is executed, so a statement that writes may be explained too. */
function explainVerdict(node: ParseNode): ReadOnlyVerdict {
  const { executes, statement } = explainRequest(node);
  if (!statement) {
    return refuse(refusalReason('ExplainStmt'));
  }
  if (!executes) {
    return explainable.has(statement.tag) ? allow({ kind: 'read' }) : refuse(refusalReason(statement.tag));
  }
  const query = statement.tag === 'DeclareCursorStmt' ? untag(statement.node.query) : statement;
  const verdict = query?.tag === 'SelectStmt' ? queryVerdict(query) : refuse(refusalReason(statement.tag));
  return verdict.allowed
    ? verdict
    : refuse(`EXPLAIN ANALYZE executes the statement. ${verdict.reason} EXPLAIN without ANALYZE is allowed.`);
}

/** Source: `ExplainableStmt` in PostgreSQL's gram.y. */
const explainable: ReadonlySet<string> = new Set([
  ...['SelectStmt', 'InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt', 'DeclareCursorStmt'],
  ...['CreateTableAsStmt', 'RefreshMatViewStmt', 'ExecuteStmt'],
]);

function copyVerdict(node: ParseNode): ReadOnlyVerdict {
  if (node.is_from === true) {
    return refuse('COPY … FROM changes data.');
  }
  if (node.is_program === true) {
    return refuse('COPY … TO PROGRAM runs a program on the server.');
  }
  if (node.filename !== undefined) {
    return refuse('COPY … TO a file writes on the server. COPY … TO STDOUT is allowed.');
  }
  const query = untag(node.query);
  if (node.query === undefined) {
    return allow({ kind: 'read' });
  }
  return query?.tag === 'SelectStmt' ? queryVerdict(query) : refuse(refusalReason(query?.tag ?? 'CopyStmt'));
}

function setVerdict(node: ParseNode): ReadOnlyVerdict {
  const kind = textField(node, 'kind');
  const name = textField(node, 'name');
  if (kind === 'VAR_RESET_ALL') {
    return refuse('RESET ALL would also reset what keeps this session read-only.');
  }
  if (kind === 'VAR_SET_MULTI') {
    return refuse(refusalReason('TransactionStmt'));
  }
  if (!['VAR_SET_VALUE', 'VAR_SET_DEFAULT', 'VAR_RESET'].includes(kind) || !isSafeSetting(name)) {
    return refuse(`The setting ${name} cannot be changed on a read-only connection.`);
  }
  return node.is_local === true
    ? refuse(
        'SET LOCAL would end at once, because every statement runs in a transaction of its own. Use SET.',
      )
    : allow({ kind: 'set' });
}

/** CURSOR_OPT_HOLD of PostgreSQL's parsenodes.h. */
const holdOption = 0x20;

function declareVerdict(node: ParseNode): ReadOnlyVerdict {
  const query = untag(node.query);
  const options = typeof node.options === 'number' ? node.options : 0;
  if ((options & holdOption) !== 0) {
    return refuse('A cursor WITH HOLD outlives its transaction. Declare it without HOLD.');
  }
  const reason = query?.tag === 'SelectStmt' ? whyQueryWrites(query) : refusalReason(query?.tag ?? '');
  return reason === undefined
    ? allow({ kind: 'declare', cursor: textField(node, 'portalname') })
    : refuse(reason);
}

function allow(form: ReadForm): ReadOnlyVerdict {
  return { allowed: true, form };
}

function refuse(reason: string): ReadOnlyVerdict {
  return { allowed: false, reason };
}
