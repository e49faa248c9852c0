import { quoteIdentifier, quoteLiteral, quoteQualified } from '../../sql/quote';
import type { RelationName } from '../relationName';
import type { ScaffoldPlan, ScaffoldStep } from '../scaffold';
import type { FieldProblem } from '../scaffoldForm';
import { auditSteps } from './auditSteps';
import { type LakehouseTablesFacts, type RelationFacts, relationFacts } from './lakehouseTablesFacts';
import { lakehouseTablesRules } from './lakehouseTablesRules';
import type { ImportSpec, LakehouseTablesSpec } from './lakehouseTablesSpec';
import { importedColumns, loadFunction } from './loadFunction';
import { routineStep } from './routineStep';
import {
  createIndexSql,
  createTableSql,
  importShape,
  indexName,
  jobLogShape,
  lineageShape,
  type TableShape,
} from './tableShapes';

/** The statements that make the tables, and what is in their way. */
export function generateLakehouseTables(
  spec: LakehouseTablesSpec,
  facts: LakehouseTablesFacts,
): ScaffoldPlan {
  const problems: FieldProblem[] = [];
  const inMetadata = (name: string) => ({ schema: spec.metadataSchema, name });
  const steps = [
    ...schemaSteps(spec, facts, problems),
    ...(spec.lineage === undefined
      ? []
      : tableSteps(
          { table: inMetadata(spec.lineage), shape: lineageShape, field: 'lineage' },
          facts,
          problems,
        )),
    ...(spec.jobLog === undefined
      ? []
      : tableSteps({ table: inMetadata(spec.jobLog), shape: jobLogShape, field: 'jobLog' }, facts, problems)),
    ...(spec.imports === undefined ? [] : importSteps(spec.imports, facts, problems)),
    ...auditSteps(spec, facts, problems),
  ];
  const warnings = lakehouseTablesRules.flatMap((rule) =>
    rule.run(spec, facts).map((found) => ({ rule: rule.id, ...found })),
  );
  return { steps: problems.length > 0 ? [] : steps, warnings, problems };
}

/** Schemas that something is made in, and that are not there. */
function schemaSteps(
  { metadataSchema, lineage, jobLog, audited, imports }: LakehouseTablesSpec,
  facts: LakehouseTablesFacts,
  problems: FieldProblem[],
): readonly ScaffoldStep[] {
  const needed: (readonly [string, string])[] = [];
  if (lineage !== undefined || jobLog !== undefined || audited.length > 0) {
    needed.push(['metadataSchema', metadataSchema]);
  }
  if (imports !== undefined && !needed.some(([, name]) => name === imports.staging.schema)) {
    needed.push(['stagingSchema', imports.staging.schema]);
  }
  return needed.map(([field, name]) => {
    const found = facts.schemas.find((each) => each.name === name);
    if (found ? !found.mayCreate : !facts.mayCreateSchema) {
      const where = found ? `in schema ${name}` : `on database ${facts.database}`;
      problems.push({
        field,
        message: `This needs CREATE ${where}, and you are ${facts.user}, who does not have it.`,
      });
    }
    return {
      title: `Create schema ${name}`,
      sql: `CREATE SCHEMA ${quoteIdentifier(name)}`,
      down: found ? [] : [`DROP SCHEMA ${quoteIdentifier(name)}`],
      ...(found && { present: true }),
    };
  });
}

interface TableWish {
  readonly table: RelationName;
  readonly shape: TableShape;
  readonly field: string;
}

function tableSteps(
  { table, shape, field }: TableWish,
  facts: LakehouseTablesFacts,
  problems: FieldProblem[],
): readonly ScaffoldStep[] {
  const self = quoteQualified(table.schema, table.name);
  const found = relationFacts(facts, table);
  const index = { schema: table.schema, name: indexName(table) };
  const foundIndex = relationFacts(facts, index);
  const reason = found && whyNotThis(self, found, shape);
  if (reason !== undefined) {
    problems.push({ field, message: reason });
  } else if (foundIndex !== undefined && foundIndex.indexed !== table.name) {
    problems.push({
      field,
      message: `The name ${index.name} is taken by another relation of ${table.schema}.`,
    });
  } else if (found && !foundIndex && !found.mine) {
    problems.push({
      field,
      message: `${self} belongs to ${found.owner}, and you are ${facts.user}, who cannot index it.`,
    });
  }
  const present = found !== undefined;
  const dropTable = `DROP TABLE ${self}`;
  return [
    {
      title: `Create table ${self}`,
      sql: createTableSql(table, shape),
      down: present ? [] : [dropTable],
      ...(present && { present }),
    },
    {
      title: `Index ${self}`,
      sql: createIndexSql(table, shape),
      down: foundIndex ? [] : [`DROP INDEX ${quoteQualified(index.schema, index.name)}`],
      ...(foundIndex && { present: true }),
    },
    {
      title: `Say what ${self} is for`,
      sql: `COMMENT ON TABLE ${self} IS ${quoteLiteral(shape.comment)}`,
      down: [],
      ...(present && { present }),
    },
  ];
}

function whyNotThis(self: string, found: RelationFacts, { columns }: TableShape): string | undefined {
  if (found.kind !== 'r' && found.kind !== 'p') {
    return `${self} exists and is not a table. Choose another name.`;
  }
  const lacking = columns.find(
    ({ name, type }) => !found.columns.some((column) => column.name === name && column.type === type),
  );
  return (
    lacking &&
    `${self} exists and has no column ${lacking.name} of type ${lacking.type}. Choose another name.`
  );
}

function importSteps(
  imports: ImportSpec,
  facts: LakehouseTablesFacts,
  problems: FieldProblem[],
): readonly ScaffoldStep[] {
  const steps = tableSteps({ table: imports.staging, shape: importShape, field: 'staging' }, facts, problems);
  const target = relationFacts(facts, imports.target);
  const wrong = importProblems(imports, target);
  problems.push(...wrong);
  if (target === undefined || wrong.length > 0) {
    return steps;
  }
  const { step, problem } = routineStep(
    facts,
    loadFunction(imports, target),
    `Create the function that loads ${quoteQualified(target.schema, target.name)}`,
  );
  if (problem !== undefined) {
    problems.push({ field: 'staging', message: problem });
  }
  return [...steps, step];
}

function importProblems(imports: ImportSpec, target: RelationFacts | undefined): readonly FieldProblem[] {
  const self = quoteQualified(imports.target.schema, imports.target.name);
  if (target === undefined || (target.kind !== 'r' && target.kind !== 'p')) {
    return [{ field: 'target', message: `There is no table ${self}. Create it first, or choose another.` }];
  }
  const byName = new Map(target.columns.map((column) => [column.name, column]));
  const unknown = imports.columns.flatMap(({ column }, place): readonly FieldProblem[] => {
    const found = byName.get(column);
    return found && !found.generated
      ? []
      : [
          {
            field: `columns.${String(place)}.column`,
            message: `${self} has no column ${column} that takes values.`,
          },
        ];
  });
  const loaded = importedColumns(imports, target).map(({ column }) => column);
  const missing = imports.key.filter((name) => !loaded.includes(name));
  // Keys are compared as PostgreSQL's "C" collation sorts them, in which the facts come.
  const key = JSON.stringify([...imports.key].sort(byCodePoint));
  const isUnique = target.keys.some((columns) => JSON.stringify([...columns].sort(byCodePoint)) === key);
  const keyProblems = [
    ...missing.map((name) => `The key has ${name}, which is not among the columns that are loaded.`),
    ...(missing.length === 0 && !isUnique
      ? [
          `There is no unique index on exactly (${imports.key.join(', ')}) of ${self}, so a document that comes twice would be two rows. Create one, or choose another key.`,
        ]
      : []),
  ];
  return [...unknown, ...keyProblems.map((message) => ({ field: 'key', message }))];
}

function byCodePoint(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
