import { quoteIdentifier, quoteQualified } from '../../sql/quote';
import { flagOf, textOf } from '../cells';
import { jsonTexts } from '../jsonCell';
import { type ActionTarget, ownName } from '../actions/target';
import { created, type Ddl, ddl, type DdlReading, linked, readObject, readRows } from './ddl';
import { commentStatement, objectOf, ownerStatement } from './describe';
import { selectRecords } from './records';

/** A publication with the tables and schemas that it names. */
export async function publicationDdl(reading: DdlReading, target: ActionTarget): Promise<Ddl> {
  const row = await readObject(reading, publicationQuery(target.oid), target);
  const self = objectOf('publication', undefined, textOf(row.name));
  const isNew = reading.database.server.version >= 150000;
  const tables = await readRows(reading, tablesQuery(target.oid, isNew));
  const schemas = isNew ? await readRows(reading, schemasQuery(target.oid)) : [];
  const operations = [
    flagOf(row.insert) ? 'insert' : undefined,
    flagOf(row.update) ? 'update' : undefined,
    flagOf(row.delete) ? 'delete' : undefined,
    flagOf(row.truncate) ? 'truncate' : undefined,
  ].filter((operation) => operation !== undefined);
  const options = [
    operations.length === 4 ? undefined : `publish = '${operations.join(', ')}'`,
    row.viaRoot === 'true' ? 'publish_via_partition_root = true' : undefined,
    row.generated === 's' ? 'publish_generated_columns = stored' : undefined,
  ].filter((option) => option !== undefined);
  const everything = flagOf(row.allTables) ? ' FOR ALL TABLES' : '';
  const tail = options.length === 0 ? '' : ` WITH (${options.join(', ')})`;
  return ddl([
    ...created(
      `CREATE PUBLICATION ${ownName(self)}${everything}${tail}`,
      ownerStatement(self, row.owner),
      commentStatement(self, row.comment),
    ),
    ...linked(
      ...schemas.map(
        ({ name }) =>
          `ALTER PUBLICATION ${ownName(self)} ADD TABLES IN SCHEMA ${quoteIdentifier(textOf(name))}`,
      ),
      ...tables.map((table) => tableStatement(self, table)),
    ),
  ]);
}

function tableStatement(
  self: ActionTarget,
  row: Readonly<Record<'schema' | 'name' | 'partitioned' | 'columns' | 'filter', string | null>>,
): string {
  const columns = jsonTexts(row.columns).map(quoteIdentifier);
  return [
    `ALTER PUBLICATION ${ownName(self)} ADD TABLE`,
    // Children are named themselves; a partitioned table knows no ONLY.
    flagOf(row.partitioned) ? undefined : 'ONLY',
    quoteQualified(textOf(row.schema), textOf(row.name)),
    columns.length === 0 ? undefined : `(${columns.join(', ')})`,
    row.filter === null ? undefined : `WHERE (${row.filter})`,
  ]
    .filter((part) => part !== undefined)
    .join(' ');
}

function publicationQuery(oid: number) {
  return selectRecords(
    'ddl.publication',
    {
      name: 'b.pubname',
      owner: 'pg_catalog.pg_get_userbyid(b.pubowner)',
      allTables: 'b.puballtables',
      insert: 'b.pubinsert',
      update: 'b.pubupdate',
      delete: 'b.pubdelete',
      truncate: 'b.pubtruncate',
      // The columns came with PostgreSQL 13 and 18.
      viaRoot: `pg_catalog.to_jsonb(b) ->> 'pubviaroot'`,
      generated: `pg_catalog.to_jsonb(b) ->> 'pubgencols'`,
      comment: `pg_catalog.obj_description(b.oid, 'pg_publication')`,
    },
    'pg_catalog.pg_publication AS b WHERE b.oid = $1::oid',
    [String(oid)],
  );
}

// Column lists and row filters came with PostgreSQL 15.
function tablesQuery(oid: number, hasFilters: boolean) {
  return selectRecords(
    'ddl.publicationTables',
    {
      schema: 'n.nspname',
      name: 'c.relname',
      partitioned: `c.relkind = 'p'`,
      columns: hasFilters
        ? `(SELECT pg_catalog.json_agg(a.attname ORDER BY a.attnum)
              FROM pg_catalog.pg_attribute AS a
             WHERE a.attrelid = c.oid AND a.attnum = ANY (r.prattrs::int2[]))`
        : 'NULL',
      filter: hasFilters ? 'pg_catalog.pg_get_expr(r.prqual, c.oid)' : 'NULL',
    },
    `pg_catalog.pg_publication_rel AS r
    JOIN pg_catalog.pg_class AS c ON c.oid = r.prrelid
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
   WHERE r.prpubid = $1::oid
   ORDER BY n.nspname, c.relname`,
    [String(oid)],
  );
}

function schemasQuery(oid: number) {
  return selectRecords(
    'ddl.publicationSchemas',
    { name: 'n.nspname' },
    `pg_catalog.pg_publication_namespace AS s
    JOIN pg_catalog.pg_namespace AS n ON n.oid = s.pnnspid
   WHERE s.pnpubid = $1::oid
   ORDER BY n.nspname`,
    [String(oid)],
  );
}
