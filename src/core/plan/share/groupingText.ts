import { readList } from '../jsonRead';
import { JsonArray, JsonObject } from '../jsonText';
import { scanJson } from '../scanJson';
import type { TextLine } from './textLines';

/** `Grouping Sets`, which the model keeps as the server's JSON, as lines of the text format. */
export function groupingLines(json: string): readonly TextLine[] {
  const [sets] = scanJson(json).values;
  return sets instanceof JsonArray
    ? sets.items.flatMap((set) => (set instanceof JsonObject ? setLines(set) : []))
    : [];
}

/** Sets that are sorted again stand under their sort key. */
function setLines(set: JsonObject): readonly TextLine[] {
  const sortKey = readList(set.get('Sort Key') ?? null);
  const isSorted = set.get('Sort Key') !== undefined;
  const keys = ['Group Keys', 'Hash Keys'].flatMap((name) => {
    const list = set.get(name);
    const items = list instanceof JsonArray ? list.items : [];
    return items.map((item) => {
      const columns = readList(item);
      const text = columns.length === 0 ? '()' : columns.join(', ');
      return { level: isSorted ? 1 : 0, text: `${name.replace('Keys', 'Key')}: ${text}` };
    });
  });
  return isSorted ? [{ level: 0, text: `Sort Key: ${sortKey.join(', ')}` }, ...keys] : keys;
}
