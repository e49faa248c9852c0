/** What the rules of the lint look at: every table with row security or policies, its partitions, and the views over them. */
export interface PolicyCatalog {
  /** `server_version_num` */
  readonly version: number;
  readonly tables: readonly SecuredTable[];
  readonly views: readonly ViewOverTable[];
}

export interface RelationName {
  readonly schema: string;
  readonly name: string;
}

export interface SecuredTable extends RelationName {
  readonly oid: number;
  readonly partitioned: boolean;
  readonly rowSecurity: boolean;
  readonly forced: boolean;
  readonly owner: TableOwner;
  /** What says that dbt builds the table anew at each run, as the end of a sentence; undefined when nothing does. */
  readonly dbt: string | undefined;
  /** The partitioned tables that it is a partition of, however deep. */
  readonly ancestors: readonly number[];
  readonly grants: readonly TableGrant[];
  /** The first columns of its valid indexes without a condition, and of its partition key. */
  readonly leadingColumns: readonly string[];
  readonly policies: readonly Policy[];
}

export interface TableOwner {
  readonly name: string;
  /** It is a superuser or has BYPASSRLS: no policy ever applies to it. */
  readonly bypasses: boolean;
  /** Some roles that can log in and act as the owner, policies or not. */
  readonly logins: readonly string[];
}

/** A privilege on the table or some of its columns, of a role that is not the owner. */
export interface TableGrant {
  /** Undefined for PUBLIC. */
  readonly grantee: string | undefined;
  readonly privilege: string;
}

export type PolicyCommand = 'ALL' | 'SELECT' | 'INSERT' | 'UPDATE' | 'DELETE';

export interface Policy {
  readonly name: string;
  readonly command: PolicyCommand;
  readonly permissive: boolean;
  /** Empty for PUBLIC. */
  readonly roles: readonly PolicyRole[];
  /** As PostgreSQL prints it, every other relation with its schema; undefined when there is none. */
  readonly using: string | undefined;
  readonly check: string | undefined;
  /** The columns of the table that the expressions use. */
  readonly columns: readonly string[];
}

export interface PolicyRole {
  readonly name: string;
  /** It is a superuser or has BYPASSRLS. */
  readonly bypasses: boolean;
  /** It can log in, or some role that can is a member. */
  readonly used: boolean;
  readonly usage: boolean;
  /** Of SELECT, INSERT, UPDATE and DELETE, on the table or some of its columns. */
  readonly privileges: readonly string[];
}

/** A view or materialized view that reads a table with row security, directly or through other views. */
export interface ViewOverTable extends RelationName {
  readonly materialized: boolean;
  /** It reads with the rights of whoever asks. */
  readonly invoker: boolean;
  readonly owner: string;
  /** Policies do not apply to its owner on that table. */
  readonly ownerBypasses: boolean;
  /** The table, by its oid. */
  readonly table: number;
  /** Who may read it beside its owner; `PUBLIC` for everybody. */
  readonly readers: readonly string[];
}
