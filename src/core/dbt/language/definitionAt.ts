import { type TextRange, touches } from '../../../base/textRange';
import { callsOfText } from '../jinja/jinjaCalls';
import type { DbtGraph, DbtNode } from '../graph/dbtGraph';
import { nodeAt } from './nodeHover';

/** What the word under the cursor is defined by. */
export type DbtDefinition =
  /** A model, seed or snapshot: its file; a source: its place in the YAML file. */
  | { readonly kind: 'node'; readonly node: DbtNode; readonly range: TextRange }
  | { readonly kind: 'macro'; readonly name: string; readonly range: TextRange };

/** @param macros the names of the project's macros */
export function definitionAt(
  text: string,
  offset: number,
  graph: DbtGraph,
  macros: ReadonlySet<string>,
): DbtDefinition | undefined {
  const found = nodeAt(text, offset, graph);
  if (found) {
    return { kind: 'node', ...found };
  }
  const call = callsOfText(text).find(({ nameRange }) => touches(nameRange, offset));
  // A macro of the project can be called with the project's name before it.
  const name = call?.name.startsWith(`${graph.project}.`)
    ? call.name.slice(graph.project.length + 1)
    : call?.name;
  return call && name !== undefined && macros.has(name)
    ? { kind: 'macro', name, range: call.nameRange }
    : undefined;
}
