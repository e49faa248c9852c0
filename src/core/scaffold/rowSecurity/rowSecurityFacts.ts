import type { RelationName } from '../relationName';
import type { PolicyCommand } from './rowSecuritySpec';

/** What exists of all that a spec speaks of. */
export interface RowSecurityFacts {
  /** `server_version_num` */
  readonly version: number;
  readonly user: string;
  /** Undefined when there is no such relation. */
  readonly table: TableFacts | undefined;
  /** All partitions below it. */
  readonly partitions: readonly TableFacts[];
  readonly members: readonly TableFacts[];
  readonly views: readonly ViewFacts[];
  readonly roles: readonly RoleFacts[];
  /** Names of relations in the table's schema that begin like the indexes which could be made. */
  readonly takenNames: readonly string[];
}

export interface TableFacts extends RelationName {
  /** `pg_class.relkind` */
  readonly kind: string;
  readonly owner: string;
  /** The user may do what an owner may. */
  readonly mayAlter: boolean;
  /** The user may grant USAGE on its schema. */
  readonly mayGrantUsage: boolean;
  readonly rowSecurity: boolean;
  readonly forced: boolean;
  readonly ownerBypasses: boolean;
  /** Some roles that can log in and act as its owner. */
  readonly ownerLogins: readonly string[];
  readonly dbt: string | undefined;
  readonly columns: readonly ColumnFacts[];
  readonly policies: readonly ExistingPolicy[];
  readonly grants: readonly GrantFacts[];
  /** The first columns of its valid indexes without a condition, and of its partition key. */
  readonly leadingColumns: readonly string[];
}

export interface ColumnFacts {
  readonly name: string;
  /** As SQL writes it, without a length. */
  readonly type: string;
  /** Of a domain the type below it. */
  readonly baseType: string;
  /** `pg_type.typcategory` of the base type: `S` for text, `N` for numbers, `D` for times. */
  readonly category: string;
  /** It can be compared by `=`. */
  readonly comparable: boolean;
  readonly notNull: boolean;
}

export interface ExistingPolicy {
  readonly name: string;
  readonly command: PolicyCommand;
  readonly restrictive: boolean;
  /** Empty for PUBLIC. */
  readonly roles: readonly string[];
  readonly using: string | undefined;
  readonly check: string | undefined;
  readonly comment: string | undefined;
}

/** A privilege that the owner gave to somebody else. */
export interface GrantFacts {
  /** Undefined for PUBLIC. */
  readonly grantee: string | undefined;
  readonly privilege: string;
  readonly column: string | undefined;
  readonly grantable: boolean;
}

export interface ViewFacts extends RelationName {
  readonly materialized: boolean;
  /** `security_invoker` as its options say it; undefined when they do not. */
  readonly invoker: boolean | undefined;
  readonly mayAlter: boolean;
  /** Who may read it beside its owner; `PUBLIC` for everybody. */
  readonly readers: readonly string[];
}

export interface RoleFacts {
  readonly name: string;
  readonly bypasses: boolean;
  readonly used: boolean;
  /** Of each relation of the spec, in the order of `relations`. */
  readonly rights: readonly RoleRights[];
}

export interface RoleRights extends RelationName {
  readonly usage: boolean;
  /** On the whole table. */
  readonly privileges: readonly string[];
  /** The columns that it may read. */
  readonly readable: readonly string[];
}
