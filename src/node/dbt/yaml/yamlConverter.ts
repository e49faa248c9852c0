import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { TextRange } from '../../../base/textRange';
import type {
  YamlEntry,
  YamlNode,
  YamlProblem,
  YamlProblemKind,
  YamlScalar,
} from '../../../core/dbt/yaml/yamlNode';
import { plainScalar, taggedScalar } from './plainScalar';

/** How many nodes a file may have when every alias is written out. A project of 2,000 models has a tenth of it. */
const nodeLimit = 1_000_000;

interface Anchored {
  /** Undefined while the node is being read: an alias in it would hold itself. */
  node: YamlNode | undefined;
  size: number;
}

/** Turns the document of the library into plain data with aliases and merge keys resolved, as PyYAML does. */
export class YamlConverter {
  private readonly anchors = new Map<string, Anchored>();
  /** Nodes so far, with those behind aliases counted as often as they are used. */
  private size = 0;
  private isFull = false;
  /** The first text in quotes whose closing quote is missing. */
  unclosed: TextRange | undefined;

  constructor(
    private readonly document: Document.Parsed,
    private readonly text: string,
    private readonly problems: YamlProblem[],
  ) {}

  /** Undefined for an empty document. */
  convert(): YamlNode | undefined {
    const { contents } = this.document;
    if (contents === null || (isScalar(contents) && contents.source === '' && !isQuoted(contents))) {
      return undefined;
    }
    return this.node(contents);
  }

  private node(node: unknown): YamlNode {
    if (isAlias(node)) {
      return this.alias(node);
    }
    const anchored = this.begin(node);
    const before = this.size++;
    const converted = this.plain(node);
    if (anchored) {
      anchored.node = converted;
      anchored.size = this.size - before;
    }
    return converted;
  }

  private plain(node: unknown): YamlNode {
    if (isMap(node)) {
      this.checkTag(node, 'tag:yaml.org,2002:map');
      return { kind: 'map', entries: this.entries(node), range: rangeOf(node) };
    }
    if (isSeq(node)) {
      this.checkTag(node, 'tag:yaml.org,2002:seq');
      return { kind: 'list', items: this.items(node), range: rangeOf(node) };
    }
    return isScalar(node) ? this.scalar(node) : emptyScalar({ start: 0, end: 0 });
  }

  private begin(node: unknown): Anchored | undefined {
    const name = isScalar(node) || isMap(node) || isSeq(node) ? node.anchor : undefined;
    if (name === undefined) {
      return undefined;
    }
    const anchored: Anchored = { node: undefined, size: 0 };
    this.anchors.set(name, anchored);
    return anchored;
  }

  private alias(alias: Alias): YamlNode {
    const range = rangeOf(alias);
    const anchored = this.anchors.get(alias.source);
    if (!anchored) {
      this.problem(
        'alias',
        'dbt cannot read this file: * stands for an anchor, and there is none of this name above; put text in quotes.',
        range,
      );
      return emptyScalar(range);
    }
    if (!anchored.node) {
      this.problem(
        'alias',
        'This alias stands within its own anchor, so dbt would never come to its end.',
        range,
      );
      return emptyScalar(range);
    }
    if (this.size + anchored.size > nodeLimit) {
      if (!this.isFull) {
        this.isFull = true;
        this.problem(
          'alias',
          'The aliases of this file stand for more than a million values; the rest of them is left out.',
          range,
        );
      }
      return emptyScalar(range);
    }
    this.size += anchored.size;
    return anchored.node;
  }

  private scalar(scalar: Scalar): YamlScalar {
    const range = rangeOf(scalar);
    const text = typeof scalar.value === 'string' ? scalar.value : (scalar.source ?? '');
    const quoted = isQuoted(scalar);
    const quote = this.text.charAt(range.start);
    const isOpen = range.end < range.start + 2 || this.text.charAt(range.end - 1) !== quote;
    if ((scalar.type === 'QUOTE_DOUBLE' || scalar.type === 'QUOTE_SINGLE') && isOpen) {
      this.unclosed ??= range;
    }
    if (scalar.tag === undefined || scalar.tag === '!') {
      return {
        kind: 'scalar',
        value: quoted || scalar.tag === '!' ? text : plainScalar(text),
        quoted,
        range,
      };
    }
    const value = taggedScalar(scalar.tag, text);
    if (value === undefined) {
      this.problem(
        'tag',
        'dbt cannot read this file: its reader does not know this tag, or the value does not fit it.',
        range,
      );
    }
    return { kind: 'scalar', value: value === undefined ? text : value, quoted, range };
  }

  private items(list: YAMLSeq): readonly YamlNode[] {
    return list.items.map((item) => (isPair(item) ? this.plain(null) : this.node(item)));
  }

  private entries(map: YAMLMap): readonly YamlEntry[] {
    const own: YamlEntry[] = [];
    const merged: YamlEntry[] = [];
    for (const { key, value } of map.items as readonly { readonly key: unknown; readonly value: unknown }[]) {
      if (isScalar(key) && key.value === '<<' && !isQuoted(key)) {
        merged.push(...this.merged(value));
        continue;
      }
      const entry = this.entry(key, value);
      if (entry && own.some((each) => each.key === entry.key)) {
        this.problem(
          'duplicate',
          `The key ${shownKey(entry.key)} is given twice here; dbt takes the last one.`,
          entry.keyRange,
        );
      }
      if (entry) {
        own.push(entry);
      }
    }
    const names = new Set(own.map(({ key }) => key));
    // A key of the map itself stands before what is merged, and of what is merged the first one counts.
    const inherited = [...new Map(merged.toReversed().map((entry) => [entry.key, entry])).values()].reverse();
    return [...inherited.filter(({ key }) => !names.has(key)), ...own];
  }

  private entry(key: unknown, value: unknown): YamlEntry | undefined {
    const named = isAlias(key) ? this.alias(key) : key;
    if (isScalar(named)) {
      const keyRange = rangeOf(named);
      const text = typeof named.value === 'string' ? named.value : '';
      return { key: text, keyRange, value: value === null ? emptyScalar(after(keyRange)) : this.node(value) };
    }
    const range = isMap(key) || isSeq(key) ? rangeOf(key) : { start: 0, end: 0 };
    const isJinja =
      this.text.startsWith('{', Math.max(0, range.start - 1)) && this.text.startsWith('{', range.start);
    this.problem(
      'key',
      isJinja
        ? 'dbt cannot read this file: Jinja must stand in quotes, as in "{{ env_var(\'NAME\') }}".'
        : 'dbt cannot read this file: a list or a map cannot be a key.',
      range,
    );
    return undefined;
  }

  /** What `<<` brings in: of one map, or of several of which the first one counts. */
  private merged(value: unknown): readonly YamlEntry[] {
    const node = this.node(value);
    const maps = node.kind === 'list' ? node.items : [node];
    if (!maps.every((each) => each.kind === 'map')) {
      this.problem(
        'alias',
        'dbt cannot read this file: after << a map must stand, or a list of maps.',
        node.range,
      );
    }
    return maps.flatMap((each) => (each.kind === 'map' ? each.entries : []));
  }

  private checkTag(node: YAMLMap | YAMLSeq, fitting: string): void {
    if (node.tag !== undefined && node.tag !== fitting) {
      this.problem('tag', 'dbt cannot read this file: its reader does not know this tag.', rangeOf(node));
    }
  }

  private problem(kind: YamlProblemKind, message: string, range: TextRange): void {
    this.problems.push({ kind, message, range });
  }
}

function isQuoted(scalar: Scalar): boolean {
  return scalar.type !== 'PLAIN' && scalar.type !== undefined;
}

function isPair(item: unknown): boolean {
  return typeof item === 'object' && item !== null && 'key' in item;
}

function rangeOf(node: { readonly range?: readonly [number, number, number] | null }): TextRange {
  const [start, end] = node.range ?? [0, 0];
  return { start, end: Math.max(start, end) };
}

function after({ end }: TextRange): TextRange {
  return { start: end, end };
}

function emptyScalar(range: TextRange): YamlScalar {
  return { kind: 'scalar', value: null, quoted: false, range };
}

/** A key that is no word may be anything, also a password whose key is missing. */
function shownKey(key: string): string {
  return /^[\w.+-]{1,60}$/.test(key) ? `\`${key}\`` : 'of this name';
}
