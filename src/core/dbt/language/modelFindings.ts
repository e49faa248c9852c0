import type { TextRange } from '../../../base/textRange';
import { jinjaString } from '../../sql/jinjaString';
import type { SqlParser } from '../../sql/parser';
import { splitStatements } from '../../sql/splitStatements';
import { modelRange } from '../compile/compileMap';
import { type CompileScope, staticCompile } from '../compile/staticCompile';
import type { DbtFinding, DbtFix } from '../finding';
import type { DbtGraph } from '../graph/dbtGraph';
import { graphNames } from '../refs/graphNames';
import { nearName } from '../refs/nearName';
import { type NodeReference, referencesOf, referredNode } from './templateAt';

/** The names that a model refers to and that the project does not have, with what was probably meant. */
export function unknownNames(file: string, text: string, graph: DbtGraph): readonly DbtFinding[] {
  return referencesOf(text).flatMap((reference) => {
    if (
      // Still to be typed.
      reference.names.includes('') ||
      referredNode(graph, reference) !== undefined ||
      reference.call.arguments.some(({ name }) => name !== undefined)
    ) {
      return [];
    }
    return [unknownName(file, reference, graph)];
  });
}

/**
 * The syntax errors that PostgreSQL's parser finds in the SQL of a model, at their places in the model. Nothing is said of a model
 * that only dbt can compile.
 */
export async function modelSyntax(
  file: string,
  text: string,
  scope: CompileScope,
  parser: SqlParser,
): Promise<readonly DbtFinding[]> {
  const compiled = staticCompile(text, scope);
  if (compiled.kind === 'cannot') {
    return [];
  }
  const found: DbtFinding[] = [];
  for (const statement of splitStatements(compiled.sql)) {
    const { problems } = await parser.parse(statement.text);
    for (const { message, range } of problems) {
      const at = statement.range.start;
      const place = range ? { start: at + range.start, end: at + range.end } : statement.range;
      const inModel = modelRange(compiled.map, place) ?? { start: 0, end: text.length };
      found.push({
        check: 'model-syntax',
        severity: 'error',
        message: `PostgreSQL: ${message}.`,
        place: { file, range: inModel },
        fixes: [],
      });
    }
  }
  return found;
}

function unknownName(file: string, reference: NodeReference, graph: DbtGraph): DbtFinding {
  const { kind, names, call } = reference;
  const [first = '', second] = names;
  const tables = graphNames(graph).sources.get(first);
  const wrongPart = kind === 'source' && tables === undefined ? 0 : names.length - 1;
  const known = kind === 'ref' ? enabledNames(graph) : (tables ?? graphNames(graph).sources).keys();
  const near = nearName(names[wrongPart] ?? '', known, 4);
  const place = call.arguments.filter(({ name }) => name === undefined)[wrongPart]?.range ?? call.range;
  return {
    check: kind === 'ref' ? 'unknown-ref' : 'unknown-source',
    severity: 'error',
    message:
      kind === 'ref'
        ? `The project has no enabled model, seed or snapshot “${names.join('.')}”.`
        : tables === undefined
          ? `The project has no source “${first}”.`
          : `The source “${first}” has no table “${second ?? ''}”.`,
    ...(near === undefined ? {} : { advice: `Did you mean “${near}”?` }),
    place: { file, range: place },
    fixes: near === undefined ? [] : [replaceFix(file, place, near)],
  };
}

function enabledNames(graph: DbtGraph): readonly string[] {
  return [...graphNames(graph).refs].flatMap(([name, nodes]) =>
    nodes.some(({ enabled }) => enabled) ? [name] : [],
  );
}

function replaceFix(file: string, range: TextRange, name: string): DbtFix {
  const edits = [{ file, range, text: jinjaString(name) }];
  return { kind: 'edit', title: `Change it to “${name}”`, edits };
}
