/**
 * What the live catalog knows of the relations of a plan. Names and texts come from the database and are untrusted. Read
 * by `facts/readRelationFacts.ts`.
 */
export interface CatalogFacts {
  /** In the order in which they were asked for. */
  readonly relations: readonly RelationAnswer[];
  readonly server: ServerFacts;
}

/** A relation as a plan names it: without VERBOSE it has no schema. */
export interface PlanRelation {
  readonly schema: string | undefined;
  readonly relation: string;
}

export type RelationAnswer =
  | { readonly kind: 'found'; readonly asked: PlanRelation; readonly facts: RelationFacts }
  /** A sentence that says why nothing is known of it. */
  | { readonly kind: 'unknown'; readonly asked: PlanRelation; readonly reason: string };

/** What concerns all relations. */
export interface ServerFacts {
  /** `server_version_num`. */
  readonly version: number;
  /** Bytes. */
  readonly blockSize: number;
  /** Names of the installed extensions. */
  readonly extensions: readonly string[];
  /** Names of the extensions that CREATE EXTENSION could install. */
  readonly availableExtensions: readonly string[];
  /** Seconds since the counters of the database were reset; undefined when nobody reset them. */
  readonly countersResetAgo: number | undefined;
  /** Whose rights and row security the facts are about. */
  readonly role: string;
}

export type PlanRelationKind =
  'table' | 'partitionedTable' | 'materializedView' | 'foreignTable' | 'view' | 'toastTable' | 'sequence';

/** One relation. Counters are those since the statistics were reset; those of a partitioned table itself are 0. */
export interface RelationFacts {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  readonly kind: PlanRelationKind;
  readonly owner: string;
  readonly comment: string | undefined;
  /** The topmost partitioned table of which this is a partition. */
  readonly partitionRoot: { readonly schema: string; readonly name: string } | undefined;
  readonly storage: StorageFacts;
  readonly maintenance: MaintenanceFacts;
  readonly counters: RelationCounters;
  readonly columns: readonly ColumnFacts[];
  readonly indexes: readonly IndexFacts[];
  readonly extendedStatistics: readonly ExtendedStatisticsFacts[];
  /** From this relation to others. */
  readonly foreignKeys: readonly ForeignKeyFacts[];
  /** From others to this relation: what a DELETE or an UPDATE of a key here must look up there. */
  readonly referencedBy: readonly ForeignKeyFacts[];
  readonly triggers: readonly TriggerFacts[];
  readonly rowSecurity: RowSecurityFacts;
  /** What says that dbt builds this relation, so that its indexes belong into the model; undefined when nothing does. */
  readonly dbt: DbtHint | undefined;
  /** What could not be read, and why: sentences for the user. */
  readonly gaps: readonly string[];
}

export interface StorageFacts {
  /** As of the last VACUUM or ANALYZE. */
  readonly pages: number;
  readonly allVisiblePages: number;
  /** Live rows as the planner believes them; undefined when the relation was never vacuumed or analyzed. */
  readonly rows: number | undefined;
  /** Bytes of the table itself, measured now; undefined while it is locked, and where it has no storage. */
  readonly bytes: number | undefined;
  /** With its indexes and TOAST. */
  readonly totalBytes: number | undefined;
  /** `reloptions`, such as `fillfactor=70`. */
  readonly options: readonly string[];
}

/** When something happened, by the server's clock. */
export interface Moment {
  /** As the server prints it, to the second. */
  readonly at: string;
  readonly secondsAgo: number;
}

export interface MaintenanceFacts {
  readonly vacuum: Moment | undefined;
  readonly autovacuum: Moment | undefined;
  readonly analyze: Moment | undefined;
  readonly autoanalyze: Moment | undefined;
  /** Rows that changed since the last ANALYZE. Just after one the counter may still hold what was pending. */
  readonly changedSinceAnalyze: number;
  /** By the statistics collector, not the planner. */
  readonly liveRows: number;
  readonly deadRows: number;
}

export interface RelationCounters {
  readonly inserted: number;
  readonly updated: number;
  readonly hotUpdated: number;
  readonly deleted: number;
  readonly sequentialScans: number;
  /** Over all indexes. */
  readonly indexScans: number;
}

export interface ColumnFacts {
  readonly number: number;
  readonly name: string;
  /** With its modifier, such as `numeric(15,2)`. */
  readonly type: string;
  readonly notNull: boolean;
  /** Undefined for a type without collations. */
  readonly collation: string | undefined;
  /** Whether text is compared by its bytes, so that an ordinary B-tree finds `LIKE 'abc%'`. */
  readonly comparesBytes: boolean;
  /** Set for the column alone; undefined leaves `default_statistics_target`. */
  readonly statisticsTarget: number | undefined;
  readonly statistics: ColumnStatisticsFacts | undefined;
  /** Why `statistics` is missing. */
  readonly withoutStatistics: 'neverAnalyzed' | 'notReadable' | undefined;
}

/** What the last ANALYZE found. */
export interface ColumnStatisticsFacts {
  /** From 0 to 1. */
  readonly nullShare: number;
  /** As in `pg_stats.n_distinct`: a count, or, when negative, the negated share of the rows. */
  readonly distinct: number;
  /** From -1 to 1: how well the order of the values is that of the rows on disk. */
  readonly correlation: number | undefined;
  /** Bytes. */
  readonly averageWidth: number;
  /** The share of the rows that have the most common value, from 0 to 1. */
  readonly mostCommonShare: number | undefined;
}

export interface IndexFacts {
  readonly oid: number;
  readonly name: string;
  /** The access method, such as `btree`. */
  readonly method: string;
  readonly unique: boolean;
  readonly primary: boolean;
  /** False while it is being built, and after a failed build: then no plan uses it. */
  readonly valid: boolean;
  /** It belongs to a primary key, unique or exclusion constraint. */
  readonly constraint: string | undefined;
  readonly keys: readonly IndexKeyFacts[];
  /** Columns that are only stored with the key (INCLUDE). */
  readonly include: readonly string[];
  /** Whether it covers a part of the rows only. */
  readonly partial: boolean;
  /** Its WHERE clause; undefined when there is none, or while the table is locked. */
  readonly predicate: string | undefined;
  /** CREATE INDEX; undefined while the table is locked. */
  readonly definition: string | undefined;
  /** As of the last VACUUM or ANALYZE. */
  readonly pages: number;
  /** Measured now; undefined while the table is locked. */
  readonly bytes: number | undefined;
  readonly scans: number;
}

export interface IndexKeyFacts {
  /** The column; undefined for an expression. */
  readonly column: string | undefined;
  /** As it stands in CREATE INDEX; undefined for an expression while the table is locked. */
  readonly expression: string | undefined;
  readonly operatorClass: string;
  readonly defaultOperatorClass: boolean;
  readonly collation: string | undefined;
  readonly comparesBytes: boolean;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
}

export interface ExtendedStatisticsFacts {
  readonly name: string;
  /** Of `ndistinct`, `dependencies`, `mcv`, `expressions`. */
  readonly kinds: readonly string[];
  readonly columns: readonly string[];
}

export interface ForeignKeyFacts {
  readonly constraint: string;
  readonly schema: string;
  readonly relation: string;
  readonly columns: readonly string[];
  readonly referencedSchema: string;
  readonly referencedRelation: string;
  readonly referencedColumns: readonly string[];
  /** A valid index of the referencing table, without a WHERE clause, begins with its columns. */
  readonly indexed: boolean;
  /** Estimated rows of the referencing table. */
  readonly rows: number | undefined;
}

export interface TriggerFacts {
  readonly name: string;
  readonly timing: 'before' | 'after' | 'insteadOf';
  readonly level: 'row' | 'statement';
  /** The constraint whose trigger it is, such as a foreign key. */
  readonly constraint: string | undefined;
  /** Made by PostgreSQL for a constraint, and not by CREATE TRIGGER. */
  readonly internal: boolean;
  readonly enabled: boolean;
  /** Schema and name of its function. */
  readonly function: string;
}

export interface RowSecurityFacts {
  /** ALTER TABLE … ENABLE ROW LEVEL SECURITY. */
  readonly enabled: boolean;
  /** Policies apply to the role of the facts. */
  readonly active: boolean;
  readonly policies: readonly PolicyFacts[];
  /** Operators for the types of its columns whose functions are not leakproof; read only where row security is enabled. */
  readonly leakyOperators: readonly LeakyOperator[];
}

export interface PolicyFacts {
  readonly name: string;
  /** `ALL`, `SELECT`, `INSERT`, `UPDATE` or `DELETE`. */
  readonly command: string;
  readonly permissive: boolean;
  readonly roles: readonly string[];
}

export interface LeakyOperator {
  /** Such as `~~*`. */
  readonly operator: string;
  /** The type of its left operand, without a modifier. */
  readonly type: string;
}

export type DbtHint =
  /** A file of a dbt project in the workspace has the name of the relation. Its path is relative to the workspace. */
  | { readonly kind: 'file'; readonly path: string }
  /** The comment of the relation mentions dbt. */
  | { readonly kind: 'comment' };

/** The facts of a node's relation, where they were read. */
export function relationFactsOf(
  facts: CatalogFacts,
  wanted: Partial<PlanRelation>,
): RelationFacts | undefined {
  const { schema, relation } = wanted;
  const found = facts.relations.find(
    ({ asked }) => asked.relation === relation && (asked.schema ?? schema) === schema,
  );
  return found?.kind === 'found' ? found.facts : undefined;
}
