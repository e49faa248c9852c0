import { quoteIdentifier, quoteLiteral, quoteQualified } from '../../sql/quote';
import { flagOf, numberOf, optionalText, textOf } from '../cells';
import { jsonTexts } from '../jsonCell';
import { type ActionTarget, ownName } from '../actions/target';
import { columnDefinitions } from './columns';
import { created, type Ddl, ddl, type DdlReading, readObject, readRows } from './ddl';
import { commentStatement, objectOf, ownerStatement, partOf } from './describe';
import { grantStatements } from './grants';
import { type CatalogRecord, selectRecords } from './records';

/** A composite type, enum or domain. */
export async function dataTypeDdl(reading: DdlReading, target: ActionTarget): Promise<Ddl> {
  const row = await readObject(reading, typeQuery(target.oid), target);
  const self = objectOf(target.kind, textOf(row.schema), textOf(row.name));
  const statements =
    target.kind === 'enum'
      ? [enumStatement(self, row), ...(await typeStatements(reading, self, row))]
      : target.kind === 'domain'
        ? await domainStatements(reading, self, row)
        : await compositeStatements(reading, self, row);
  return ddl(created(...statements), extensionNote(row));
}

/** The owner, comment and privileges of a type. */
export async function typeStatements(
  reading: DdlReading,
  self: ActionTarget,
  row: TypeCells,
): Promise<readonly (string | undefined)[]> {
  return [
    ownerStatement(self, row.owner),
    commentStatement(self, row.comment),
    ...(await grantStatements(reading, numberOf(row.oid), {
      on: `${self.kind === 'domain' ? 'DOMAIN' : 'TYPE'} ${ownName(self)}`,
      acl: 't.typacl',
      owner: 't.typowner',
      from: 'pg_catalog.pg_type AS t WHERE t.oid = $1::oid',
      standard: `'T'`,
    })),
  ];
}

export function extensionNote(row: TypeCells): string | undefined {
  return row.extension === null
    ? undefined
    : `It belongs to the extension ${row.extension}, which makes it by itself.`;
}

export type TypeCells = CatalogRecord<keyof typeof typeExpressions>;

const typeExpressions = {
  oid: 't.oid',
  schema: 'n.nspname',
  name: 't.typname',
  owner: 'pg_catalog.pg_get_userbyid(t.typowner)',
  comment: `pg_catalog.obj_description(t.oid, 'pg_type')`,
  labels: `(SELECT pg_catalog.json_agg(e.enumlabel ORDER BY e.enumsortorder)
            FROM pg_catalog.pg_enum AS e WHERE e.enumtypid = t.oid)`,
  relation: 't.typrelid',
  base: 'CASE WHEN t.typbasetype <> 0 THEN pg_catalog.format_type(t.typbasetype, t.typtypmod) END',
  default: `coalesce(pg_catalog.pg_get_expr(t.typdefaultbin, 0), pg_catalog.quote_literal(t.typdefault))`,
  collation: `(SELECT pg_catalog.json_build_array(cn.nspname, co.collname)
            FROM pg_catalog.pg_collation AS co
            JOIN pg_catalog.pg_namespace AS cn ON cn.oid = co.collnamespace
           WHERE co.oid = t.typcollation AND t.typtype = 'd' AND t.typcollation <> (
                   SELECT b.typcollation FROM pg_catalog.pg_type AS b WHERE b.oid = t.typbasetype))`,
  notNull: 't.typnotnull',
  extension: `(SELECT e.extname FROM pg_catalog.pg_depend AS x JOIN pg_catalog.pg_extension AS e ON e.oid = x.refobjid
           WHERE x.classid = 'pg_catalog.pg_type'::pg_catalog.regclass AND x.objid = t.oid AND x.deptype = 'e')`,
} as const;

export function typeQuery(oid: number) {
  return selectRecords(
    'ddl.type',
    typeExpressions,
    `pg_catalog.pg_type AS t
    JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace
   WHERE t.oid = $1::oid`,
    [String(oid)],
  );
}

function enumStatement(self: ActionTarget, row: TypeCells): string {
  const labels = jsonTexts(row.labels).map(quoteLiteral);
  const list = labels.length === 0 ? '' : `\n    ${labels.join(',\n    ')}\n`;
  return `CREATE TYPE ${ownName(self)} AS ENUM (${list})`;
}

async function compositeStatements(
  reading: DdlReading,
  self: ActionTarget,
  row: TypeCells,
): Promise<readonly (string | undefined)[]> {
  const columns = await readRows(reading, columnDefinitions(numberOf(row.relation)));
  const lines = columns.map(({ name, type, collation }) => {
    const tail = collation === undefined ? '' : ` COLLATE ${quoteQualified(...collation)}`;
    return `${quoteIdentifier(name)} ${type}${tail}`;
  });
  const list = lines.length === 0 ? '' : `\n    ${lines.join(',\n    ')}\n`;
  return [
    `CREATE TYPE ${ownName(self)} AS (${list})`,
    ...(await typeStatements(reading, self, row)),
    ...columns.map(({ name, comment }) => commentStatement(partOf(self, 'column', name), comment)),
  ];
}

async function domainStatements(
  reading: DdlReading,
  self: ActionTarget,
  row: TypeCells,
): Promise<readonly (string | undefined)[]> {
  const constraints = await readRows(reading, domainConstraints(numberOf(row.oid)));
  const name = (each: { readonly name: string | null }): string => quoteIdentifier(textOf(each.name));
  const isLater = (definition: string | null): boolean => textOf(definition).endsWith(' NOT VALID');
  const collation = jsonTexts(row.collation);
  const isNamed = constraints.some(({ kind }) => kind === 'n');
  const head = [
    `CREATE DOMAIN ${ownName(self)} AS ${textOf(row.base)}`,
    collation.length === 0 ? undefined : `COLLATE ${quoteQualified(...collation)}`,
    optionalText(row.default) === undefined ? undefined : `DEFAULT ${textOf(row.default)}`,
    flagOf(row.notNull) && !isNamed ? 'NOT NULL' : undefined,
    ...constraints
      .filter(({ definition }) => !isLater(definition))
      .map((each) => `CONSTRAINT ${name(each)} ${textOf(each.definition)}`),
  ];
  return [
    head.filter((part) => part !== undefined).join('\n    '),
    ...constraints
      .filter(({ definition }) => isLater(definition))
      .map((each) => `ALTER DOMAIN ${ownName(self)} ADD CONSTRAINT ${name(each)} ${textOf(each.definition)}`),
    ...(await typeStatements(reading, self, row)),
    ...constraints.map((each) =>
      each.comment === null
        ? undefined
        : `COMMENT ON CONSTRAINT ${name(each)} ON DOMAIN ${ownName(self)} IS ${quoteLiteral(each.comment)}`,
    ),
  ];
}

/** The constraints of a domain by name, the order in which PostgreSQL checks them. */
function domainConstraints(oid: number) {
  return selectRecords(
    'ddl.domainConstraints',
    {
      name: 'k.conname',
      kind: 'k.contype',
      definition: `CASE k.contype WHEN 'n' THEN 'NOT NULL' ELSE pg_catalog.pg_get_constraintdef(k.oid) END`,
      comment: `pg_catalog.obj_description(k.oid, 'pg_constraint')`,
    },
    `pg_catalog.pg_constraint AS k WHERE k.contypid = $1::oid ORDER BY k.conname`,
    [String(oid)],
  );
}
