import { UserError } from '../../base/userError';
import type { Cell } from '../ports';

/** An object of a file of JSON lines: its values as PostgreSQL would take them, by their keys. */
export interface JsonRow {
  readonly values: ReadonlyMap<string, Cell>;
  /** From 1. */
  readonly line: number;
}

/** Cuts text into objects, one in each line. Numbers keep every digit, and what is nested stays JSON. */
export class NdjsonReader {
  private rest = '';
  private line = 0;

  /** @param asJson keys whose texts keep their quotes, for columns of JSON */
  constructor(private readonly asJson: ReadonlySet<string> = nothing) {}

  /** The rows that are whole now. @throws UserError for a line that is no JSON object */
  push(text: string): readonly JsonRow[] {
    const lines = (this.rest + text).split('\n');
    this.rest = lines.pop() ?? '';
    return lines.flatMap((line) => this.read(line));
  }

  /** The last row. Throws as `push`. */
  finish(): readonly JsonRow[] {
    const last = this.rest;
    this.rest = '';
    return last === '' ? [] : this.read(last);
  }

  private read(line: string): readonly JsonRow[] {
    this.line++;
    if (line.trim() === '') {
      return [];
    }
    const values = objectValues(line, this.asJson);
    if (!values) {
      throw new UserError(`Line ${this.line} is no JSON object. It reads: ${shortened(line)}`);
    }
    return [{ values, line: this.line }];
  }
}

/**
 * The values of an object by their keys: texts without their quotes, unless the key is among those that stay JSON; everything
 * else as it is written. Undefined for anything that is no object.
 */
export function objectValues(
  text: string,
  asJson: ReadonlySet<string> = nothing,
): ReadonlyMap<string, Cell> | undefined {
  if (!isJsonText(text) || !text.trimStart().startsWith('{')) {
    return undefined;
  }
  const values = new Map<string, Cell>();
  let depth = 0;
  let key: string | undefined;
  let start = 0;
  // The text is JSON, so a string or a bracket is all that must be seen.
  for (const token of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}:,]/g)) {
    const [found] = token;
    const { index } = token;
    if (depth === 1 && (found === ',' || found === '}') && key !== undefined) {
      values.set(key, valueText(text.slice(start, index).trim(), asJson.has(key)));
      key = undefined;
    } else if (depth === 1 && key === undefined && found.startsWith('"')) {
      key = JSON.parse(found) as string;
    } else if (depth === 1 && found === ':') {
      start = index + 1;
    }
    depth += found === '{' || found === '[' ? 1 : found === '}' || found === ']' ? -1 : 0;
  }
  return values;
}

const nothing: ReadonlySet<string> = new Set();

function valueText(written: string, isJson: boolean): Cell {
  if (written === 'null') {
    return null;
  }
  return written.startsWith('"') && !isJson ? (JSON.parse(written) as string) : written;
}

function isJsonText(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function shortened(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
