/**
 * A JSON value as it was written. Numbers keep their digits, because a plan holds 64-bit identifiers and the
 * difference between `1` and `1.00`; objects keep every key, because servers up to 12 write one key twice.
 */
export type JsonText = string | boolean | null | JsonNumber | JsonArray | JsonObject;

export class JsonNumber {
  constructor(readonly digits: string) {}
}

export class JsonArray {
  readonly items: JsonText[] = [];
  /** Offset after the closing bracket; the end of the text when it is missing. */
  end = -1;

  constructor(readonly start: number) {}
}

export class JsonObject {
  readonly keys: string[] = [];
  readonly values: JsonText[] = [];
  /** Offset after the closing brace; the end of the text when it is missing. */
  end = -1;

  constructor(readonly start: number) {}

  /** The last value of that key, as `JSON.parse` would choose. */
  get(key: string): JsonText | undefined {
    const index = this.keys.lastIndexOf(key);
    return index < 0 ? undefined : this.values[index];
  }
}
