import { JsonArray, JsonNumber, JsonObject, type JsonText } from './jsonText';
import type { PlanProperty } from './planModel';
import { writeJsonText } from './writeJsonText';

/** Tells of a value that does not mean what its property promises; `offset` is a place in the text. */
export type Complain = (offset: number, message: string) => void;

/** What reading a value needs beside the value. */
export interface ReadContext {
  readonly complain: Complain;
}

export function readText(value: JsonText): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Formats without types write `true` and `false` as they write texts. */
export function readFlag(value: JsonText): boolean | undefined {
  if (value === 'true' || value === 'false') {
    return value === 'true';
  }
  return typeof value === 'boolean' ? value : undefined;
}

/** A finite number, also when it was written as text. */
export function readNumber(value: JsonText): number | undefined {
  if (value instanceof JsonNumber) {
    return finite(Number(value.digits));
  }
  return typeof value === 'string' && value !== '' ? finite(Number(value)) : undefined;
}

/** A number that cannot be below zero: a time, a count or a size. */
export function readAmount(value: JsonText): number | undefined {
  const number = readNumber(value);
  return number === undefined || number < 0 ? undefined : number;
}

export function readList(value: JsonText): readonly string[] {
  if (value instanceof JsonArray) {
    return value.items.filter((item) => typeof item === 'string');
  }
  return typeof value === 'string' ? [value] : [];
}

export function readProperty(name: string, value: JsonText): PlanProperty {
  if (value instanceof JsonArray && value.items.every(isPlain)) {
    return { name, value: value.items.map(writeJsonText) };
  }
  return { name, value: writeJsonText(value) };
}

/** All properties of an object, except those named. */
export function readProperties(object: JsonObject, except: ReadonlySet<string> = new Set()): PlanProperty[] {
  const properties: PlanProperty[] = [];
  object.keys.forEach((key, index) => {
    const value = object.values[index];
    if (value !== undefined && !except.has(key)) {
      properties.push(readProperty(key, value));
    }
  });
  return properties;
}

/** The object's amount of that name, or undefined. */
export function amountOf(object: JsonObject, key: string): number | undefined {
  const value = object.get(key);
  return value === undefined ? undefined : readAmount(value);
}

export function textOf(object: JsonObject, key: string): string | undefined {
  const value = object.get(key);
  return value === undefined ? undefined : readText(value);
}

export function objectOf(object: JsonObject, key: string): JsonObject | undefined {
  const value = object.get(key);
  return value instanceof JsonObject ? value : undefined;
}

function isPlain(value: JsonText): boolean {
  return !(value instanceof JsonArray || value instanceof JsonObject);
}

function finite(number: number): number | undefined {
  return Number.isFinite(number) ? number : undefined;
}
