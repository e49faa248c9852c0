/** Groups hold the rights, logins hold a password: who may do what is then said once. */
export interface RolesSpec {
  readonly groups: readonly RoleGroup[];
  readonly logins: readonly RoleLogin[];
  /** Roles that create tables in these schemas, beside the groups and logins above that do. */
  readonly creators: readonly string[];
  /** Takes CONNECT and TEMPORARY on the database from PUBLIC. */
  readonly closeDatabase: boolean;
  /** Takes CREATE on the schema public from PUBLIC, who has it in databases made before PostgreSQL 15. */
  readonly closePublicSchema: boolean;
}

export const groupKinds = ['readOnly', 'bi', 'analyst', 'application', 'etl', 'dbt'] as const;
export type GroupKind = (typeof groupKinds)[number];

export interface RoleGroup {
  readonly name: string;
  readonly kind: GroupKind;
  /** Schemas whose tables it reads. */
  readonly reads: readonly string[];
  /** Schemas in which it writes or creates tables, by its kind. */
  readonly writes: readonly string[];
  /** CREATE on the database, which dbt needs for custom schemas. */
  readonly createsSchemas: boolean;
}

export interface RoleLogin {
  readonly name: string;
  readonly groups: readonly string[];
  /** The group that owns what the login creates: its session starts with SET ROLE. */
  readonly actsAs: string | undefined;
  /** Its sessions are read-only unless they say otherwise. */
  readonly readOnly: boolean;
  /** `statement_timeout`, in seconds. */
  readonly timeout: number | undefined;
  readonly connectionLimit: number | undefined;
}

/** Whether groups of a kind create tables in the schemas that they write. */
export function creates(kind: GroupKind): boolean {
  return kind === 'analyst' || kind === 'etl' || kind === 'dbt';
}

export function writes(kind: GroupKind): boolean {
  return creates(kind) || kind === 'application';
}

/** The roles whose new tables in a schema are granted by default privileges. */
export function creatorsIn(spec: RolesSpec, schema: string): readonly string[] {
  const groups = spec.groups.filter((each) => creates(each.kind) && each.writes.includes(schema));
  const names = groups.map(({ name }) => name);
  const logins = spec.logins.filter(
    (each) => each.actsAs === undefined && each.groups.some((group) => names.includes(group)),
  );
  return [...new Set([...spec.creators, ...names, ...logins.map(({ name }) => name)])];
}
