import type { Cell } from '../../../core/ports';
import type { SessionNotification, TransactionState } from '../../../core/query/session';
import type { ServerMessage } from '../../../core/sql/serverError';
import { decodeText } from './decodeText';

/** The types of messages from the server. Source: PostgreSQL manual, "Message Formats". */
export const messageType = {
  authentication: code('R'),
  backendKeyData: code('K'),
  bindComplete: code('2'),
  closeComplete: code('3'),
  commandComplete: code('C'),
  copyData: code('d'),
  copyDone: code('c'),
  copyIn: code('G'),
  copyOut: code('H'),
  copyBoth: code('W'),
  dataRow: code('D'),
  emptyQuery: code('I'),
  error: code('E'),
  noData: code('n'),
  notice: code('N'),
  notification: code('A'),
  parameterDescription: code('t'),
  parameterStatus: code('S'),
  parseComplete: code('1'),
  portalSuspended: code('s'),
  readyForQuery: code('Z'),
  rowDescription: code('T'),
} as const;

/** A column as RowDescription tells it. */
export interface FieldDescription {
  readonly name: string;
  readonly tableOid: number;
  readonly attributeNumber: number;
  readonly typeOid: number;
  readonly typeModifier: number;
}

/** ErrorResponse and NoticeResponse. A field that the server leaves out is undefined. */
export function decodeServerMessage(body: Buffer): ServerMessage {
  const fields = new Map<string, string>();
  let offset = 0;
  while (offset < body.length && body[offset] !== 0) {
    const name = String.fromCharCode(body[offset] ?? 0);
    const text = cstring(body, offset + 1);
    fields.set(name, text.value);
    offset = text.next;
  }
  const count = (name: string): number | undefined => {
    const value = fields.get(name);
    return value === undefined ? undefined : Number(value);
  };
  const routine = fields.get('R');
  return {
    // `V` is never translated; it is missing only before 9.6.
    severity: fields.get('V') ?? fields.get('S') ?? 'ERROR',
    code: fields.get('C') ?? 'XX000',
    message: fields.get('M') ?? 'The server reported an error without words.',
    detail: fields.get('D'),
    hint: fields.get('H'),
    position: count('P'),
    internalPosition: count('p'),
    internalQuery: fields.get('q'),
    where: fields.get('W'),
    schema: fields.get('s'),
    table: fields.get('t'),
    column: fields.get('c'),
    dataType: fields.get('d'),
    constraint: fields.get('n'),
    ...(routine !== undefined && { routine }),
  };
}

export function decodeRowDescription(body: Buffer): readonly FieldDescription[] {
  const fields: FieldDescription[] = [];
  let offset = 2;
  for (let left = body.readUInt16BE(0); left > 0; left--) {
    const name = cstring(body, offset);
    fields.push({
      name: name.value,
      tableOid: body.readUInt32BE(name.next),
      attributeNumber: body.readInt16BE(name.next + 4),
      typeOid: body.readUInt32BE(name.next + 6),
      typeModifier: body.readInt32BE(name.next + 12),
    });
    offset = name.next + 18;
  }
  return fields;
}

/** Makes text of a part of a buffer; it knows the encoding. */
export type Decode = (bytes: Buffer, start: number, end: number) => string;

/** The values of a DataRow, untouched. */
export function decodeDataRow(body: Buffer, decode: Decode): readonly Cell[] {
  const count = body.readUInt16BE(0);
  const cells = new Array<Cell>(count);
  let offset = 2;
  for (let index = 0; index < count; index++) {
    const length = body.readInt32BE(offset);
    offset += 4;
    if (length < 0) {
      cells[index] = null;
    } else {
      cells[index] = decode(body, offset, offset + length);
      offset += length;
    }
  }
  return cells;
}

/** NotificationResponse: what NOTIFY sent to those who LISTEN. */
export function decodeNotification(body: Buffer): SessionNotification {
  const channel = cstring(body, 4);
  return {
    processId: body.readInt32BE(0),
    channel: channel.value,
    payload: cstring(body, channel.next).value,
  };
}

export function decodeParameterStatus(body: Buffer): { readonly name: string; readonly value: string } {
  const name = cstring(body, 0);
  return { name: name.value, value: cstring(body, name.next).value };
}

/** The types of a statement's parameters, by oid. */
export function decodeParameterDescription(body: Buffer): readonly number[] {
  return Array.from({ length: body.readUInt16BE(0) }, (_, index) => body.readUInt32BE(2 + 4 * index));
}

export function decodeCommandTag(body: Buffer): string {
  return cstring(body, 0).value;
}

export function decodeTransactionState(body: Buffer): TransactionState {
  const state = String.fromCharCode(body[0] ?? 0);
  return state === 'T' ? 'inTransaction' : state === 'E' ? 'failed' : 'idle';
}

/** What the server asks of us to prove who we are. */
export type AuthenticationRequest =
  | { readonly kind: 'ok' | 'cleartext' }
  | { readonly kind: 'md5'; readonly salt: Buffer }
  | { readonly kind: 'sasl'; readonly mechanisms: readonly string[] }
  | { readonly kind: 'saslContinue' | 'saslFinal'; readonly data: string }
  | { readonly kind: 'unsupported'; readonly method: string };

export function decodeAuthentication(body: Buffer): AuthenticationRequest {
  const request = body.readInt32BE(0);
  switch (request) {
    case 0:
      return { kind: 'ok' };
    case 3:
      return { kind: 'cleartext' };
    case 5:
      return { kind: 'md5', salt: Buffer.from(body.subarray(4, 8)) };
    case 10:
      return {
        kind: 'sasl',
        mechanisms: body
          .toString('latin1', 4)
          .split('\0')
          .filter((name) => name !== ''),
      };
    case 11:
      return { kind: 'saslContinue', data: body.toString('utf8', 4) };
    case 12:
      return { kind: 'saslFinal', data: body.toString('utf8', 4) };
    default:
      return { kind: 'unsupported', method: unsupportedMethods[request] ?? `method ${request}` };
  }
}

const unsupportedMethods: Readonly<Record<number, string>> = { 2: 'Kerberos 5', 7: 'GSSAPI', 9: 'SSPI' };

function cstring(body: Buffer, start: number): { readonly value: string; readonly next: number } {
  const end = body.indexOf(0, start);
  if (end < 0) {
    throw new Error('The server sent a text without an end.');
  }
  return { value: decodeText(body.subarray(start, end)), next: end + 1 };
}

function code(letter: string): number {
  return letter.charCodeAt(0);
}
