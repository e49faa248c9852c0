import type { SqlParser } from '../sql/parser';
import { isRecord } from '../../base/validate';
import {
  listField,
  nameParts,
  type ParseNode,
  type TaggedNode,
  textField,
  untag,
  visitTree,
} from '../sql/parseTree';

/** CURSOR_OPT_HOLD of PostgreSQL's parsenodes.h. */
const holdOption = 0x20;

/**
 * Why a run must not be sent to a pooler in transaction mode, or undefined. What a statement leaves in its session would
 * be found by whoever is given the server connection next, and be missing for ourselves; and a transaction that stays
 * open keeps a server connection from everybody. A text that is not understood is left to the server.
 */
export async function pooledRefusal(
  parser: SqlParser,
  statements: readonly string[],
): Promise<string | undefined> {
  let open = false;
  for (const text of statements) {
    const { value = [] } = await parser.parse(text);
    for (const statement of value) {
      const reason = whyNotPooled(statement, open);
      if (reason !== undefined) {
        return refusal(reason);
      }
      open = isOpenAfter(statement, open);
    }
  }
  return open
    ? refusal(
        'The transaction does not end in this run, and until it does it would keep a server connection from everybody else. Run BEGIN … COMMIT together.',
      )
    : undefined;
}

function refusal(reason: string): string {
  return `A pooler in transaction mode stands before the server. ${reason} Nothing was sent.`;
}

/** Why one statement leaves something behind. @param inTransaction whether a BEGIN stands before it in the run */
export function whyNotPooled({ tag, node }: TaggedNode, inTransaction: boolean): string | undefined {
  switch (tag) {
    case 'VariableSetStmt':
      return whySetIsLost(node, inTransaction);
    case 'DiscardStmt':
      return 'DISCARD would reset a server connection that others use.';
    case 'ListenStmt':
    case 'UnlistenStmt':
      return 'LISTEN would register a server connection that others use, and its messages would not arrive here.';
    case 'PrepareStmt':
    case 'ExecuteStmt':
    case 'DeallocateStmt':
      return 'A prepared statement would stay on a server connection that others use. Run the statement itself.';
    case 'LoadStmt':
      return 'LOAD changes a server connection that others use.';
    case 'DeclareCursorStmt':
      return whyCursorIsLost(node, inTransaction);
    default:
      return whyObjectIsLost({ tag, node }, inTransaction) ?? whyCallIsLost({ tag, node });
  }
}

function whySetIsLost(node: ParseNode, inTransaction: boolean): string | undefined {
  const name = textField(node, 'name');
  if (textField(node, 'kind') === 'VAR_SET_MULTI') {
    return name.toUpperCase() === 'TRANSACTION'
      ? undefined
      : 'SET SESSION CHARACTERISTICS would reach whoever uses the server connection next.';
  }
  if (node.is_local === true) {
    return inTransaction
      ? undefined
      : 'SET LOCAL ends with its statement here. Run it between BEGIN and COMMIT.';
  }
  return 'SET and RESET would reach whoever uses the server connection next, and be gone here. Use SET LOCAL between BEGIN and COMMIT.';
}

function whyCursorIsLost(node: ParseNode, inTransaction: boolean): string | undefined {
  const options = typeof node.options === 'number' ? node.options : 0;
  if ((options & holdOption) !== 0) {
    return 'A cursor WITH HOLD would stay on a server connection that others use.';
  }
  return inTransaction
    ? undefined
    : 'A cursor needs a transaction, which would keep a server connection from everybody else.';
}

function whyObjectIsLost({ tag, node }: TaggedNode, inTransaction: boolean): string | undefined {
  const seen = { temporary: false, dropsAtCommit: false };
  visitTree(
    { [tag]: node },
    {
      node: () => undefined,
      field: (name, value) => {
        seen.temporary ||= name === 'relpersistence' && value === 't';
        seen.dropsAtCommit ||= name.toLowerCase() === 'oncommit' && value === 'ONCOMMIT_DROP';
      },
    },
  );
  return seen.temporary && !(inTransaction && seen.dropsAtCommit)
    ? 'A temporary table or view would stay on a server connection that others use, and be missing here. With ON COMMIT DROP, between BEGIN and COMMIT, it works.'
    : undefined;
}

function whyCallIsLost({ tag, node }: TaggedNode): string | undefined {
  let reason: string | undefined;
  visitTree(
    { [tag]: node },
    {
      node: (inner, call) => {
        if (inner === 'FuncCall') {
          reason ??= whyFunctionIsLost(call);
        }
      },
    },
  );
  return reason;
}

function whyFunctionIsLost(call: ParseNode): string | undefined {
  const name = nameParts(call.funcname).at(-1) ?? '';
  if (name === 'set_config' && !isTrue(listField(call, 'args')[2])) {
    return 'set_config() would reach whoever uses the server connection next. Give true as its third argument.';
  }
  if (/^pg_(?:try_)?advisory_(?:lock|unlock)/.test(name)) {
    return `${name}() would keep its lock on a server connection that others use. Use pg_advisory_xact_lock().`;
  }
  if (name === 'setseed') {
    return 'setseed() would change a server connection that others use.';
  }
  return undefined;
}

function isOpenAfter({ tag, node }: TaggedNode, open: boolean): boolean {
  if (tag !== 'TransactionStmt') {
    return open;
  }
  const kind = textField(node, 'kind');
  if (kind === 'TRANS_STMT_BEGIN' || kind === 'TRANS_STMT_START') {
    return true;
  }
  const ends = ['TRANS_STMT_COMMIT', 'TRANS_STMT_ROLLBACK', 'TRANS_STMT_PREPARE'].includes(kind);
  return ends ? node.chain === true : open;
}

/** A constant `true`; anything else may be false. */
function isTrue(argument: unknown): boolean {
  const constant = untag(argument);
  const value = constant?.tag === 'A_Const' ? constant.node.boolval : undefined;
  return isRecord(value) && value['boolval'] === true;
}
