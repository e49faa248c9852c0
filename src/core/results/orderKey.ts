import { asciiBytes, asciiText } from './asciiText';
import { keyClass, pushDecimalKey } from './decimalKey';
import { intervalMicros } from './interval';
import { invertFrom, type KeyBuffer, pushByte, pushUnsigned, reserve } from './keyBuffer';
import type { OrderKind } from './orderKind';
import { type Moment, offsetSeconds, readMoment, readTime } from './temporal';

/** Longer values are compared by so many of their bytes. */
export const comparedBytes = 16 * 1024;

/** A column that rows are sorted by. */
export interface KeyPart {
  readonly kind: OrderKind;
  readonly descending: boolean;
}

/**
 * Appends a key for one value, NULL where the length is negative. The bytes of such keys, one part after the other,
 * compare as PostgreSQL compares the rows: NULL last, or first where the order is descending. Texts are compared by code
 * point. What is not of the form that its type promises stands behind the rest, before NULL.
 */
export function pushKeyPart(
  { kind, descending }: KeyPart,
  source: Uint8Array,
  { start, length }: { readonly start: number; readonly length: number },
  into: KeyBuffer,
): void {
  const from = into.length;
  if (length < 0) {
    pushByte(into, keyClass.null);
  } else {
    pushValueKey(kind, source, { start, end: start + length }, into);
  }
  if (descending) {
    invertFrom(into, from);
  }
}

/** The key of one value alone. */
export function valueKey(kind: OrderKind, source: Uint8Array): Uint8Array {
  const into: KeyBuffer = { bytes: new Uint8Array(32), length: 0 };
  pushValueKey(kind, source, { start: 0, end: source.length }, into);
  return into.bytes.slice(0, into.length);
}

interface Span {
  readonly start: number;
  readonly end: number;
}

export function pushValueKey(kind: OrderKind, source: Uint8Array, span: Span, into: KeyBuffer): void {
  const from = into.length;
  if (!pushKnown(kind, source, span, into)) {
    into.length = from;
    pushByte(into, keyClass.unread);
    pushText(source, span, into);
  }
}

/** @returns false when the text is not of the form that its type promises */
function pushKnown(kind: OrderKind, source: Uint8Array, span: Span, into: KeyBuffer): boolean {
  switch (kind) {
    case 'number':
      return pushDecimalKey(source, span.start, Math.min(span.end, span.start + 150_000), into);
    case 'money':
      return pushMoney(source, span, into);
    case 'moment':
      return pushMoment(source, span, into);
    case 'timeWithZone':
      return pushTimeWithZone(source, span, into);
    case 'interval':
      return pushInterval(source, span, into);
    case 'bytes':
      return pushBytea(source, span, into);
    case 'address':
      return pushAddress(source, span, into);
    case 'place':
      return pushPair(/^\((\d+),(\d+)\)$/, 10, asciiText(source, span.start, span.end), into);
    case 'logPosition':
      return pushPair(/^([0-9A-F]+)\/([0-9A-F]+)$/i, 16, asciiText(source, span.start, span.end), into);
    case 'padded':
      pushByte(into, keyClass.positive);
      pushText(source, { start: span.start, end: withoutSpaces(source, span) }, into);
      return true;
    case 'exact':
    case 'text':
    case 'other':
      pushByte(into, keyClass.positive);
      pushText(source, span, into);
      return true;
  }
}

/** No text of PostgreSQL has a zero byte, so a zero ends it. */
function pushText(source: Uint8Array, { start, end }: Span, into: KeyBuffer): void {
  const length = Math.min(end - start, comparedBytes);
  reserve(into, length + 1);
  for (let at = 0; at < length; at++) {
    into.bytes[into.length + at] = source[start + at] ?? 0;
  }
  into.bytes[into.length + length] = 0;
  into.length += length + 1;
}

function withoutSpaces(source: Uint8Array, { start, end }: Span): number {
  let last = end;
  while (last > start && source[last - 1] === 0x20) {
    last--;
  }
  return last;
}

/** Digits only: within a database every amount has as many decimals as the others. */
function pushMoney(source: Uint8Array, { start, end }: Span, into: KeyBuffer): boolean {
  const text = asciiText(source, start, end);
  const digits = asciiBytes(`${/[-(]/.test(text) ? '-' : ''}${text.replace(/\D/g, '')}`);
  return pushDecimalKey(digits, 0, digits.length, into);
}

const moment: Moment = { days: 0, micros: 0 };

function pushMoment(source: Uint8Array, { start, end }: Span, into: KeyBuffer): boolean {
  const kind = readMoment(source, start, end, moment);
  switch (kind) {
    case undefined:
      return false;
    case 'infinity':
      pushByte(into, keyClass.infinity);
      return true;
    case '-infinity':
      pushByte(into, keyClass.negativeInfinity);
      return true;
    case 'moment':
      pushByte(into, keyClass.positive);
      pushUnsigned(into, moment.days + 0x80000000, 4);
      pushUnsigned(into, moment.micros, 5);
      return true;
  }
}

/** By the time in UTC and then by the zone, western ones last. Source: timetz_cmp_internal in date.c. */
function pushTimeWithZone(source: Uint8Array, { start, end }: Span, into: KeyBuffer): boolean {
  const rest = readTime(source, start, end, moment);
  const east = rest === undefined ? undefined : offsetSeconds(source, rest, end);
  if (east === undefined) {
    return false;
  }
  pushByte(into, keyClass.positive);
  pushUnsigned(into, moment.micros - east * 1_000_000 + 0x4000000000, 6);
  pushUnsigned(into, 0x800000 - east, 3);
  return true;
}

function pushInterval(source: Uint8Array, { start, end }: Span, into: KeyBuffer): boolean {
  const micros = intervalMicros(source, start, end);
  const text = micros === undefined ? asciiText(source, start, end) : String(micros);
  const digits = asciiBytes(text.replace('infinity', 'Infinity'));
  return (
    (micros !== undefined || /^-?infinity$/.test(text)) && pushDecimalKey(digits, 0, digits.length, into)
  );
}

/** `\x…` as it is: its digits are in the order of the bytes. */
function pushBytea(source: Uint8Array, { start, end }: Span, into: KeyBuffer): boolean {
  pushByte(into, keyClass.positive);
  const isHex = source[start] === 0x5c && source[start + 1] === 0x78;
  if (isHex) {
    pushText(source, { start: start + 2, end }, into);
  } else {
    const text = asciiText(source, start, Math.min(end, start + comparedBytes));
    const hex = text.replace(/\\(\\|[0-7]{3})|[^]/g, (each, escaped: string | undefined) =>
      hexOf(escaped === undefined ? each.charCodeAt(0) : escaped === '\\' ? 0x5c : parseInt(escaped, 8)),
    );
    pushText(asciiBytes(hex), { start: 0, end: hex.length }, into);
  }
  return true;
}

function hexOf(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}

/**
 * IPv4 before IPv6, then by the bits of the network, a shorter network first, then by the whole address. Source:
 * network_cmp_internal in src/backend/utils/adt/network.c.
 */
function pushAddress(source: Uint8Array, { start, end }: Span, into: KeyBuffer): boolean {
  const [address = '', bits] = asciiText(source, start, end).split('/');
  const bytes = address.includes(':') ? bytesOfV6(address) : bytesOfV4(address);
  if (!bytes) {
    return false;
  }
  const network = bits === undefined ? bytes.length * 8 : Number(bits);
  pushByte(into, keyClass.positive);
  pushByte(into, bytes.length);
  for (let bit = 0; bit < network; bit++) {
    pushByte(into, (((bytes[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1) + 1);
  }
  pushByte(into, 0);
  bytes.forEach((byte) => pushByte(into, byte));
  return true;
}

function bytesOfV4(text: string): readonly number[] | undefined {
  const parts = text.split('.').map(Number);
  return parts.length === 4 && parts.every((part) => part >= 0 && part <= 255) ? parts : undefined;
}

function bytesOfV6(text: string): readonly number[] | undefined {
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  const tail = dotted?.[2] === undefined ? [] : (bytesOfV4(dotted[2]) ?? []);
  const [head = '', rest] = (dotted?.[1]?.replace(/([^:]):$/, '$1') ?? text).split('::');
  const before = groupBytes(head);
  const after = [...groupBytes(rest ?? ''), ...tail];
  const missing = 16 - before.length - after.length;
  return missing < 0 ? undefined : [...before, ...Array.from({ length: missing }, () => 0), ...after];
}

function groupBytes(text: string): readonly number[] {
  return text === ''
    ? []
    : text.split(':').flatMap((group) => {
        const value = parseInt(group, 16);
        return [value >> 8, value & 255];
      });
}

function pushPair(pattern: RegExp, radix: number, text: string, into: KeyBuffer): boolean {
  const [, first, second] = pattern.exec(text) ?? [];
  if (first === undefined || second === undefined) {
    return false;
  }
  pushByte(into, keyClass.positive);
  pushUnsigned(into, parseInt(first, radix), 6);
  pushUnsigned(into, parseInt(second, radix), 6);
  return true;
}
