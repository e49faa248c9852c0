import type { ParsedStatement } from '../../sql/parser';
import { listField, nameParts, type ParseNode, textField, untag, visitTree } from '../../sql/parseTree';
import { alterTableLocks } from './alterTableLocks';
import { fieldNode, type LockMode, lockOn, lockOnNames, type RelationLock } from './lockMode';

/** What is known of the locks of a statement. */
export interface StatementLocks {
  readonly locks: readonly RelationLock[];
  /** The text does not tell all: it runs code. */
  readonly unsure: boolean;
}

/**
 * The locks that a statement takes on relations that exist, by its parse node, as PostgreSQL 14 to 18 take them. Locks on the
 * system's own catalogs, on sequences of columns and on what the statement makes itself are left out.
 */
export function statementLocks({ tag, node }: Pick<ParsedStatement, 'tag' | 'node'>): StatementLocks {
  const rule = rules.get(tag);
  return { locks: rule ? rule(node) : [], unsure: unsureStatements.has(tag) || callsFunctions(tag, node) };
}

type LockRule = (node: ParseNode) => readonly RelationLock[];

const onField =
  (field: string, mode: LockMode): LockRule =>
  (node) =>
    lockOn(fieldNode(node, field), mode);

/** Every relation that a query names is read. */
const onQuery: LockRule = (node) => readRelations(node);

const rules: ReadonlyMap<string, LockRule> = new Map<string, LockRule>([
  ['AlterTableStmt', alterTableLocks],
  ['IndexStmt', indexLocks],
  ['CreateStmt', createTableLocks],
  ['DropStmt', dropLocks],
  ['RenameStmt', renameLocks],
  ['CommentStmt', commentLocks],
  ['GrantStmt', grantLocks],
  ['CreateTrigStmt', createTriggerLocks],
  ['CreatePolicyStmt', onField('table', 'ACCESS EXCLUSIVE')],
  ['AlterPolicyStmt', onField('table', 'ACCESS EXCLUSIVE')],
  ['RuleStmt', onField('relation', 'ACCESS EXCLUSIVE')],
  ['AlterObjectSchemaStmt', onField('relation', 'ACCESS EXCLUSIVE')],
  ['CreateStatsStmt', (node) => onRanges(node, 'relations', 'SHARE UPDATE EXCLUSIVE')],
  ['TruncateStmt', (node) => onRanges(node, 'relations', 'ACCESS EXCLUSIVE')],
  ['LockStmt', lockLocks],
  ['ViewStmt', viewLocks],
  ['CreateTableAsStmt', onQuery],
  ['SelectStmt', onQuery],
  ['InsertStmt', writeLocks],
  ['UpdateStmt', writeLocks],
  ['DeleteStmt', writeLocks],
  ['MergeStmt', writeLocks],
  ['RefreshMatViewStmt', refreshLocks],
  ['VacuumStmt', vacuumLocks],
]);

const unsureStatements: ReadonlySet<string> = new Set([
  'DoStmt',
  'CallStmt',
  'ExecuteStmt',
  'CreateExtensionStmt',
]);

function indexLocks(node: ParseNode): readonly RelationLock[] {
  const range = fieldNode(node, 'relation');
  const mode = node.concurrent === true ? 'SHARE UPDATE EXCLUSIVE' : 'SHARE';
  // ON ONLY makes the index of a partitioned table, which has no rows of its own.
  return lockOn(range, mode, range?.inh === true ? 'reads' : undefined);
}

function createTableLocks(node: ParseNode): readonly RelationLock[] {
  const parentMode = node.partbound === undefined ? 'SHARE UPDATE EXCLUSIVE' : 'ACCESS EXCLUSIVE';
  const found = [...onRanges(node, 'inhRelations', parentMode)];
  visitTree(node.tableElts, {
    node: (tag, each) => {
      if (tag === 'TableLikeClause') {
        found.push(...lockOn(fieldNode(each, 'relation'), 'ACCESS SHARE'));
      } else if (tag === 'Constraint') {
        found.push(...lockOn(fieldNode(each, 'pktable'), 'SHARE ROW EXCLUSIVE'));
      }
    },
  });
  const own = fieldNode(node, 'relation') ?? {};
  return found.filter(
    ({ schema, name }) =>
      name !== textField(own, 'relname') || (schema ?? '') !== textField(own, 'schemaname'),
  );
}

function dropLocks(node: ParseNode): readonly RelationLock[] {
  const kind = textField(node, 'removeType');
  const mode = node.concurrent === true ? 'SHARE UPDATE EXCLUSIVE' : 'ACCESS EXCLUSIVE';
  const isPart = ['OBJECT_POLICY', 'OBJECT_TRIGGER', 'OBJECT_RULE'].includes(kind);
  if (!isPart && !relationKinds.has(kind)) {
    return [];
  }
  return listField(node, 'objects').flatMap((object) =>
    lockOnNames(nameParts(untag(object)?.node.items), mode, isPart ? 1 : 0),
  );
}

const relationKinds: ReadonlySet<string> = new Set([
  ...['OBJECT_TABLE', 'OBJECT_VIEW', 'OBJECT_MATVIEW', 'OBJECT_INDEX', 'OBJECT_FOREIGN_TABLE'],
]);

function renameLocks(node: ParseNode): readonly RelationLock[] {
  const isIndex = textField(node, 'renameType') === 'OBJECT_INDEX';
  return lockOn(fieldNode(node, 'relation'), isIndex ? 'SHARE UPDATE EXCLUSIVE' : 'ACCESS EXCLUSIVE');
}

function commentLocks(node: ParseNode): readonly RelationLock[] {
  const kind = textField(node, 'objtype');
  const names = nameParts(untag(node.object)?.node.items);
  const parts = ['OBJECT_COLUMN', 'OBJECT_POLICY', 'OBJECT_TRIGGER', 'OBJECT_RULE', 'OBJECT_TABCONSTRAINT'];
  if (parts.includes(kind)) {
    // What belongs to a table is found without disturbing it; only a column is a part of the table itself.
    return lockOnNames(names, kind === 'OBJECT_COLUMN' ? 'SHARE UPDATE EXCLUSIVE' : 'ACCESS SHARE', 1);
  }
  return relationKinds.has(kind) ? lockOnNames(names, 'SHARE UPDATE EXCLUSIVE') : [];
}

/** From PostgreSQL 18 on; before, no lock at all. */
function grantLocks(node: ParseNode): readonly RelationLock[] {
  return textField(node, 'objtype') === 'OBJECT_TABLE' ? onRanges(node, 'objects', 'ACCESS SHARE') : [];
}

function createTriggerLocks(node: ParseNode): readonly RelationLock[] {
  return [
    ...lockOn(fieldNode(node, 'relation'), 'SHARE ROW EXCLUSIVE'),
    ...lockOn(fieldNode(node, 'constrrel'), 'ACCESS SHARE'),
  ];
}

function lockLocks(node: ParseNode): readonly RelationLock[] {
  const mode = lockModes[Number(node.mode) - 1];
  return mode === undefined ? [] : onRanges(node, 'relations', mode);
}

/** In the order of PostgreSQL's lockdefs.h. */
const lockModes: readonly LockMode[] = [
  'ACCESS SHARE',
  'ROW SHARE',
  'ROW EXCLUSIVE',
  'SHARE UPDATE EXCLUSIVE',
  'SHARE',
  'SHARE ROW EXCLUSIVE',
  'EXCLUSIVE',
  'ACCESS EXCLUSIVE',
];

function viewLocks(node: ParseNode): readonly RelationLock[] {
  const own = node.replace === true ? lockOn(fieldNode(node, 'view'), 'ACCESS EXCLUSIVE') : [];
  return [...own, ...readRelations(node.query)];
}

function writeLocks(node: ParseNode): readonly RelationLock[] {
  const { relation, ...rest } = node;
  return [...lockOn(relation, 'ROW EXCLUSIVE'), ...readRelations(rest)];
}

function refreshLocks(node: ParseNode): readonly RelationLock[] {
  return lockOn(
    fieldNode(node, 'relation'),
    node.concurrent === true ? 'EXCLUSIVE' : 'ACCESS EXCLUSIVE',
    'rewrites',
  );
}

function vacuumLocks(node: ParseNode): readonly RelationLock[] {
  const isFull = listField(node, 'options').some(
    (option) => textField(untag(option)?.node ?? {}, 'defname') === 'full',
  );
  return listField(node, 'rels').flatMap((each) =>
    lockOn(
      fieldNode(untag(each)?.node ?? {}, 'relation'),
      isFull ? 'ACCESS EXCLUSIVE' : 'SHARE UPDATE EXCLUSIVE',
      isFull ? 'rewrites' : undefined,
    ),
  );
}

function onRanges(node: ParseNode, field: string, mode: LockMode): readonly RelationLock[] {
  return listField(node, field).flatMap((each) => lockOn(untag(each)?.node, mode));
}

/** The relations of a query; the names of its WITH clauses are none. */
function readRelations(node: unknown): readonly RelationLock[] {
  const found: RelationLock[] = [];
  const own = new Set<string>();
  visitTree(node, {
    node: (tag, each) => {
      if (tag === 'CommonTableExpr') {
        own.add(textField(each, 'ctename'));
      } else if (writingStatements.has(tag)) {
        // A WITH clause that writes.
        found.push(...lockOn(fieldNode(each, 'relation'), 'ROW EXCLUSIVE', 'reads'));
      } else if (tag === 'RangeVar') {
        found.push(...lockOn(each, 'ACCESS SHARE'));
      }
    },
  });
  return found.filter(({ schema, name }) => schema !== undefined || !own.has(name));
}

const writingStatements: ReadonlySet<string> = new Set([
  ...['InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt'],
]);

/** A query that calls functions may do anything; those of PostgreSQL's own catalog schema are not looked into. */
function callsFunctions(tag: string, node: ParseNode): boolean {
  let found = false;
  if (tag === 'SelectStmt') {
    visitTree(node, {
      node: (inner, each) => {
        const names = nameParts(each.funcname);
        found ||= inner === 'FuncCall' && names.length > 1 && names[0] !== 'pg_catalog';
      },
    });
  }
  return found;
}
