import { displayName } from '../explorer/displayName';
import { type Graph, type GraphColumn, type GraphDetail, type GraphEdge, shownColumns } from './graph';
import { nodeTexts } from './nodeTexts';

/** The graph in the language of Mermaid. Names stand in quotes, with every sign that could end them written as a code. */
export function mermaidText(graph: Graph, kind: 'dependencies' | 'diagram', detail: GraphDetail): string {
  const ids = new Map(graph.nodes.map((node, place) => [node.id, `t${place + 1}`]));
  const lines = kind === 'diagram' ? diagramLines(graph, ids, detail) : dependencyLines(graph, ids);
  return `${[kind === 'diagram' ? 'erDiagram' : 'flowchart LR', ...lines.map((line) => `  ${line}`)].join('\n')}\n`;
}

function dependencyLines(graph: Graph, ids: ReadonlyMap<string, string>): readonly string[] {
  const nodes = graph.nodes.map((node) => {
    const label = quoted(nodeTexts(node).full);
    return node.kind === 'function' ? `${ids.get(node.id)}([${label}])` : `${ids.get(node.id)}[${label}]`;
  });
  const edges = graph.edges.map((edge) => {
    const label = edge.label === '' ? '' : `|${quoted(displayName(edge.label))}|`;
    return `${ids.get(edge.on)} -->${label} ${ids.get(edge.dependent)}`;
  });
  return [...nodes, ...edges];
}

function diagramLines(
  graph: Graph,
  ids: ReadonlyMap<string, string>,
  detail: GraphDetail,
): readonly string[] {
  const tables = graph.nodes.flatMap((node) => {
    const columns = shownColumns(node, detail).map((column) => `  ${columnLine(column)}`);
    const head = `${ids.get(node.id)}[${quoted(nodeTexts(node).full)}]`;
    return columns.length === 0 ? [head] : [`${head} {`, ...columns, '}'];
  });
  const keys = graph.edges.map(
    (edge) =>
      `${ids.get(edge.on)} ${ends(edge)} ${ids.get(edge.dependent)} : ${quoted(displayName(edge.label))}`,
  );
  return [...tables, ...keys];
}

function ends({ key }: GraphEdge): string {
  return `${key?.mandatory === true ? '||' : '|o'}--${key?.single === true ? 'o|' : 'o{'}`;
}

/** Types and names of attributes must be plain words; what they really are follows as a comment where that differs. */
function columnLine(column: GraphColumn): string {
  const type = plainWord(column.type);
  const name = plainWord(column.name);
  const marks = [column.primary ? 'PK' : '', column.foreign ? 'FK' : ''].filter((mark) => mark !== '');
  const isSame = type === column.type && name === column.name;
  const comment = isSame ? '' : ` ${quoted(displayName(`${column.name} ${column.type}`))}`;
  return `${type} ${name}${marks.length === 0 ? '' : ` ${marks.join(', ')}`}${comment}`;
}

function plainWord(text: string): string {
  const word = text.replace(/[^A-Za-z0-9_]+/g, '_').replace(/^_+|_+$/g, '');
  return /^[A-Za-z]/.test(word) ? word : `c_${word}`;
}

/** Whatever is no letter, digit or harmless sign becomes a code of the form `#35;`. */
export function quoted(text: string): string {
  const safe = text.replace(/[^\p{L}\p{M}\p{N} _.,:()/-]/gu, (sign) => `#${sign.codePointAt(0) ?? 0};`);
  return `"${safe === '' ? ' ' : safe}"`;
}
