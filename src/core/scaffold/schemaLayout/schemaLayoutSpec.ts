/** Schemas, who works in them, and who finds them without naming them. */
export interface SchemaLayoutSpec {
  readonly schemas: readonly SchemaToBe[];
  /** The owner of schemas that are made; undefined for the role that applies it. */
  readonly owner: string | undefined;
  readonly access: readonly SchemaAccess[];
  /** Roles that create tables, beside the owner and those who build: their new tables are readable, too. */
  readonly writers: readonly string[];
  /** Roles whose search_path in this database becomes `path`. */
  readonly pathRoles: readonly string[];
  readonly path: readonly string[];
}

export interface SchemaToBe {
  readonly name: string;
  /** Undefined to leave the comment as it is. */
  readonly comment: string | undefined;
}

/** What a role may do in schemas. */
export interface SchemaAccess {
  readonly role: string;
  readonly level: AccessLevel;
  /** Names of `SchemaLayoutSpec.schemas`. */
  readonly schemas: readonly string[];
}

/** `build` is for dbt and loaders: they create tables of their own and read those of others. */
export const accessLevels = ['read', 'write', 'build'] as const;
export type AccessLevel = (typeof accessLevels)[number];

export const levelPrivileges: Readonly<
  Record<
    AccessLevel,
    {
      readonly schema: readonly string[];
      readonly tables: readonly string[];
      readonly sequences: readonly string[];
    }
  >
> = {
  read: { schema: ['USAGE'], tables: ['SELECT'], sequences: [] },
  write: {
    schema: ['USAGE'],
    tables: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
    sequences: ['USAGE', 'SELECT'],
  },
  build: { schema: ['USAGE', 'CREATE'], tables: ['SELECT'], sequences: [] },
};

/** Layouts that are often wanted. Source of the first: the guide's lakehouse_db; of the others: how dbt projects are built. */
export const layoutPresets = {
  guide: [
    { name: 'core', comment: 'Business data: customers, loans, payments' },
    { name: 'analytics', comment: 'Aggregates, dimensions and indicators for reports' },
    { name: 'metadata', comment: 'Lineage, job log and catalog' },
    { name: 'staging', comment: 'Data on its way in' },
  ],
  marts: [{ name: 'marts', comment: 'Tables for dashboards, built by dbt' }],
  layers: [
    { name: 'raw', comment: 'Data as it was loaded' },
    { name: 'staging', comment: 'Cleaned and renamed, one model for each source table' },
    { name: 'intermediate', comment: 'Steps between staging and marts' },
    { name: 'marts', comment: 'Tables for dashboards' },
  ],
  own: [],
} as const satisfies Readonly<Record<string, readonly SchemaToBe[]>>;

export type LayoutPreset = keyof typeof layoutPresets;

export const layoutPresetNames = [
  'guide',
  'marts',
  'layers',
  'own',
] as const satisfies readonly LayoutPreset[];
