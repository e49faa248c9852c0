import type { TextRange } from '../../../base/textRange';

/** A value of a YAML file with the place where it stands, so that a finding can point at it. */
export type YamlNode = YamlScalar | YamlList | YamlMap;

export interface YamlScalar {
  readonly kind: 'scalar';
  /** As YAML 1.1 types it, as PyYAML does for dbt: `on` and `yes` are true, `017` is 15, and a date is its text. */
  readonly value: string | number | boolean | null;
  /** Whether it stands in quotes or in a block, so that it is text whatever it looks like. */
  readonly quoted: boolean;
  readonly range: TextRange;
}

export interface YamlList {
  readonly kind: 'list';
  readonly items: readonly YamlNode[];
  readonly range: TextRange;
}

export interface YamlMap {
  readonly kind: 'map';
  /** In the order of the file. A key that is given twice is here twice, and a problem of the document. */
  readonly entries: readonly YamlEntry[];
  readonly range: TextRange;
}

export interface YamlEntry {
  readonly key: string;
  readonly keyRange: TextRange;
  readonly value: YamlNode;
}

/** A file that was read. Half a file is still read: what is broken is among the problems, the rest is in `root`. */
export interface YamlDocument {
  /** Its path, as the reader of files gave it. */
  readonly file: string;
  readonly text: string;
  /** Undefined for an empty file, and for one of which nothing could be read. */
  readonly root: YamlNode | undefined;
  readonly problems: readonly YamlProblem[];
}

/**
 * `syntax`: dbt cannot read the file at all. `alias`: an anchor that is missing, holds itself, or is used so often that the
 * file would not fit into memory. `tag`: a tag that dbt's reader does not know. `duplicate`: a key that is given twice, of
 * which dbt takes the last. `key`: a list or a map where a key should stand.
 */
export const yamlProblemKinds = ['syntax', 'alias', 'tag', 'duplicate', 'key'] as const;
export type YamlProblemKind = (typeof yamlProblemKinds)[number];

export interface YamlProblem {
  readonly kind: YamlProblemKind;
  /** One sentence, without any value of the file. */
  readonly message: string;
  readonly range: TextRange;
}

/** The value of a key, the last one where it is given twice, as YAML readers take it; undefined where there is none. */
export function yamlValue(node: YamlNode | undefined, ...keys: readonly string[]): YamlNode | undefined {
  return keys.reduce<YamlNode | undefined>((at, key) => yamlEntry(at, key)?.value, node);
}

/** As `yamlValue`, with the key and where it stands. */
export function yamlEntry(node: YamlNode | undefined, key: string): YamlEntry | undefined {
  const entries = node?.kind === 'map' ? node.entries : [];
  // A project has tens of thousands of these look-ups, so there is no function to call for each entry.
  for (let at = entries.length - 1; at >= 0; at--) {
    if (entries[at]?.key === key) {
      return entries[at];
    }
  }
  return undefined;
}

/** The text of a scalar that is text; undefined for everything else. */
export function yamlText(node: YamlNode | undefined): string | undefined {
  return node?.kind === 'scalar' && typeof node.value === 'string' ? node.value : undefined;
}
