import { JsonArray, JsonObject } from '../jsonText';
import { listOf, put } from './nodeLine';
import { splitList } from './splitList';

/**
 * The keys of an aggregate as the text format lists them, one line for each grouping set. A single set is the property
 * `Group Key`; several are brought into the form of the other formats. Source: show_grouping_sets() in explain.c.
 */
export class GroupingKeys {
  private readonly lines: { readonly kind: 'Sort' | 'Group' | 'Hash'; readonly keys: readonly string[] }[] =
    [];

  /** @param name `Sort Key`, `Group Key` or `Hash Key`; `()` is the set of all rows. */
  add(name: string, value: string): void {
    const kind = name === 'Sort Key' ? 'Sort' : name === 'Hash Key' ? 'Hash' : 'Group';
    this.lines.push({ kind, keys: value === '()' ? [] : splitList(value) });
  }

  /** Writes the property, if there are any keys. */
  writeTo(node: JsonObject): void {
    const [only, ...more] = this.lines;
    if (only === undefined) {
      return;
    }
    if (only.kind === 'Group' && only.keys.length > 0 && more.length === 0) {
      listOf(node, 'Group Key').items.push(...only.keys);
    } else {
      this.writeSets(listOf(node, 'Grouping Sets'));
    }
  }

  /** A sort begins a set of keys, and each hash table is one of its own. */
  private writeSets(sets: JsonArray): void {
    let current: JsonObject | undefined;
    let takesGroups = false;
    for (const { kind, keys } of this.lines) {
      if (current === undefined || kind !== 'Group' || !takesGroups) {
        current = new JsonObject(sets.start);
        sets.items.push(current);
      }
      takesGroups = kind !== 'Hash';
      const list = new JsonArray(sets.start);
      list.items.push(...keys);
      if (kind === 'Sort') {
        put(current, 'Sort Key', list);
      } else {
        listOf(current, `${kind} Keys`).items.push(list);
      }
    }
  }
}
