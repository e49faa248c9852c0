import {
  listField,
  type ParseNode,
  stringValue,
  type TaggedNode,
  textField,
  untag,
  visitTree,
} from '../sql/parseTree';

/**
 * Whether the server refuses the statement inside a transaction block, as far as its text tells (REINDEX and CLUSTER of a
 * partitioned table are refused too). Source: the callers of PreventInTransactionBlock() in PostgreSQL.
 */
export function needsOwnTransaction({ tag, node }: TaggedNode): boolean {
  switch (tag) {
    case 'CreatedbStmt':
    case 'DropdbStmt':
    case 'CreateTableSpaceStmt':
    case 'DropTableSpaceStmt':
    case 'AlterSystemStmt':
      return true;
    case 'VacuumStmt':
      return node.is_vacuumcmd === true;
    case 'IndexStmt':
    case 'DropStmt':
      return node.concurrent === true;
    case 'ReindexStmt':
      return hasOption(node, 'params', 'concurrently') || wholeReindexes.has(textField(node, 'kind'));
    case 'ClusterStmt':
      return node.relation === undefined;
    case 'AlterTableStmt':
      return detachesConcurrently(node);
    case 'AlterDatabaseStmt':
      return hasOption(node, 'options', 'tablespace');
    case 'CreateSubscriptionStmt':
      return !isOff(node, 'create_slot') && !isOff(node, 'connect');
    case 'DropSubscriptionStmt':
      return true;
    case 'AlterSubscriptionStmt':
      return refreshes(node);
    case 'DiscardStmt':
      return textField(node, 'target') === 'DISCARD_ALL' || node.target === undefined;
    case 'TransactionStmt':
      return textField(node, 'kind').endsWith('_PREPARED');
    default:
      return false;
  }
}

const wholeReindexes: ReadonlySet<string> = new Set([
  'REINDEX_OBJECT_SCHEMA',
  'REINDEX_OBJECT_SYSTEM',
  'REINDEX_OBJECT_DATABASE',
]);

const refreshingKinds: ReadonlySet<string> = new Set([
  'ALTER_SUBSCRIPTION_SET_PUBLICATION',
  'ALTER_SUBSCRIPTION_ADD_PUBLICATION',
  'ALTER_SUBSCRIPTION_DROP_PUBLICATION',
]);

function refreshes(node: ParseNode): boolean {
  const kind = textField(node, 'kind');
  return kind === 'ALTER_SUBSCRIPTION_REFRESH' || (refreshingKinds.has(kind) && !isOff(node, 'refresh'));
}

function detachesConcurrently(node: ParseNode): boolean {
  let found = false;
  visitTree(node, {
    node: (tag, command) => {
      found ||= tag === 'PartitionCmd' && command.concurrent === true;
    },
  });
  return found;
}

function hasOption(node: ParseNode, field: string, name: string): boolean {
  return listField(node, field).some((option) => textField(untag(option)?.node ?? {}, 'defname') === name);
}

function isOff(node: ParseNode, name: string): boolean {
  return listField(node, 'options').some((option) => {
    const element = untag(option)?.node ?? {};
    return (
      textField(element, 'defname') === name &&
      ['false', 'off'].includes(stringValue(element.arg)?.toLowerCase() ?? '')
    );
  });
}
