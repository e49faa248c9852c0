import { fuzzyScore, letterMask } from './fuzzy';
import type { FoundObject, NameGroup, SearchKind } from './queries/searchObjects';

/** What a person looks for. */
export interface ObjectSearch {
  /** Undefined for every kind. */
  readonly kinds: ReadonlySet<SearchKind> | undefined;
  /** In small letters; undefined when no schema was typed. */
  readonly schema: string | undefined;
  /** In small letters. */
  readonly words: readonly string[];
}

/** Letters before a colon that choose kinds, as in `v:payments`. */
export const kindPrefixes: Readonly<Record<string, readonly SearchKind[]>> = {
  t: ['table', 'partitionedTable', 'partition', 'foreignTable'],
  v: ['view', 'materializedView'],
  m: ['materializedView'],
  f: ['function', 'procedure', 'aggregate'],
  s: ['sequence'],
  y: ['type'],
  n: ['schema'],
};

/** Reads `v:marts.pay dai`: kinds before a colon, a schema before a dot, and words that must all be found in a name or its schema's. */
export function readObjectSearch(typed: string): ObjectSearch {
  const [, prefix, rest] = /^\s*([a-z]):(.*)$/is.exec(typed) ?? [];
  const kinds = prefix === undefined ? undefined : kindPrefixes[prefix.toLowerCase()];
  const text = (kinds === undefined ? typed : (rest ?? '')).toLowerCase().replaceAll('"', '').trim();
  const dot = text.indexOf('.');
  return {
    kinds: kinds && new Set(kinds),
    schema: dot > 0 ? text.slice(0, dot).trim() : undefined,
    words: text
      .slice(dot > 0 ? dot + 1 : 0)
      .split(/\s+/)
      .filter((word) => word !== ''),
  };
}

export interface ObjectMatch extends FoundObject {
  readonly score: number;
}

/**
 * The names of a database in arrays, so that hundreds of thousands take little memory and are searched between two
 * keystrokes.
 */
export class ObjectIndex {
  private readonly names: string[] = [];
  /** In small letters; the same string where the name has no others. */
  private readonly lowerNames: string[] = [];
  private readonly groups: readonly Omit<NameGroup, 'names'>[];
  private readonly groupOf: Uint32Array;
  /** The letters of each name. */
  private readonly masks: Uint32Array;

  constructor(groups: readonly NameGroup[]) {
    this.groups = groups.map(({ kind, schema }) => ({ kind, schema }));
    this.groupOf = new Uint32Array(groups.reduce((sum, { names }) => sum + names.length, 0));
    this.masks = new Uint32Array(this.groupOf.length);
    groups.forEach(({ names }, group) => {
      this.groupOf.fill(group, this.names.length, this.names.length + names.length);
      for (const name of names) {
        const lowerName = name.toLowerCase();
        this.masks[this.names.length] = letterMask(lowerName);
        this.names.push(name);
        this.lowerNames.push(lowerName);
      }
    });
  }

  get size(): number {
    return this.names.length;
  }

  /** The best matches, best first. */
  search({ kinds, schema, words }: ObjectSearch, limit: number): readonly ObjectMatch[] {
    const patterns = words.map((word) => ({ word, mask: letterMask(word) }));
    const fits = this.groups.map((group) =>
      kinds === undefined || kinds.has(group.kind) ? groupFit(group, schema, words) : undefined,
    );
    const best = new Best(limit);
    for (let place = 0; place < this.names.length; place++) {
      const fit = fits[this.groupOf[place] ?? 0];
      const score = fit ? this.scoreOf(place, patterns, fit.words) : 0;
      if (fit && score > 0) {
        best.add(score + fit.bonus, place);
      }
    }
    return best.places().map(({ place, score }) => this.match(place, score));
  }

  /** The objects with exactly this name, and schema if one is given. */
  named(name: string, schema: string | undefined): readonly FoundObject[] {
    const found: FoundObject[] = [];
    for (let place = this.names.indexOf(name); place >= 0; place = this.names.indexOf(name, place + 1)) {
      const match = this.match(place, 0);
      if (schema === undefined || match.schema === schema) {
        found.push(match);
      }
    }
    return found;
  }

  /** Every word must be found, in the name or in the name of the schema, whose scores are given. */
  private scoreOf(place: number, patterns: readonly Pattern[], schemaScores: readonly number[]): number {
    const lacking = ~(this.masks[place] ?? 0);
    let total = 0;
    for (let index = 0; index < patterns.length; index++) {
      const { word, mask } = patterns[index] ?? noPattern;
      const own = (mask & lacking) === 0 ? fuzzyScore(word, this.lowerNames[place] ?? '') : 0;
      const score = Math.max(own, schemaScores[index] ?? 0);
      if (score === 0) {
        return 0;
      }
      total += score;
    }
    return patterns.length === 0 ? 1 : total / patterns.length;
  }

  private match(place: number, score: number): ObjectMatch {
    const { kind, schema } = this.groups[this.groupOf[place] ?? 0] ?? { kind: 'table', schema: '' };
    return { kind, schema, name: this.names[place] ?? '', score };
  }
}

interface Pattern {
  readonly word: string;
  readonly mask: number;
}

const noPattern: Pattern = { word: '', mask: 0 };

/** What the objects of one schema and kind have in common for a search. */
interface GroupFit {
  readonly bonus: number;
  /** How well the schema's name answers each of the words. */
  readonly words: readonly number[];
}

/** Undefined when a schema was typed and this is another. */
function groupFit(
  { kind, schema }: Omit<NameGroup, 'names'>,
  typed: string | undefined,
  words: readonly string[],
): GroupFit | undefined {
  const name = schema.toLowerCase();
  const score = typed === undefined ? 1 : name === '' ? 0 : fuzzyScore(typed, name);
  if (score === 0) {
    return undefined;
  }
  // A table comes before its sequence, and the hundred partitions of one do not hide what matches a little less well.
  const cost = kind === 'partition' ? 300 : kind === 'sequence' ? 30 : 0;
  return { bonus: score - cost, words: words.map((word) => (name.includes(word) ? 200 : 0)) };
}

/** Keeps the best of many without sorting all. */
class Best {
  private readonly kept: { readonly score: number; readonly place: number }[] = [];
  private worst = Number.NEGATIVE_INFINITY;

  constructor(private readonly limit: number) {}

  add(score: number, place: number): void {
    if (score <= this.worst) {
      return;
    }
    this.kept.push({ score, place });
    if (this.kept.length >= this.limit * 4) {
      this.cut();
    }
  }

  places(): readonly { readonly score: number; readonly place: number }[] {
    this.cut();
    return this.kept;
  }

  /** The earlier of two equal matches stays first, so that a list does not jump while somebody types. */
  private cut(): void {
    this.kept.sort((one, other) => other.score - one.score || one.place - other.place);
    if (this.kept.length >= this.limit) {
      this.kept.length = this.limit;
      this.worst = this.kept.at(-1)?.score ?? this.worst;
    }
  }
}
