import { listField, type ParseNode, textField, untag, visitTree } from '../../sql/parseTree';
import { fieldNode, type LockMode, lockOn, type RelationLock, type RowWork } from './lockMode';

interface CommandLock {
  readonly mode: LockMode;
  readonly work?: RowWork | undefined;
  /** Locks on other relations. */
  readonly others?: readonly RelationLock[];
}

/**
 * The locks of ALTER TABLE: the strongest of its commands on the table, and what the commands need of others. Source:
 * AlterTableGetLockLevel() and the functions of the commands in PostgreSQL's tablecmds.c; compared with pg_locks in the
 * tests.
 */
export function alterTableLocks(node: ParseNode): readonly RelationLock[] {
  const commands = listField(node, 'cmds').map((command) => commandLock(untag(command)?.node ?? {}));
  const strongest = commands.reduce<LockMode>(
    (mode, command) => (strength(command.mode) > strength(mode) ? command.mode : mode),
    'SHARE UPDATE EXCLUSIVE',
  );
  const works = commands.map(({ work }) => work);
  const work = works.includes('rewrites') ? 'rewrites' : works.includes('reads') ? 'reads' : undefined;
  return [...lockOn(node.relation, strongest, work), ...commands.flatMap(({ others = [] }) => others)];
}

const order: readonly LockMode[] = [
  'ACCESS SHARE',
  'ROW SHARE',
  'ROW EXCLUSIVE',
  'SHARE UPDATE EXCLUSIVE',
  'SHARE',
  'SHARE ROW EXCLUSIVE',
  'EXCLUSIVE',
  'ACCESS EXCLUSIVE',
];

function strength(mode: LockMode): number {
  return order.indexOf(mode);
}

function commandLock(command: ParseNode): CommandLock {
  const subtype = textField(command, 'subtype');
  const definition = untag(command.def);
  if (lightCommands.has(subtype)) {
    return { mode: 'SHARE UPDATE EXCLUSIVE' };
  }
  if (triggerCommands.has(subtype)) {
    return { mode: 'SHARE ROW EXCLUSIVE' };
  }
  switch (subtype) {
    case 'AT_ValidateConstraint':
      return { mode: 'SHARE UPDATE EXCLUSIVE', work: 'reads' };
    case 'AT_AddConstraint':
      return constraintLock(definition?.node ?? {});
    case 'AT_AddColumn':
      return columnLock(definition?.node ?? {});
    case 'AT_AttachPartition':
      return {
        mode: 'SHARE UPDATE EXCLUSIVE',
        others: lockOn(definition?.node.name, 'ACCESS EXCLUSIVE', 'reads'),
      };
    case 'AT_DetachPartition': {
      const concurrent = definition?.node.concurrent === true;
      // The concurrent form detaches in a second transaction, which waits for whoever uses the partition.
      const mode = concurrent ? 'SHARE UPDATE EXCLUSIVE' : 'ACCESS EXCLUSIVE';
      return { mode, others: lockOn(definition?.node.name, 'ACCESS EXCLUSIVE') };
    }
    case 'AT_DetachPartitionFinalize':
      return { mode: 'SHARE UPDATE EXCLUSIVE', others: lockOn(definition?.node.name, 'ACCESS EXCLUSIVE') };
    default:
      return { mode: 'ACCESS EXCLUSIVE', work: heavyCommands.get(subtype) };
  }
}

const lightCommands: ReadonlySet<string> = new Set([
  ...['AT_SetStatistics', 'AT_ClusterOn', 'AT_DropCluster', 'AT_SetOptions', 'AT_ResetOptions'],
  ...['AT_SetRelOptions', 'AT_ResetRelOptions', 'AT_ReplaceRelOptions'],
]);

const triggerCommands: ReadonlySet<string> = new Set([
  ...['AT_EnableTrig', 'AT_DisableTrig', 'AT_EnableAlwaysTrig', 'AT_EnableReplicaTrig'],
  ...['AT_EnableTrigAll', 'AT_DisableTrigAll', 'AT_EnableTrigUser', 'AT_DisableTrigUser'],
]);

const heavyCommands: ReadonlyMap<string, RowWork> = new Map([
  ['AT_AlterColumnType', 'rewrites'],
  ['AT_SetExpression', 'rewrites'],
  ['AT_SetTableSpace', 'rewrites'],
  ['AT_SetAccessMethod', 'rewrites'],
  ['AT_SetLogged', 'rewrites'],
  ['AT_SetUnLogged', 'rewrites'],
  ['AT_SetNotNull', 'reads'],
]);

function constraintLock(constraint: ParseNode): CommandLock {
  const kind = textField(constraint, 'contype');
  const reads = constraint.skip_validation === true ? undefined : 'reads';
  switch (kind) {
    case 'CONSTR_FOREIGN':
      return {
        mode: 'SHARE ROW EXCLUSIVE',
        work: reads,
        others: lockOn(fieldNode(constraint, 'pktable'), 'SHARE ROW EXCLUSIVE', reads),
      };
    case 'CONSTR_PRIMARY':
    case 'CONSTR_UNIQUE':
      return {
        mode: 'ACCESS EXCLUSIVE',
        work: textField(constraint, 'indexname') === '' ? 'reads' : undefined,
      };
    default:
      return { mode: 'ACCESS EXCLUSIVE', work: reads };
  }
}

function columnLock(column: ParseNode): CommandLock {
  const constraints = listField(column, 'constraints').map((each) => untag(each)?.node ?? {});
  const rewrites = constraints.some((constraint) => {
    const kind = textField(constraint, 'contype');
    // A virtual column is computed when it is read.
    const stored = textField(constraint, 'generated_kind') !== 'v';
    return (
      (kind === 'CONSTR_GENERATED' && stored) ||
      kind === 'CONSTR_IDENTITY' ||
      (kind === 'CONSTR_DEFAULT' && mayBeVolatile(constraint.raw_expr))
    );
  });
  const reads = constraints.some((constraint) =>
    ['CONSTR_CHECK', 'CONSTR_UNIQUE', 'CONSTR_PRIMARY'].includes(textField(constraint, 'contype')),
  );
  const others = constraints.flatMap((constraint) =>
    lockOn(fieldNode(constraint, 'pktable'), 'SHARE ROW EXCLUSIVE'),
  );
  const work = rewrites || isSerial(column) ? 'rewrites' : reads ? 'reads' : undefined;
  return { mode: 'ACCESS EXCLUSIVE', work, others };
}

/** A default that is the same for all rows is stored once. Which functions are volatile, only the server knows. */
function mayBeVolatile(expression: unknown): boolean {
  let found = false;
  visitTree(expression, {
    node: (tag, node) => {
      const names = listField(node, 'funcname').map((part) => textField(untag(part)?.node ?? {}, 'sval'));
      found ||= tag === 'FuncCall' && !stableFunctions.has(names.at(-1) ?? '');
    },
  });
  return found;
}

const stableFunctions: ReadonlySet<string> = new Set(['now', 'transaction_timestamp', 'statement_timestamp']);

function isSerial(column: ParseNode): boolean {
  const names = listField(fieldNode(column, 'typeName') ?? {}, 'names').map((part) =>
    textField(untag(part)?.node ?? {}, 'sval'),
  );
  return /^(small|big)?serial[248]?$/.test(names.at(-1) ?? '');
}
