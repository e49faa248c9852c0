import type { Complaint } from '../locateProblems';
import { JsonArray, JsonNumber, JsonObject, type JsonText } from '../jsonText';
import { scanJson } from '../scanJson';
import { listProperties } from './propertyTags';

/**
 * Reads the answers of EXPLAIN (FORMAT YAML) into the values that the JSON format would hold, line by line and without
 * recursion. It knows the part of YAML that the server writes: mappings and lists by indentation, strings in quotes. It
 * never throws; lines that it does not understand are passed over and complained of. A property that stands inside a list
 * goes to the mapping around it, as in `scanJson`.
 */
export function scanYaml(text: string, complaints: Complaint[]): readonly (JsonArray | JsonObject)[] {
  const scanner = new Scanner(complaints);
  let offset = 0;
  while (offset < text.length) {
    const end = text.indexOf('\n', offset);
    const next = end < 0 ? text.length : end;
    offset = scanner.line(text, offset, next) + 1;
  }
  return scanner.end(text.length);
}

interface Level {
  readonly value: JsonArray | JsonObject;
  /** Column of its entries. */
  readonly column: number;
  /** The last property has no value yet: what is indented below is its value. */
  pending: boolean;
}

class Scanner {
  private readonly levels: Level[] = [];
  private readonly answers: (JsonArray | JsonObject)[] = [];
  private complainedOfText = false;

  constructor(private readonly complaints: Complaint[]) {}

  /** Takes a line, with those below that a broken string goes on in; answers where the last of them ends. */
  line(text: string, start: number, end: number): number {
    let column = 0;
    while (text.charCodeAt(start + column) === 0x20) {
      column++;
    }
    const lineEnd = closeString(text, start + column, end);
    const content = text
      .slice(start + column, lineEnd)
      .replace(/\s*\n\s*/g, '')
      .trim();
    if (content === '' || content.startsWith('#')) {
      return lineEnd;
    }
    if (content === '---' || content === '...') {
      this.closeTo(-1, start);
    } else {
      this.content(content, column, start + column);
    }
    return lineEnd;
  }

  end(length: number): readonly (JsonArray | JsonObject)[] {
    this.closeTo(-1, length);
    return this.answers.filter((answer) => {
      const isPlan = answer instanceof JsonArray || answer.keys.includes('Plan');
      if (!isPlan) {
        this.complaints.push({ offset: answer.start, message: leftOut });
      }
      return isPlan;
    });
  }

  private content(content: string, column: number, offset: number): void {
    if (content === '-' || content.startsWith('- ')) {
      this.closeTo(column, offset);
      this.item(content, column, offset);
      return;
    }
    const entry = splitEntry(content);
    if (entry === undefined) {
      this.leaveOut(offset);
      return;
    }
    this.closeTo(column, offset);
    const object = this.objectAt(column, offset);
    if (object === undefined) {
      this.leaveOut(offset);
    } else {
      this.put(object, entry);
    }
  }

  /** `- value`, `- Key: value` or `- - value`. */
  private item(content: string, column: number, offset: number): void {
    let rest = content;
    let at = column;
    let place = offset;
    while (rest === '-' || rest.startsWith('- ')) {
      const list = this.listAt(at, place);
      const skipped = rest.length - rest.slice(1).trimStart().length;
      rest = rest.slice(skipped);
      at += skipped;
      place += skipped;
      const entry = rest.startsWith('- ') ? undefined : splitEntry(rest);
      if (entry !== undefined) {
        const object = new JsonObject(place);
        list.items.push(object);
        const level = { value: object, column: at, pending: false };
        this.levels.push(level);
        this.put(level, entry);
      } else if (!rest.startsWith('- ') && rest !== '') {
        list.items.push(scalar(rest));
      }
    }
  }

  private put(level: Level, { key, value }: Entry): void {
    if (level.value instanceof JsonObject) {
      level.value.keys.push(key);
      level.value.values.push(value === '' ? nothing(key, level.value.start) : scalar(value));
      level.pending = value === '';
    }
  }

  private listAt(column: number, offset: number): JsonArray {
    const top = this.levels.at(-1);
    if (top?.value instanceof JsonArray && top.column === column) {
      return top.value;
    }
    const list = new JsonArray(offset);
    this.openBelow(top, list, column);
    return list;
  }

  private objectAt(column: number, offset: number): Level | undefined {
    const top = this.levels.at(-1);
    if (top?.value instanceof JsonObject && (top.column === column || !top.pending)) {
      return top;
    }
    if (top?.value instanceof JsonArray) {
      const owner = this.levels.at(-2);
      if (!(owner?.value instanceof JsonObject)) {
        return undefined;
      }
      if (owner.column === column) {
        this.levels.pop();
      } else if (this.complaints.at(-1)?.message !== repaired) {
        this.complaints.push({ offset, message: repaired });
      }
      return owner;
    }
    const object = new JsonObject(offset);
    return this.openBelow(top, object, column);
  }

  /** The value of the property above, the item of the list above, or an answer of its own. */
  private openBelow(top: Level | undefined, value: JsonArray | JsonObject, column: number): Level {
    if (top === undefined) {
      this.answers.push(value);
    } else if (top.value instanceof JsonArray) {
      top.value.items.push(value);
    } else if (top.pending) {
      top.value.values[top.value.values.length - 1] = value;
      top.pending = false;
    } else {
      // What stands above is complete, so this is an answer of its own.
      this.closeTo(-1, value.start);
      this.answers.push(value);
    }
    const level = { value, column, pending: false };
    this.levels.push(level);
    return level;
  }

  /** Ends what is indented further than the column. */
  private closeTo(column: number, end: number): void {
    for (let top = this.levels.at(-1); top !== undefined && top.column > column; top = this.levels.at(-1)) {
      top.value.end = end;
      this.levels.pop();
    }
  }

  /** Other text between two answers tells them apart. */
  private leaveOut(offset: number): void {
    this.closeTo(-1, offset);
    if (!this.complainedOfText) {
      this.complainedOfText = true;
      this.complaints.push({ offset, message: leftOut });
    }
  }
}

/** The value of a property that has none, unless something indented follows. */
function nothing(key: string, offset: number): JsonText {
  return listProperties.has(key) ? new JsonArray(offset) : '';
}

const leftOut = 'The text from here is no part of a plan and was left out.';
const repaired =
  'The server wrote invalid YAML here (it does so for MERGE on a partitioned table); it was repaired.';

interface Entry {
  readonly key: string;
  readonly value: string;
}

/** `Key: value`, with the key in quotes or not. */
function splitEntry(content: string): Entry | undefined {
  if (content.startsWith('"')) {
    const end = closingQuote(content, 0);
    return end > 0 && content.charAt(end + 1) === ':'
      ? { key: text(content.slice(0, end + 1)), value: content.slice(end + 2).trim() }
      : undefined;
  }
  const match = /^([A-Za-z_][^:"{}[\]]*):(?: +|$)/.exec(content);
  return match === null ? undefined : { key: match[1] ?? '', value: content.slice(match[0].length).trim() };
}

function scalar(value: string): JsonText {
  if (value.startsWith('"')) {
    return text(value);
  }
  if (value.startsWith('[') || value.startsWith('{')) {
    return scanJson(value).values[0] ?? value;
  }
  if (value === 'true' || value === 'false') {
    return value === 'true';
  }
  if (value.startsWith("'") && value.endsWith("'") && value.length > 1) {
    return value.slice(1, -1).replaceAll("''", "'");
  }
  return /^-?[\d.]+(?:e[+-]?\d+)?$/i.test(value) || /^-?Infinity$|^NaN$/.test(value)
    ? new JsonNumber(value)
    : value;
}

/** A string in quotes, with the escapes of JSON. */
function text(quoted: string): string {
  if (!quoted.includes('\\')) {
    return quoted.slice(1, quoted.endsWith('"') ? -1 : undefined);
  }
  const list = scanJson(`[${quoted}]`).values[0];
  const item = list instanceof JsonArray ? list.items[0] : undefined;
  return typeof item === 'string' ? item : quoted.slice(1);
}

/** Where a line ends whose string in quotes may have been broken into several lines. */
function closeString(whole: string, start: number, end: number): number {
  const line = whole.slice(start, end);
  const quote = /^(?:- )*(?:[A-Za-z_][^:"]*: +)?"/.exec(line)?.[0].length;
  if (quote === undefined || closingQuote(line, quote - 1) > 0) {
    return end;
  }
  const closing = closingQuote(whole.slice(0, start + maxString), start + quote - 1);
  const next = closing < 0 ? -1 : whole.indexOf('\n', closing);
  return closing < 0 ? end : next < 0 ? whole.length : next;
}

/** A string that is broken into more than this is no string. */
const maxString = 100_000;

function closingQuote(line: string, open: number): number {
  for (let at = open + 1; at < line.length; at++) {
    const code = line.charCodeAt(at);
    if (code === 0x5c) {
      at++;
    } else if (code === 0x22) {
      return at;
    }
  }
  return -1;
}
