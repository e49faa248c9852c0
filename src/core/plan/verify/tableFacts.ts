import { isRecord } from '../../../base/validate';
import type { CatalogQuery } from '../../ports';
import type { RelationName } from './trialRelation';

/** What must be known of a table before a copy of it is made. */
export interface TableFacts {
  /** `relkind`: `r` for a table, `p` for a partitioned one, `m` for a materialized view, `f` for a foreign table. */
  readonly kind: string;
  readonly temporary: boolean;
  /** Other tables inherit from it. */
  readonly hasChildren: boolean;
  /** The planner's estimate; negative when the table was never analyzed. */
  readonly rows: number;
  /** Blocks of the table and of its indexes, as the last VACUUM or ANALYZE saw them; asking waits for no lock. */
  readonly pages: number;
  readonly indexPages: number;
  /** Blocks whose rows everybody sees, which an index-only scan need not read. */
  readonly visiblePages: number;
  readonly blockBytes: number;
  readonly fillfactor: number | undefined;
  readonly mayRead: boolean;
  /** Whether the role may create a schema in the database. */
  readonly mayCreate: boolean;
  /** Policies hide rows from the role. */
  readonly rowSecurity: boolean;
  readonly foreignKeys: number;
  readonly columns: readonly ColumnTarget[];
  readonly indexes: readonly ExistingIndex[];
  /** The schema of the extension HypoPG, where it is installed. */
  readonly hypopg: string | undefined;
}

/** A column that ANALYZE treats in a way of its own. */
export interface ColumnTarget {
  readonly name: string;
  readonly statistics: number | undefined;
  /** Such as `n_distinct=-0.5`. */
  readonly options: readonly string[];
}

export interface ExistingIndex {
  readonly name: string;
  readonly unique: boolean;
  /** The definition behind the table's name, such as ` USING btree (id)`. */
  readonly definition: string;
}

/**
 * Reads what a trial needs to know of a table; no row when there is no such table. `pg_get_indexdef` opens the table, so the
 * query ends soon when somebody has locked it.
 */
export function readTableFacts({ schema, relation }: RelationName): CatalogQuery<TableFacts> {
  return {
    name: 'plan.trial.tableFacts',
    text: factsText,
    values: [schema, relation],
    limits: { statement: 20_000, lock: 3_000 },
    row: ([json]) => tableFacts(JSON.parse(json ?? '{}')),
  };
}

const factsText = `
  SELECT json_build_object(
    'kind', c.relkind, 'temporary', c.relpersistence = 't', 'hasChildren', c.relhassubclass,
    'rows', c.reltuples, 'pages', c.relpages, 'visiblePages', c.relallvisible,
    'blockBytes', pg_catalog.current_setting('block_size')::int4,
    'fillfactor', (SELECT o.option_value::int4 FROM pg_catalog.pg_options_to_table(c.reloptions) AS o
                    WHERE o.option_name = 'fillfactor'),
    'mayRead', pg_catalog.has_table_privilege(c.oid, 'SELECT'),
    'mayCreate', pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE'),
    'rowSecurity', pg_catalog.row_security_active(c.oid),
    'foreignKeys', (SELECT pg_catalog.count(*) FROM pg_catalog.pg_constraint AS k
                     WHERE k.contype = 'f' AND (k.conrelid = c.oid OR k.confrelid = c.oid)),
    'hypopg', (SELECT x.nspname FROM pg_catalog.pg_extension AS e
                 JOIN pg_catalog.pg_namespace AS x ON x.oid = e.extnamespace WHERE e.extname = 'hypopg'),
    'columns', (SELECT pg_catalog.json_agg(json_build_object(
                         'name', a.attname, 'statistics', a.attstattarget, 'options', a.attoptions) ORDER BY a.attnum)
                  FROM pg_catalog.pg_attribute AS a
                 WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                   AND (a.attstattarget >= 0 OR a.attoptions IS NOT NULL)),
    'indexPages', (SELECT pg_catalog.sum(i.relpages) FROM pg_catalog.pg_index AS x
                     JOIN pg_catalog.pg_class AS i ON i.oid = x.indexrelid
                    WHERE x.indrelid = c.oid AND x.indisvalid),
    'indexes', (SELECT pg_catalog.json_agg(json_build_object(
                         'name', i.relname, 'unique', x.indisunique, 'definition',
                         pg_catalog.substr(pg_catalog.pg_get_indexdef(i.oid), 1 + pg_catalog.length(pg_catalog.format(
                           'CREATE %sINDEX %I ON %I.%I', CASE WHEN x.indisunique THEN 'UNIQUE ' ELSE '' END,
                           i.relname, n.nspname, c.relname)))) ORDER BY i.relname)
                  FROM pg_catalog.pg_index AS x
                  JOIN pg_catalog.pg_class AS i ON i.oid = x.indexrelid
                 WHERE x.indrelid = c.oid AND x.indisvalid AND c.relkind IN ('r', 'm')))
    FROM pg_catalog.pg_class AS c
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
   WHERE n.nspname = $1 AND c.relname = $2`;

function tableFacts(value: unknown): TableFacts {
  const record = isRecord(value) ? value : {};
  return {
    kind: String(record['kind']),
    temporary: record['temporary'] === true,
    hasChildren: record['hasChildren'] === true,
    rows: numberOf(record['rows']) ?? -1,
    pages: numberOf(record['pages']) ?? 0,
    indexPages: numberOf(record['indexPages']) ?? 0,
    visiblePages: numberOf(record['visiblePages']) ?? 0,
    blockBytes: numberOf(record['blockBytes']) ?? 8192,
    fillfactor: numberOf(record['fillfactor']),
    mayRead: record['mayRead'] === true,
    mayCreate: record['mayCreate'] === true,
    rowSecurity: record['rowSecurity'] === true,
    foreignKeys: numberOf(record['foreignKeys']) ?? 0,
    columns: records(record['columns']).map((column) => ({
      name: String(column['name']),
      statistics: numberOf(column['statistics']),
      options: Array.isArray(column['options']) ? column['options'].map(String) : [],
    })),
    indexes: records(record['indexes']).map((index) => ({
      name: String(index['name']),
      unique: index['unique'] === true,
      definition: String(index['definition']),
    })),
    hypopg: typeof record['hypopg'] === 'string' ? record['hypopg'] : undefined,
  };
}

function records(value: unknown): readonly Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
