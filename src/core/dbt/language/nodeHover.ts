import { type TextRange, touches } from '../../../base/textRange';
import { relationKindWords } from '../../catalog/relationKind';
import { rowsWords, sizeWords } from '../../explorer/measures';
import type { DbtGraph, DbtNode } from '../graph/dbtGraph';
import type { RelationAnswer } from './relationAnswer';
import { referencesOf, referredNode } from './templateAt';

/** The node under the cursor, with the place of its `ref` or `source`. */
export interface NodeAt {
  readonly node: DbtNode;
  readonly range: TextRange;
}

export function nodeAt(text: string, offset: number, graph: DbtGraph): NodeAt | undefined {
  const reference = referencesOf(text).find(({ call }) => touches(call.range, offset));
  const node = reference && referredNode(graph, reference);
  return reference && node ? { node, range: reference.call.range } : undefined;
}

/** What a hover shows, as text: whoever shows it takes nothing of it for Markdown or HTML. */
export interface NodeHover {
  /** Such as `model orders`. */
  readonly title: string;
  /** Such as `table · marts.orders · 1,200 rows · 96 kB`. */
  readonly facts: string;
  readonly paragraphs: readonly string[];
  /** A line for each column: name, type and what is said of it. */
  readonly columns: readonly string[];
  /** How many columns are not shown. */
  readonly more: number;
}

const mostColumns = 30;
const longestText = 400;

/** @param answer what the server says; undefined when it was not asked; `missing` when it has no such relation */
export function nodeHover(node: DbtNode, answer: RelationAnswer | 'missing' | undefined): NodeHover {
  const known = typeof answer === 'object' ? answer : undefined;
  const columns = known ? serverColumns(node, known) : describedColumns(node);
  return {
    title: `${node.kind} ${node.sourceName === undefined ? '' : `${node.sourceName}.`}${node.name}`,
    facts: factsOf(node, answer).join(' · '),
    paragraphs: [...new Set([node.description, known?.comment ?? ''])]
      .filter((text) => text !== '')
      .map(shortened),
    columns: columns.slice(0, mostColumns),
    more: Math.max(0, columns.length - mostColumns),
  };
}

function factsOf(node: DbtNode, answer: RelationAnswer | 'missing' | undefined): readonly string[] {
  const { relation, materialized } = node;
  const name = relation === undefined ? [] : [`${relation.schema}.${relation.name}`];
  if (answer === undefined || answer === 'missing') {
    const missing = answer === 'missing' && relation !== undefined ? ['not in the database yet'] : [];
    return [...(materialized === undefined ? [] : [materialized]), ...name, ...missing];
  }
  return [
    relationKindWords(answer.kind),
    ...name,
    ...(answer.rows === undefined ? [] : [rowsWords(answer.rows)]),
    ...(answer.bytes === undefined ? [] : [sizeWords(answer.bytes)]),
  ];
}

function serverColumns(node: DbtNode, answer: RelationAnswer): readonly string[] {
  return answer.columns.map(({ name, type, notNull, comment }) => {
    const described = node.columns.find((column) => column.name.toLowerCase() === name.toLowerCase());
    return columnLine(name, notNull ? `${type} not null` : type, described?.description || comment);
  });
}

function describedColumns(node: DbtNode): readonly string[] {
  return node.columns.map(({ name, dataType, description }) => columnLine(name, dataType, description));
}

function columnLine(name: string, type: string | undefined, description: string | undefined): string {
  const said = description === undefined || description === '' ? '' : `  -- ${shortened(description)}`;
  return `${name}${type === undefined ? '' : ` ${type}`}${said}`;
}

/** One line, and not the whole of a long text. */
function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > longestText ? `${line.slice(0, longestText)}…` : line;
}
