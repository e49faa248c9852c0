import { quoteIdentifier, quoteLiteral, quoteQualified } from '../../sql/quote';
import { flagOf, optionalText, textOf } from '../cells';
import { jsonTexts } from '../jsonCell';
import { type ActionTarget, ownName, targetSql } from '../actions/target';
import { created, type Ddl, ddl, type DdlReading, readObject } from './ddl';
import { commentStatement, extensionsSql, ownerStatement } from './describe';
import { grantStatements } from './grants';
import { type CatalogRecord, selectRecords } from './records';

/** A function, also a window function, or a procedure. */
export async function routineDdl(reading: DdlReading, target: ActionTarget): Promise<Ddl> {
  const row = await readObject(reading, routineQuery(target.oid), target);
  const self = routineTarget(row);
  return ddl(
    created(
      textOf(row.definition).trimEnd(),
      ...(await describedStatements(reading, self, row)),
      ...jsonTexts(row.extensions).map(
        (name) => `ALTER ${targetSql(self)} DEPENDS ON EXTENSION ${quoteIdentifier(name)}`,
      ),
    ),
    extensionNote(row.extension),
  );
}

/** An aggregate. */
export async function aggregateDdl(reading: DdlReading, target: ActionTarget): Promise<Ddl> {
  const row = await readObject(reading, aggregateQuery(target.oid), target);
  const self = routineTarget(row);
  const parts = aggregateParts(row).filter((part) => part !== undefined);
  const signature = row.signature === '' ? '*' : textOf(row.arguments);
  return ddl(
    created(
      `CREATE AGGREGATE ${ownName(self)}(${signature}) (\n    ${parts.join(',\n    ')}\n)`,
      ...(await describedStatements(reading, self, row)),
    ),
    extensionNote(row.extension),
  );
}

type RoutineCells = CatalogRecord<keyof typeof routineExpressions>;

function routineTarget(row: RoutineCells): ActionTarget {
  return {
    kind: row.kind === 'p' ? 'procedure' : row.kind === 'a' ? 'aggregate' : 'function',
    oid: 0,
    column: 0,
    schema: textOf(row.schema),
    name: textOf(row.name),
    relation: undefined,
    signature: textOf(row.signature),
  };
}

async function describedStatements(
  reading: DdlReading,
  self: ActionTarget,
  row: RoutineCells,
): Promise<readonly (string | undefined)[]> {
  const word = self.kind === 'procedure' ? 'PROCEDURE' : 'FUNCTION';
  // GRANT knows an aggregate as a function, by the types of its arguments.
  const types = self.kind === 'aggregate' ? textOf(row.inputTypes) : textOf(row.signature);
  return [
    ownerStatement(self, row.owner),
    commentStatement(self, row.comment),
    ...(await grantStatements(reading, Number(textOf(row.oid)), {
      on: `${word} ${ownName(self)}(${types})`,
      acl: 'p.proacl',
      owner: 'p.proowner',
      from: 'pg_catalog.pg_proc AS p WHERE p.oid = $1::oid',
      standard: `'f'`,
    })),
  ];
}

function extensionNote(extension: string | null): string | undefined {
  return extension === null
    ? undefined
    : `It belongs to the extension ${extension}, which makes it by itself.`;
}

const routineExpressions = {
  oid: 'p.oid',
  schema: 'n.nspname',
  name: 'p.proname',
  kind: 'p.prokind',
  signature: 'pg_catalog.pg_get_function_identity_arguments(p.oid)',
  inputTypes: 'pg_catalog.oidvectortypes(p.proargtypes)',
  owner: 'pg_catalog.pg_get_userbyid(p.proowner)',
  comment: `pg_catalog.obj_description(p.oid, 'pg_proc')`,
  extensions: extensionsSql('pg_proc', 'p.oid'),
  extension: `(SELECT e.extname FROM pg_catalog.pg_depend AS x JOIN pg_catalog.pg_extension AS e ON e.oid = x.refobjid
           WHERE x.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND x.objid = p.oid AND x.deptype = 'e')`,
} as const;

function routineQuery(oid: number) {
  return selectRecords(
    'ddl.routine',
    { ...routineExpressions, definition: 'pg_catalog.pg_get_functiondef(p.oid)' },
    `pg_catalog.pg_proc AS p
    JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
   WHERE p.oid = $1::oid AND p.prokind <> 'a'`,
    [String(oid)],
  );
}

/** The schema and name of a function as a JSON array; null for none. */
function functionName(column: string): string {
  return `(SELECT pg_catalog.json_build_array(fn.nspname, f.proname)
            FROM pg_catalog.pg_proc AS f JOIN pg_catalog.pg_namespace AS fn ON fn.oid = f.pronamespace
           WHERE f.oid = g.${column})`;
}

const aggregateExpressions = {
  arguments: 'pg_catalog.pg_get_function_arguments(p.oid)',
  ordered: `g.aggkind <> 'n'`,
  hypothetical: `g.aggkind = 'h'`,
  sfunc: functionName('aggtransfn'),
  stype: 'pg_catalog.format_type(g.aggtranstype, NULL)',
  sspace: 'nullif(g.aggtransspace, 0)',
  finalfunc: functionName('aggfinalfn'),
  finalExtra: 'g.aggfinalextra',
  finalModify: 'g.aggfinalmodify',
  combinefunc: functionName('aggcombinefn'),
  serialfunc: functionName('aggserialfn'),
  deserialfunc: functionName('aggdeserialfn'),
  initcond: 'g.agginitval',
  msfunc: functionName('aggmtransfn'),
  minvfunc: functionName('aggminvtransfn'),
  mstype: 'CASE WHEN g.aggmtranstype <> 0 THEN pg_catalog.format_type(g.aggmtranstype, NULL) END',
  msspace: 'nullif(g.aggmtransspace, 0)',
  mfinalfunc: functionName('aggmfinalfn'),
  mfinalExtra: 'g.aggmfinalextra',
  mfinalModify: 'g.aggmfinalmodify',
  minitcond: 'g.aggminitval',
  sortop: `(SELECT pg_catalog.json_build_array(sn.nspname, s.oprname)
            FROM pg_catalog.pg_operator AS s JOIN pg_catalog.pg_namespace AS sn ON sn.oid = s.oprnamespace
           WHERE s.oid = g.aggsortop)`,
  parallel: 'p.proparallel',
} as const;

type AggregateCells = CatalogRecord<keyof typeof aggregateExpressions>;

function aggregateParts(row: AggregateCells): readonly (string | undefined)[] {
  // Ordered-set aggregates are expected to modify their state, others not to.
  const usual = flagOf(row.ordered) ? 'w' : 'r';
  const [sortSchema, sortName] = jsonTexts(row.sortop);
  return [
    functionPart('SFUNC', row.sfunc),
    `STYPE = ${textOf(row.stype)}`,
    plainPart('SSPACE', row.sspace),
    functionPart('FINALFUNC', row.finalfunc),
    flagOf(row.finalExtra) ? 'FINALFUNC_EXTRA' : undefined,
    row.finalModify === usual
      ? undefined
      : plainPart('FINALFUNC_MODIFY', modes[row.finalModify ?? ''] ?? null),
    functionPart('COMBINEFUNC', row.combinefunc),
    functionPart('SERIALFUNC', row.serialfunc),
    functionPart('DESERIALFUNC', row.deserialfunc),
    literalPart('INITCOND', row.initcond),
    functionPart('MSFUNC', row.msfunc),
    functionPart('MINVFUNC', row.minvfunc),
    plainPart('MSTYPE', row.mstype),
    plainPart('MSSPACE', row.msspace),
    functionPart('MFINALFUNC', row.mfinalfunc),
    flagOf(row.mfinalExtra) ? 'MFINALFUNC_EXTRA' : undefined,
    row.mstype === null || row.mfinalModify === usual
      ? undefined
      : plainPart('MFINALFUNC_MODIFY', modes[row.mfinalModify ?? ''] ?? null),
    literalPart('MINITCOND', row.minitcond),
    sortSchema === undefined || sortName === undefined
      ? undefined
      : `SORTOP = OPERATOR(${quoteIdentifier(sortSchema)}.${sortName})`,
    row.parallel === 'u' ? undefined : `PARALLEL = ${row.parallel === 's' ? 'SAFE' : 'RESTRICTED'}`,
    flagOf(row.hypothetical) ? 'HYPOTHETICAL' : undefined,
  ];
}

const modes: Readonly<Record<string, string>> = { r: 'READ_ONLY', s: 'SHAREABLE', w: 'READ_WRITE' };

function functionPart(name: string, cell: string | null): string | undefined {
  const parts = jsonTexts(cell);
  return parts.length === 0 ? undefined : `${name} = ${quoteQualified(...parts)}`;
}

function plainPart(name: string, cell: string | null): string | undefined {
  const text = optionalText(cell);
  return text === undefined ? undefined : `${name} = ${text}`;
}

function literalPart(name: string, cell: string | null): string | undefined {
  return cell === null ? undefined : `${name} = ${quoteLiteral(cell)}`;
}

function aggregateQuery(oid: number) {
  return selectRecords(
    'ddl.aggregate',
    { ...routineExpressions, ...aggregateExpressions },
    `pg_catalog.pg_proc AS p
    JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
    JOIN pg_catalog.pg_aggregate AS g ON g.aggfnoid = p.oid
   WHERE p.oid = $1::oid`,
    [String(oid)],
  );
}
