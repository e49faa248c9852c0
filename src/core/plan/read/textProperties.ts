import { JsonArray, JsonNumber, type JsonObject } from '../jsonText';
import { listOf, objectIn, put, putActual } from './nodeLine';
import { splitList } from './splitList';

/**
 * Takes a line such as `Sort Method: quicksort  Memory: 25kB` into a node, a worker or a section, by the names that the
 * other formats use. Source: the show_…() functions of explain.c, PostgreSQL 12 to 18.
 */
export function putProperty(object: JsonObject, name: string, value: string): void {
  const special = specials.get(name);
  if (special !== undefined) {
    special(object, value);
  } else if (lists.has(name)) {
    const list = new JsonArray(object.start);
    list.items.push(...splitList(value));
    put(object, name, list);
  } else {
    put(object, name, value);
  }
}

/** Splits `Name: value`; undefined when the line is none. */
export function splitProperty(text: string): { readonly name: string; readonly value: string } | undefined {
  const match = /^([A-Z][A-Za-z0-9/_ -]*?):(?: +|$)/.exec(text);
  return match === null ? undefined : { name: match[1] ?? '', value: text.slice(match[0].length) };
}

const lists: ReadonlySet<string> = new Set([
  'Output',
  'Sort Key',
  'Presorted Key',
  'Group Key',
  'Conflict Arbiter Indexes',
  'Params Evaluated',
]);

type Special = (object: JsonObject, value: string) => void;

const specials: ReadonlyMap<string, Special> = new Map<string, Special>([
  ['actual time', (object, value) => putActual(object, value)],
  ['Buffers', putBuffers],
  ['I/O Timings', putIoTimings],
  ['WAL', putWal],
  ['Sort Method', putSort],
  ['Full-sort Groups', (object, value) => putSortGroups(object, 'Full-sort Groups', value)],
  ['Pre-sorted Groups', (object, value) => putSortGroups(object, 'Pre-sorted Groups', value)],
  ['Presorted Groups', (object, value) => putSortGroups(object, 'Pre-sorted Groups', value)],
  ['Buckets', (object, value) => putMemory(object, `Buckets: ${value}`)],
  ['Batches', (object, value) => putMemory(object, `Batches: ${value}`)],
  ['Planned Partitions', (object, value) => putMemory(object, `Planned Partitions: ${value}`)],
  ['Hits', (object, value) => putMemory(object, `Hits: ${value}`)],
  ['Storage', putStorage],
  ['Heap Blocks', putHeapBlocks],
  ['Tuples', putTuples],
  ['Sampling', putSampling],
  ['Memory', putPlannerMemory],
]);

/** `a: 1  b: 2`, with two blanks between. */
function pairs(text: string): readonly (readonly [string, string])[] {
  return text.split(/ {2,}/).flatMap((part) => {
    const colon = part.indexOf(':');
    return colon < 0 ? [] : [[part.slice(0, colon).trim(), part.slice(colon + 1).trim()] as const];
  });
}

/** The number without its unit. */
function digits(text: string): string {
  return /^-?[\d.]+/.exec(text)?.[0] ?? text;
}

function putDigits(object: JsonObject, name: string, text: string): void {
  put(object, name, new JsonNumber(digits(text)));
}

const scopes: Readonly<Record<string, string>> = { shared: 'Shared', local: 'Local', temp: 'Temp' };
const bufferWords: Readonly<Record<string, string>> = {
  hit: 'Hit',
  read: 'Read',
  dirtied: 'Dirtied',
  written: 'Written',
};

/** `shared hit=1 read=2, local hit=3, temp read=4 written=5` */
function putBuffers(object: JsonObject, value: string): void {
  for (const { scope, word, amount } of scoped(value)) {
    const name = bufferWords[word];
    if (name !== undefined) {
      putDigits(object, `${scopes[scope] ?? scope} ${name} Blocks`, amount);
    }
  }
}

/** `read=1` up to 14, `shared/local read=1, temp read=2` in 15 and 16, `shared read=1, local read=2` from 17. */
function putIoTimings(object: JsonObject, value: string): void {
  for (const { scope, word, amount } of scoped(value)) {
    const prefix = scope === '' || scope === 'shared/local' ? '' : `${scopes[scope] ?? scope} `;
    putDigits(object, `${prefix}I/O ${word === 'read' ? 'Read' : 'Write'} Time`, amount);
  }
}

function* scoped(
  value: string,
): Generator<{ readonly scope: string; readonly word: string; readonly amount: string }> {
  for (const group of value.split(',')) {
    let scope = '';
    for (const part of group.trim().split(/ +/)) {
      const equals = part.indexOf('=');
      if (equals < 0) {
        scope = part;
      } else {
        yield { scope, word: part.slice(0, equals), amount: part.slice(equals + 1) };
      }
    }
  }
}

const walNames: Readonly<Record<string, string>> = {
  records: 'WAL Records',
  fpi: 'WAL FPI',
  'fpi bytes': 'WAL FPI Bytes',
  bytes: 'WAL Bytes',
  'buffers full': 'WAL Buffers Full',
};

function putWal(object: JsonObject, value: string): void {
  for (const [, word, amount] of value.matchAll(/([a-z]+(?: [a-z]+)?)=(\d+)/g)) {
    putDigits(object, walNames[word ?? ''] ?? `WAL ${word ?? ''}`, amount ?? '');
  }
}

/** `quicksort  Memory: 25kB` */
function putSort(object: JsonObject, value: string): void {
  const method = value.split(/ {2,}/)[0] ?? value;
  put(object, 'Sort Method', method);
  for (const [type, space] of pairs(value.slice(method.length))) {
    putDigits(object, 'Sort Space Used', space);
    put(object, 'Sort Space Type', type);
  }
}

/** `16  Sort Methods: quicksort, top-N heapsort  Average Memory: 27kB  Peak Memory: 28kB` */
function putSortGroups(object: JsonObject, name: string, value: string): void {
  const groups = objectIn(object, name);
  putDigits(groups, 'Group Count', value);
  for (const [key, text] of pairs(value)) {
    const space = /^(Average|Peak) (Memory|Disk)$/.exec(key);
    if (key === 'Sort Method' || key === 'Sort Methods') {
      listOf(groups, 'Sort Methods Used').items.push(...text.split(', '));
    } else if (space) {
      putDigits(objectIn(groups, `Sort Space ${space[2] ?? ''}`), `${space[1] ?? ''} Sort Space Used`, text);
    }
  }
}

/** What Hash, Aggregate and Memoize keep in memory, on one line each; the first name tells which it is. */
function putMemory(object: JsonObject, text: string): void {
  const isHash = text.startsWith('Buckets');
  const isCache = text.startsWith('Hits');
  for (const [key, value] of pairs(text)) {
    switch (key) {
      case 'Buckets':
      case 'Batches':
        putCount(object, isHash ? `Hash ${key}` : 'HashAgg Batches', value);
        break;
      case 'Memory Usage':
        putDigits(object, 'Peak Memory Usage', value);
        break;
      default:
        putDigits(object, isCache ? `Cache ${key}` : key, value);
    }
  }
}

/** `65536 (originally 1024)`; without the bracket nothing had to be changed. */
function putCount(object: JsonObject, name: string, value: string): void {
  putDigits(object, name, value);
  if (name.startsWith('Hash ')) {
    putDigits(object, `Original ${name}`, /\(originally (\d+)\)/.exec(value)?.[1] ?? value);
  }
}

/** `Memory  Maximum Storage: 17kB` */
function putStorage(object: JsonObject, value: string): void {
  put(object, 'Storage', value.split(/ {2,}/)[0] ?? value);
  for (const [key, text] of pairs(value)) {
    putDigits(object, key, text);
  }
}

function putHeapBlocks(object: JsonObject, value: string): void {
  for (const { word, amount } of scoped(value)) {
    putDigits(object, `${word === 'lossy' ? 'Lossy' : 'Exact'} Heap Blocks`, amount);
  }
}

/** Of MERGE: `inserted=1 updated=2 deleted=3 skipped=4` */
function putTuples(object: JsonObject, value: string): void {
  for (const { word, amount } of scoped(value)) {
    putDigits(object, `Tuples ${word.charAt(0).toUpperCase()}${word.slice(1)}`, amount);
  }
}

/** `bernoulli ('10'::real) REPEATABLE ('1'::double precision)` */
function putSampling(object: JsonObject, value: string): void {
  const open = value.indexOf(' (');
  const repeatable = value.lastIndexOf(') REPEATABLE (');
  if (open < 0) {
    put(object, 'Sampling Method', value);
    return;
  }
  put(object, 'Sampling Method', value.slice(0, open));
  const parameters = value.slice(open + 2, repeatable < 0 ? -1 : repeatable);
  listOf(object, 'Sampling Parameters').items.push(...splitList(parameters));
  if (repeatable >= 0) {
    put(object, 'Repeatable Seed', value.slice(repeatable + ') REPEATABLE ('.length, -1));
  }
}

/** Of the planner: `used=9kB  allocated=16kB` */
function putPlannerMemory(object: JsonObject, value: string): void {
  for (const { word, amount } of scoped(value)) {
    putDigits(object, `Memory ${word === 'used' ? 'Used' : 'Allocated'}`, amount);
  }
}
