import type { GrantTarget } from './grantTarget';

/** The rights of a database: who has what on which object, and who is a member of whom. */
export interface GrantFacts {
  /** `server_version_num` */
  readonly version: number;
  /** The role that asks, and that would grant. */
  readonly user: string;
  readonly database: string;
  readonly roles: readonly RoleFacts[];
  readonly memberships: readonly Membership[];
  /** Databases, schemas, relations and sequences, with the privileges that their owners have by themselves. */
  readonly objects: readonly ObjectRights[];
  readonly defaults: readonly DefaultRights[];
}

export interface RoleFacts {
  readonly name: string;
  readonly login: boolean;
  readonly superuser: boolean;
  readonly createRole: boolean;
  readonly bypassRowSecurity: boolean;
  /** `rolconnlimit`; -1 for none. */
  readonly connectionLimit: number;
  /** What is set for it in every database, such as `role=etl`. */
  readonly settings: readonly string[];
}

export interface Membership {
  readonly role: string;
  readonly member: string;
  /** The member has the role's privileges without SET ROLE. */
  readonly inherits: boolean;
  readonly admin: boolean;
}

/** One entry of an access control list. */
export interface HeldRight {
  /** Undefined for PUBLIC. */
  readonly grantee: string | undefined;
  readonly grantor: string;
  readonly privilege: string;
  readonly grantable: boolean;
}

export interface ObjectRights {
  readonly target: Exclude<GrantTarget, { readonly creator: string }>;
  readonly owner: string;
  readonly rights: readonly HeldRight[];
  readonly relation?: RelationTraits;
}

export interface RelationTraits {
  /** `pg_class.relkind` */
  readonly kind: string;
  readonly partition: boolean;
  readonly rowSecurity: boolean;
  /** Whom its policies are for; `public` stands for everybody. */
  readonly policyRoles: readonly string[];
  readonly columns: readonly ColumnRight[];
}

export interface ColumnRight {
  readonly column: string;
  readonly grantee: string | undefined;
  readonly privilege: string;
  readonly grantable: boolean;
}

/** What somebody's new objects will grant. */
export interface DefaultRights {
  readonly target: Extract<GrantTarget, { readonly creator: string }>;
  readonly rights: readonly HeldRight[];
}

export function roleFacts(facts: GrantFacts, name: string): RoleFacts | undefined {
  return facts.roles.find((role) => role.name === name);
}

/** The relations of a schema that are granted on: not its partitions, which are read through their parent. */
export function grantableRelations(facts: GrantFacts, schema: string): readonly ObjectRights[] {
  return facts.objects.filter(
    ({ target, relation }) =>
      target.kind === 'relation' && target.schema === schema && relation?.partition === false,
  );
}

export function sequencesOf(facts: GrantFacts, schema: string): readonly ObjectRights[] {
  return facts.objects.filter(({ target }) => target.kind === 'sequence' && target.schema === schema);
}

export function schemaFacts(facts: GrantFacts, schema: string): ObjectRights | undefined {
  return facts.objects.find(({ target }) => target.kind === 'schema' && target.name === schema);
}
