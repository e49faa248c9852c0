import type { RelationKind } from '../../catalog/relationKind';
import type { ConnectFailure } from '../../connections/connectFailure';
import type { ServerInfo } from '../../ports';
import type { DbtGraph } from '../graph/dbtGraph';
import type { RunState } from '../graph/runState';
import type { DbtTarget } from '../profiles/target';
import type { DbtProject } from '../project/dbtProject';

/** What is known of a target after it was connected to, or after that failed. */
export interface LiveFacts {
  readonly project: DbtProject;
  readonly target: DbtTarget;
  /** Its relations are those of this target; undefined when nothing is known of the models. */
  readonly graph: DbtGraph | undefined;
  readonly runs: RunState;
  /** Why connecting failed; undefined when it worked, or was not tried. */
  readonly failure: ConnectFailure | undefined;
  /** Undefined when there is no connection, or the catalog could not be read. */
  readonly catalog: TargetCatalog | undefined;
  /** Texts of files of the project by their path from its folder, as far as they were read: edits need them. */
  readonly texts: ReadonlyMap<string, string>;
  /** When the catalog was read, in milliseconds since 1970. */
  readonly now: number;
}

/** What a check needs that compares models with the catalog. */
export interface CrossFacts extends LiveFacts {
  readonly graph: DbtGraph;
  readonly catalog: TargetCatalog;
}

/** What the catalog of a target's database says, as far as it concerns dbt. */
export interface TargetCatalog {
  readonly server: TargetServer;
  readonly role: TargetRole;
  /** Those that exist, of the target, its models and its sources. */
  readonly schemas: ReadonlyMap<string, TargetSchema>;
  /** Those of the graph that exist, by `relationKey`. */
  readonly relations: ReadonlyMap<string, TargetRelation>;
  /** What else is in the schemas that dbt builds in: no partition, and nothing that belongs to an extension. */
  readonly others: readonly OtherRelation[];
  /** Names of the roles of the server. */
  readonly roles: ReadonlySet<string>;
  /** Names of the extensions of the database. */
  readonly extensions: ReadonlySet<string>;
  /** Names of the extensions that can be created. */
  readonly availableExtensions: ReadonlySet<string>;
  /** By the id of the source, where asking is cheap. */
  readonly sourceAges: ReadonlyMap<string, SourceAge>;
}

export interface TargetServer {
  readonly info: ServerInfo;
  readonly pooler: 'none' | 'session' | 'transaction';
  /** What stands before the server, or the server itself, refused `options` at the start; undefined when it was not tried. */
  readonly refusesOptions: string | undefined;
  /** New transactions of the login are read-only unless they say otherwise. */
  readonly readOnlyByDefault: boolean;
  readonly maxConnections: number;
  /** Kept for superusers, and from version 16 on for members of pg_use_reserved_connections. */
  readonly reservedConnections: number;
  /** Client backends now, without ours. */
  readonly connections: number;
  /** -1 for none */
  readonly databaseConnectionLimit: number;
  /** Client backends of this database now, without ours. */
  readonly databaseConnections: number;
  readonly databaseOwner: string;
  /** Seconds before the server's first keepalive probe; 0 where there is none to be known, as on a socket. */
  readonly keepalivesIdle: number;
}

/** Who works on the target: the login, and the role that dbt takes. */
export interface TargetRole {
  readonly login: string;
  /** The role that builds: the one of the profile as PostgreSQL reads it unquoted, or else the login. */
  readonly name: string;
  readonly exists: boolean;
  /** The login may become it. */
  readonly mayBeTaken: boolean;
  readonly superuser: boolean;
  /** It may create schemas in the database. */
  readonly createsSchemas: boolean;
  /** It may create temporary tables in the database. */
  readonly createsTemporary: boolean;
  /** Row security does not hide rows from it. */
  readonly bypassesRowSecurity: boolean;
  /** Of the login; -1 for none. */
  readonly connectionLimit: number;
  /** Client backends of the login now, without ours. */
  readonly connections: number;
  /** `search_path` of a session of the login on this database, before the profile sets any. */
  readonly searchPath: string;
}

export interface TargetSchema {
  readonly name: string;
  readonly owner: string;
  /** Rights of the role that builds. */
  readonly usage: boolean;
  readonly create: boolean;
  /** What others get on a table that the role creates here, by default privileges. */
  readonly defaultGrants: readonly DefaultGrant[];
}

export interface DefaultGrant {
  /** Empty for PUBLIC. */
  readonly grantee: string;
  /** In upper case. */
  readonly privilege: string;
}

export interface TargetRelation {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  readonly kind: RelationKind;
  readonly owner: string;
  /** The role that builds is its owner, by itself or as a member. */
  readonly owned: boolean;
  /** The role that builds may read it, given USAGE on the schema. */
  readonly select: boolean;
  readonly unlogged: boolean;
  readonly rowSecurity: boolean;
  readonly rowSecurityForced: boolean;
  readonly policies: readonly TargetPolicy[];
  /** Without those of the owner. */
  readonly grants: readonly TargetGrant[];
  readonly comment: string | undefined;
  readonly indexes: readonly TargetIndex[];
  readonly columns: readonly TargetColumn[];
  /** Views that read it. */
  readonly dependents: readonly DependentView[];
  /** Names of the triggers that users made. */
  readonly triggers: readonly string[];
  /** Foreign keys of other tables that refer to it. */
  readonly referencedBy: readonly ForeignKey[];
  /** As of the last VACUUM or ANALYZE; -1 before the first. */
  readonly estimatedRows: number;
}

export interface TargetPolicy {
  readonly name: string;
  /** What makes it anew on `{{ this }}`; undefined while somebody holds the table. */
  readonly statement: string | undefined;
}

export interface TargetGrant extends DefaultGrant {
  readonly grantor: string;
  /** Who it was given to may do it without the grant, too: a superuser, or a member of the role that builds. */
  readonly needless: boolean;
}

export interface ForeignKey {
  readonly name: string;
  /** The table that refers. */
  readonly schema: string;
  readonly relation: string;
}

export interface TargetIndex {
  readonly name: string;
  /** Empty where it is over an expression. */
  readonly columns: readonly string[];
  readonly unique: boolean;
  readonly method: string;
  /** dbt's `indexes:` can say it: columns alone, without a condition, INCLUDE, an order or an operator class. */
  readonly plain: boolean;
  /** It has a condition. */
  readonly partial: boolean;
  /** It belongs to a constraint. */
  readonly constraint: boolean;
  readonly valid: boolean;
}

export interface TargetColumn {
  readonly name: string;
  /** By `format_type`. */
  readonly type: string;
  readonly notNull: boolean;
}

export interface DependentView {
  readonly schema: string;
  readonly name: string;
  readonly kind: RelationKind;
}

export interface OtherRelation {
  readonly schema: string;
  readonly name: string;
  readonly kind: RelationKind;
  readonly owner: string;
  /** The role that builds owns it. */
  readonly owned: boolean;
}

/** How old the newest row of a source is. */
export interface SourceAge {
  /** Seconds; undefined for an empty table. */
  readonly seconds: number | undefined;
}

/** The key of a relation in `TargetCatalog.relations`. */
export function relationKey({ schema, name }: { readonly schema: string; readonly name: string }): string {
  return JSON.stringify([schema, name]);
}
