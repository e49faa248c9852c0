import type { DbtPlace } from '../finding';
import type { DbtNode } from '../graph/dbtGraph';
import type { LiveFacts } from './liveFacts';

/**
 * Where the properties of a node name a column: after the `name:` of the node, the first `name:` of the column. The
 * beginning of the file where it was not read; undefined where no file has properties.
 */
export function columnPlace(
  { project, texts }: LiveFacts,
  node: DbtNode,
  column: string,
): DbtPlace | undefined {
  const { propertiesFile } = node;
  const file = project.files.find(({ relative }) => relative === propertiesFile)?.file;
  if (file === undefined || propertiesFile === undefined) {
    return undefined;
  }
  const text = texts.get(propertiesFile) ?? '';
  const of = propertiesAt(text, node);
  const at = of && nameAt(text, column, of.end);
  return { file, range: at ?? of ?? { start: 0, end: 0 } };
}

/** The name of a node in a file with properties: of a source the name of the table, after that of the source. */
export function propertiesAt(
  text: string,
  { kind, name, sourceName }: Pick<DbtNode, 'kind' | 'name' | 'sourceName'>,
): DbtPlace['range'] | undefined {
  const source = kind === 'source' && sourceName !== undefined ? nameAt(text, sourceName, 0) : undefined;
  return nameAt(text, kind === 'source' ? name : name.replace(/_v\d+$/, ''), source?.end ?? 0);
}

function nameAt(text: string, name: string, from: number): DbtPlace['range'] | undefined {
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const pattern = new RegExp(`\\bname:[ \\t]*["']?(?=${escaped}["']?[ \\t]*(?:[,}#\\r\\n]|$))`, 'g');
  pattern.lastIndex = from;
  const match = pattern.exec(text);
  const start = match && match.index + match[0].length;
  return start === null ? undefined : { start, end: start + name.length };
}
