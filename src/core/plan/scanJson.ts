import { JsonArray, JsonNumber, JsonObject, type JsonText } from './jsonText';

/** What the scanner could not understand, or understood only by repairing it. */
export interface ScanProblem {
  readonly kind: 'cutOff' | 'unexpected' | 'misplacedProperty' | 'textAround';
  /** UTF-16 offset in the scanned text. */
  readonly offset: number;
}

export interface ScannedJson {
  /** The top-level values; more than one when several answers were put together. */
  readonly values: readonly JsonText[];
  readonly problems: readonly ScanProblem[];
}

/**
 * Reads JSON in one pass without recursion, so that neither depth nor size matters, and never throws. It stops at the
 * first place it does not understand and keeps everything before it. A property that stands inside an array goes to
 * the object around the array: servers 15 to 18 write the tuple counts of MERGE on a partitioned table there.
 */
export function scanJson(text: string): ScannedJson {
  return new Scanner(text).run();
}

const lineFeed = 0x0a;
const quote = 0x22;
const plus = 0x2b;
const comma = 0x2c;
const colon = 0x3a;
const openBracket = 0x5b;
const backslash = 0x5c;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const endOfText = -1;

const indentation = / +/y;
const zero = new JsonNumber('0');
const simpleEscapes: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

class Scanner {
  private at = 0;
  private readonly open: (JsonArray | JsonObject)[] = [];
  private readonly values: JsonText[] = [];
  private readonly problems: ScanProblem[] = [];
  private stopped = false;
  private nextBackslash = -1;
  private readonly keys: (string | undefined)[] = new Array<string | undefined>(1024).fill(undefined);

  constructor(private readonly text: string) {}

  run(): ScannedJson {
    while (!this.stopped) {
      const container = this.open.at(-1);
      const next = this.peek();
      if (container === undefined) {
        this.topLevel(next);
      } else if (next === endOfText) {
        this.stop('cutOff');
      } else if (next === comma) {
        this.at++;
      } else if (container instanceof JsonObject) {
        this.insideObject(container, next);
      } else {
        this.insideArray(container, next);
      }
    }
    for (const container of this.open) {
      container.end = this.text.length;
    }
    return { values: this.values, problems: this.problems };
  }

  private topLevel(next: number): void {
    if (next === openBrace || next === openBracket) {
      this.values.push(this.openContainer(next));
      return;
    }
    if (next === endOfText) {
      this.stopped = true;
      return;
    }
    this.problems.push({ kind: 'textAround', offset: this.at });
    this.at = this.nextDocument();
  }

  /** Where a bracket opens at the beginning of a line; for the first document also in the middle of one. */
  private nextDocument(): number {
    const atLineStart = /^[ \t]*[[{]/gm;
    atLineStart.lastIndex = this.at + 1;
    const match = atLineStart.exec(this.text);
    if (match !== null) {
      return atLineStart.lastIndex - 1;
    }
    const anywhere = this.values.length > 0 ? -1 : this.text.slice(this.at).search(/[[{]/);
    return anywhere < 0 ? this.text.length : this.at + anywhere;
  }

  private insideObject(object: JsonObject, next: number): void {
    if (next === closeBrace) {
      this.closeContainer(object);
    } else if (next === quote) {
      const key = this.key();
      if (key !== undefined) {
        this.property(object, key);
      }
    } else {
      this.stop('unexpected');
    }
  }

  private insideArray(array: JsonArray, next: number): void {
    if (next === closeBracket) {
      this.closeContainer(array);
      return;
    }
    const start = this.at;
    const value = this.value(next);
    if (value === undefined) {
      return;
    }
    const owner = this.open.at(-2);
    if (typeof value === 'string' && this.peek() === colon && owner instanceof JsonObject) {
      if (this.problems.at(-1)?.kind !== 'misplacedProperty') {
        this.problems.push({ kind: 'misplacedProperty', offset: start });
      }
      this.property(owner, value);
    } else {
      array.items.push(value);
    }
  }

  /** Reads the colon and the value of a property whose key was just read. */
  private property(object: JsonObject, key: string): void {
    const next = this.peek();
    if (next !== colon) {
      this.stop(next === endOfText ? 'cutOff' : 'unexpected');
      return;
    }
    this.at++;
    const value = this.value(this.peek());
    if (value !== undefined) {
      object.keys.push(key);
      object.values.push(value);
    }
  }

  private value(next: number): JsonText | undefined {
    switch (next) {
      case quote:
        return this.string();
      case openBrace:
      case openBracket:
        return this.openContainer(next);
      case endOfText:
        this.stop('cutOff');
        return undefined;
      default:
        return this.word();
    }
  }

  private openContainer(next: number): JsonArray | JsonObject {
    const container = next === openBrace ? new JsonObject(this.at) : new JsonArray(this.at);
    this.at++;
    this.open.push(container);
    return container;
  }

  private closeContainer(container: JsonArray | JsonObject): void {
    this.at++;
    container.end = this.at;
    this.open.pop();
  }

  /** A number or a literal. A word that the text's end may have cut short is no value. */
  private word(): JsonText | undefined {
    const start = this.at;
    while (this.at < this.text.length && isWordPart(this.text.charCodeAt(this.at))) {
      this.at++;
    }
    if (this.at === this.text.length) {
      this.stop('cutOff');
      return undefined;
    }
    const word = this.text.slice(start, this.at);
    switch (word) {
      case '0':
        return zero;
      case 'true':
        return true;
      case 'false':
        return false;
      case 'null':
        return null;
      default:
        if (isNumberStart(word.charCodeAt(0)) || word === 'Infinity' || word === 'NaN') {
          return new JsonNumber(word);
        }
        this.at = start;
        this.stop('unexpected');
        return undefined;
    }
  }

  /** A string, with the offset at its opening quote. Raw control characters are taken as they are. */
  private string(): string | undefined {
    const start = this.at + 1;
    let closing = this.text.indexOf('"', start);
    if (closing < 0) {
      this.stop('cutOff');
      return undefined;
    }
    if (this.backslashAfter(start) > closing) {
      this.at = closing + 1;
      return this.text.slice(start, closing);
    }
    closing = this.closingQuote(start);
    if (closing < 0) {
      this.stop('cutOff');
      return undefined;
    }
    this.at = closing + 1;
    return unescape(this.text.slice(start, closing));
  }

  /** The next backslash, looked for once for all the strings before it. */
  private backslashAfter(offset: number): number {
    if (this.nextBackslash < offset) {
      const found = this.text.indexOf('\\', offset);
      this.nextBackslash = found < 0 ? Number.POSITIVE_INFINITY : found;
    }
    return this.nextBackslash;
  }

  /**
   * As `string`, for a key: a plan has few different ones, and comparing with the one met last in the same place of the
   * table is cheaper than making a new string each time.
   */
  private key(): string | undefined {
    const { text } = this;
    const start = this.at + 1;
    const slot =
      (text.charCodeAt(start) * 31 + text.charCodeAt(start + 7) * 17 + text.charCodeAt(start + 11)) & 1023;
    const known = this.keys[slot];
    if (
      known !== undefined &&
      text.charCodeAt(start + known.length) === quote &&
      text.startsWith(known, start)
    ) {
      this.at = start + known.length + 1;
      return known;
    }
    const key = this.string();
    if (key !== undefined && this.at === start + key.length + 1) {
      this.keys[slot] = key;
    }
    return key;
  }

  private closingQuote(start: number): number {
    for (let index = start; index < this.text.length; index++) {
      const code = this.text.charCodeAt(index);
      if (code === backslash) {
        index++;
      } else if (code === quote) {
        return index;
      }
    }
    return -1;
  }

  /** Skips white space, and says what follows. */
  private peek(): number {
    const { text } = this;
    while (this.at < text.length) {
      const code = text.charCodeAt(this.at);
      if (code > 0x20 && !isOddSpace(code, text, this.at)) {
        return code;
      }
      this.at++;
      if (code === lineFeed) {
        this.skipIndentation();
      }
    }
    return endOfText;
  }

  /** A deep plan is mostly indentation, which the engine of regular expressions skips several times faster. */
  private skipIndentation(): void {
    indentation.lastIndex = this.at;
    if (indentation.test(this.text)) {
      this.at = indentation.lastIndex;
    }
  }

  private stop(kind: 'cutOff' | 'unexpected'): void {
    this.stopped = true;
    this.problems.push({ kind, offset: kind === 'cutOff' ? this.text.length : this.at });
  }
}

/** A byte order mark, a no-break space, and the `+` with which psql marks a line that goes on. */
function isOddSpace(code: number, text: string, at: number): boolean {
  return code === 0xfeff || code === 0xa0 || (code === plus && /[\r\n]/.test(text.charAt(at + 1)));
}

function isNumberStart(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || code === 0x2d || code === plus || code === 0x2e;
}

function isWordPart(code: number): boolean {
  return (
    (code >= 0x30 && code <= 0x39) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x61 && code <= 0x7a) ||
    code === plus ||
    code === 0x2d ||
    code === 0x2e
  );
}

function unescape(text: string): string {
  return text.replace(/\\(?:u([0-9a-fA-F]{4})|([^]))/g, (_all, hex?: string, plain?: string) =>
    hex === undefined ? (simpleEscapes[plain ?? ''] ?? plain ?? '') : String.fromCharCode(parseInt(hex, 16)),
  );
}
