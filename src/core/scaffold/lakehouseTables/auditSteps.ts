import { quoteQualified } from '../../sql/quote';
import type { RelationName } from '../relationName';
import type { ScaffoldStep } from '../scaffold';
import type { FieldProblem } from '../scaffoldForm';
import { type LakehouseTablesFacts, relationFacts } from './lakehouseTablesFacts';
import { type LakehouseTablesSpec, touchFunctionName } from './lakehouseTablesSpec';
import { routineStep } from './routineStep';

const columns = ['created_at', 'updated_at'] as const;

/** The steps that give tables their audit columns, and the trigger that keeps them. */
export function auditSteps(
  spec: LakehouseTablesSpec,
  facts: LakehouseTablesFacts,
  problems: FieldProblem[],
): readonly ScaffoldStep[] {
  if (spec.audited.length === 0) {
    return [];
  }
  const touch = { schema: spec.metadataSchema, name: touchFunctionName };
  const routine = {
    name: touch,
    arguments: '',
    identity: '',
    result: 'trigger',
    settings: [{ kept: 'search_path=pg_catalog, pg_temp', sql: 'search_path = pg_catalog, pg_temp' }],
    body: `\nBEGIN\n  NEW.updated_at := now();\n  RETURN NEW;\nEND\n`,
  };
  const { step, problem } = routineStep(facts, routine, 'Create the function that keeps updated_at');
  if (problem !== undefined) {
    problems.push({ field: 'metadataSchema', message: problem });
  }
  return [step, ...spec.audited.flatMap((table) => tableSteps(table, touch, facts, problems))];
}

function tableSteps(
  table: RelationName,
  touch: RelationName,
  facts: LakehouseTablesFacts,
  problems: FieldProblem[],
): readonly ScaffoldStep[] {
  const self = quoteQualified(table.schema, table.name);
  const found = relationFacts(facts, table);
  const reason = whyNot(self, found, facts.user);
  if (found === undefined || reason !== undefined) {
    problems.push({ field: 'audited', message: reason ?? '' });
    return [];
  }
  const triggered = found.triggers.includes(touchFunctionName);
  return [
    ...columns.map((column): ScaffoldStep => {
      const present = found.columns.some(({ name }) => name === column);
      return {
        title: `Add ${column} to ${self}`,
        sql: `ALTER TABLE ${self} ADD COLUMN ${column} timestamptz NOT NULL DEFAULT now()`,
        down: present ? [] : [`ALTER TABLE ${self} DROP COLUMN ${column}`],
        ...(present && { present }),
      };
    }),
    {
      title: `Keep updated_at of ${self}`,
      sql: `CREATE TRIGGER ${touchFunctionName} BEFORE UPDATE ON ${self} FOR EACH ROW EXECUTE FUNCTION ${quoteQualified(touch.schema, touch.name)}()`,
      down: triggered ? [] : [`DROP TRIGGER ${touchFunctionName} ON ${self}`],
      ...(triggered && { present: true }),
    },
  ];
}

function whyNot(self: string, found: ReturnType<typeof relationFacts>, user: string): string | undefined {
  if (found === undefined) {
    return `There is no table ${self}.`;
  }
  if (found.kind !== 'r' && found.kind !== 'p') {
    return `${self} is not a table, so it cannot get columns.`;
  }
  if (found.partition) {
    return `${self} is a partition: its columns are those of its parent. Name the parent.`;
  }
  if (!found.mine) {
    return `${self} belongs to ${found.owner}, and you are ${user}. Connect as its owner or a superuser.`;
  }
  const wrong = found.columns.find(
    ({ name, type }) => columns.some((column) => column === name) && !type.startsWith('timestamp'),
  );
  return (
    wrong && `${self} has a column ${wrong.name} of type ${wrong.type}, which holds no time. Rename it first.`
  );
}
