import type { TextRange } from '../../../base/textRange';
import { isComment, tokenize } from '../../sql/lexer';
import { quoteIdentifier } from '../../sql/quote';
import type { DbtGraph, DbtNode } from '../graph/dbtGraph';
import type { DbtCompletion } from './completions';
import { fromRelations } from './fromRelations';
import type { RelationAnswer } from './relationAnswer';
import { templateAt } from './templateAt';

/** Whose columns can be written at an offset. */
export interface ColumnPlace {
  readonly nodes: readonly DbtNode[];
  /** What is typed of the name already. */
  readonly typed: TextRange;
}

/**
 * The relations whose columns fit an offset of a model: after `o.` those of `o`, elsewhere those of all that it reads. Undefined
 * in templates, strings and comments, and where no relation of the project is read.
 */
export function columnPlace(text: string, offset: number, graph: DbtGraph): ColumnPlace | undefined {
  const tokens = tokenize(text);
  const inside = tokens.find(({ start, end }) => start < offset && offset <= end);
  if (templateAt(text, offset) || (inside && (isComment(inside) || !nameKinds.has(inside.kind)))) {
    return undefined;
  }
  const typed = { start: inside?.kind === 'word' ? inside.start : offset, end: offset };
  const relations = fromRelations(text, graph);
  const qualifier = qualifierBefore(text, typed.start);
  const fitting = qualifier === undefined ? relations : relations.filter(({ name }) => name === qualifier);
  // An alias may be given twice, in two queries of one model: the nearest is meant.
  const nearest = [...fitting].sort(
    (one, other) => Math.abs(one.start - offset) - Math.abs(other.start - offset),
  );
  const nodes = (qualifier === undefined ? nearest : nearest.slice(0, 1)).map(({ node }) => node);
  return nodes.length === 0 ? undefined : { nodes: [...new Set(nodes)], typed };
}

const nameKinds: ReadonlySet<string> = new Set([
  ...['word', 'punctuation', 'operator', 'openParen', 'closeParen', 'semicolon'],
]);

/** The name before the dot. */
function qualifierBefore(text: string, offset: number): string | undefined {
  const match = /(?:([A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*)|"((?:[^"]|"")+)")\s*\.\s*$/.exec(
    text.slice(Math.max(0, offset - 200), offset),
  );
  return match?.[1]?.toLowerCase() ?? match?.[2]?.replaceAll('""', '"');
}

/** The columns of the nodes: as the server knows them, otherwise as the YAML files describe them. */
export function columnCompletions(
  { nodes, typed }: ColumnPlace,
  answers: ReadonlyMap<DbtNode, RelationAnswer>,
): readonly DbtCompletion[] {
  return nodes.flatMap((node) => {
    const described = new Map(node.columns.map((column) => [column.name.toLowerCase(), column]));
    const columns =
      answers.get(node)?.columns.map(({ name, type, comment }) => ({ name, type, comment })) ??
      node.columns.map(({ name, dataType }) => ({ name, type: dataType ?? '', comment: undefined }));
    return columns.map(({ name, type, comment }) => ({
      label: name,
      kind: 'column' as const,
      detail: [type, node.name].filter((part) => part !== '').join(' · '),
      documentation: described.get(name.toLowerCase())?.description || comment || '',
      insert: quoteIdentifier(name),
      replace: typed,
    }));
  });
}
