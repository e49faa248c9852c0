import { JsonArray, JsonNumber, JsonObject, type JsonText } from '../jsonText';
import { nodeNameParts } from './nodeName';

/** A line of the text format that names a node: `->  Seq Scan on t  (cost=… rows=… width=…) (actual …)`. */
export interface NodeLine {
  readonly name: string;
  readonly estimate: string | undefined;
  /** What stands after `actual`; `never` for `(never executed)`. */
  readonly actual: string | undefined;
}

/** Takes the estimates and figures off the end of a line. Figures that are cut off are no figures. */
export function readNodeLine(text: string): NodeLine {
  let rest = text.trimEnd();
  const cut = rest.search(/ \((?:cost=|actual |never )[^)]*$/);
  rest = cut < 0 ? rest : rest.slice(0, cut).trimEnd();
  let estimate: string | undefined;
  let actual: string | undefined;
  for (;;) {
    const open = rest.endsWith(')') ? rest.lastIndexOf('(') : -1;
    const inside = open < 0 ? '' : rest.slice(open + 1, -1);
    if (actual === undefined && inside === 'never executed') {
      actual = 'never';
    } else if (actual === undefined && /^actual (?:time|rows)=/.test(inside)) {
      actual = inside.slice('actual '.length);
    } else if (estimate === undefined && inside.startsWith('cost=')) {
      estimate = inside;
    } else {
      return { name: rest, estimate, actual };
    }
    rest = rest.slice(0, open).trimEnd();
  }
}

/** Whether the line has figures, which only a line of a node has. */
export function hasFigures({ estimate, actual }: NodeLine): boolean {
  return estimate !== undefined || actual !== undefined;
}

/** The properties of the node by their names in the other formats. */
export function nodeObject(line: NodeLine, offset: number): JsonObject {
  const node = new JsonObject(offset);
  for (const [name, value] of nodeNameParts(line.name)) {
    put(node, name, value);
  }
  if (line.estimate !== undefined) {
    putEstimate(node, line.estimate);
  }
  if (line.actual !== undefined) {
    putActual(node, line.actual);
  }
  return node;
}

export function put(object: JsonObject, name: string, value: JsonText): void {
  object.keys.push(name);
  object.values.push(value);
}

/** The list of that name, which is added where there is none. */
export function listOf(object: JsonObject, name: string): JsonArray {
  const known = object.get(name);
  if (known instanceof JsonArray) {
    return known;
  }
  const list = new JsonArray(object.start);
  put(object, name, list);
  return list;
}

/** The object of that name, which is added where there is none. */
export function objectIn(object: JsonObject, name: string): JsonObject {
  const known = object.get(name);
  if (known instanceof JsonObject) {
    return known;
  }
  const added = new JsonObject(object.start);
  put(object, name, added);
  return added;
}

/** `time=0.01..0.02 rows=3 loops=1`, of a node or of a worker. A node that was never executed has its times added later. */
export function putActual(object: JsonObject, text: string): void {
  if (text === 'never') {
    put(object, 'Actual Rows', new JsonNumber('0'));
    put(object, 'Actual Loops', new JsonNumber('0'));
    return;
  }
  const figures = figuresIn(text);
  const [first, last] = (figures.get('time') ?? '').split('..');
  if (first !== undefined && last !== undefined) {
    put(object, 'Actual Startup Time', new JsonNumber(first));
    put(object, 'Actual Total Time', new JsonNumber(last));
  }
  putNumber(object, 'Actual Rows', figures.get('rows'));
  putNumber(object, 'Actual Loops', figures.get('loops'));
}

function putEstimate(object: JsonObject, text: string): void {
  const figures = figuresIn(text);
  const [first, last] = (figures.get('cost') ?? '').split('..');
  putNumber(object, 'Startup Cost', first);
  putNumber(object, 'Total Cost', last);
  putNumber(object, 'Plan Rows', figures.get('rows'));
  putNumber(object, 'Plan Width', figures.get('width'));
}

function putNumber(object: JsonObject, name: string, digits: string | undefined): void {
  if (digits !== undefined && digits !== '') {
    put(object, name, new JsonNumber(digits));
  }
}

function figuresIn(text: string): ReadonlyMap<string, string> {
  const figures = new Map<string, string>();
  for (const part of text.split(' ')) {
    const equals = part.indexOf('=');
    if (equals > 0) {
      figures.set(part.slice(0, equals), part.slice(equals + 1));
    }
  }
  return figures;
}
