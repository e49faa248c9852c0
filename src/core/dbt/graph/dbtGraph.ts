/**
 * The models, seeds, snapshots, sources, tests and exposures of a project and what depends on what: from manifest.json
 * where dbt has written one that is still true, otherwise from the files, as far as files tell.
 */
export interface DbtGraph {
  readonly origin: GraphOrigin;
  /** The name of the project. */
  readonly project: string;
  /** By id, such as `model.shop.orders`. */
  readonly nodes: ReadonlyMap<string, DbtNode>;
}

export type GraphOrigin =
  | {
      readonly kind: 'manifest';
      readonly file: string;
      /** As dbt wrote it, such as `2026-11-21T10:00:00Z`. */
      readonly generatedAt: string;
      readonly dbtVersion: string;
      /** The target for which it was made, where dbt says it. */
      readonly target: string | undefined;
    }
  /** Relations are computed by dbt's default rules for one target; a project with macros of its own may differ. */
  | {
      readonly kind: 'files';
      readonly target: string | undefined;
      /** Macros of the project that make names and could not be followed, such as `generate_alias_name`: relations may have other names. */
      readonly unknownMacros?: readonly string[];
    };

export const dbtNodeKinds = [
  'model',
  'seed',
  'snapshot',
  'source',
  'exposure',
  'test',
  'analysis',
  'operation',
  'other',
] as const;
export type DbtNodeKind = (typeof dbtNodeKinds)[number];

export interface DbtNode {
  readonly id: string;
  readonly kind: DbtNodeKind;
  readonly name: string;
  readonly package: string;
  /** Of a source: the name of its group of tables. */
  readonly sourceName?: string;
  /** What it is in the database; undefined for what is nothing there, such as an ephemeral model. */
  readonly relation: DbtRelation | undefined;
  /** From the project's folder, with `/`. */
  readonly file: string;
  /** The YAML file that describes it, from the project's folder. */
  readonly propertiesFile: string | undefined;
  /** `table`, `view`, `incremental`, `materialized_view`, `ephemeral`, or what a project calls its own; undefined for what is not built. */
  readonly materialized: string | undefined;
  readonly enabled: boolean;
  readonly tags: readonly string[];
  readonly description: string;
  readonly columns: readonly DbtColumn[];
  readonly config: DbtNodeConfig;
  /** The ids of what it reads. */
  readonly dependsOn: readonly string[];
}

/** A relation by the names that the server keeps. */
export interface DbtRelation {
  /** Undefined where only the server knows: it is the database of the target. */
  readonly database: string | undefined;
  readonly schema: string;
  readonly name: string;
}

export interface DbtColumn {
  readonly name: string;
  readonly description: string;
  /** As written, such as `numeric(18,2)`; undefined when none is given. */
  readonly dataType: string | undefined;
  /** Names of its generic tests, such as `not_null`. */
  readonly tests: readonly string[];
}

export interface DbtNodeConfig {
  readonly indexes: readonly DbtIndex[];
  /** Roles by privilege, as `+grants` gives them. */
  readonly grants: ReadonlyMap<string, readonly string[]>;
  readonly uniqueKey: readonly string[];
  readonly incrementalStrategy: string | undefined;
  /** `contract.enforced` */
  readonly contract: boolean;
  readonly persistDocs: boolean;
  readonly unlogged: boolean;
  readonly preHooks: readonly string[];
  readonly postHooks: readonly string[];
  /** Of a source: how old it may be, in seconds, and the column that tells. */
  readonly freshness?: SourceFreshness;
}

export interface DbtIndex {
  readonly columns: readonly string[];
  readonly unique: boolean;
  /** The access method, such as `btree`. */
  readonly type: string;
}

export interface SourceFreshness {
  readonly loadedAt: string | undefined;
  readonly warnAfter: number | undefined;
  readonly errorAfter: number | undefined;
  /** Not every row counts: `freshness.filter` is a condition in SQL. */
  readonly filtered?: true;
}
