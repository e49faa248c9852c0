import type { TransactionState } from '../../core/query/session';

/** Messages that a server sends. Source: PostgreSQL manual, "Message Formats". */

export function message(type: string, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const head = Buffer.alloc(5);
  head.write(type, 0, 'latin1');
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

export function authenticationOk(): Buffer {
  return message('R', int32(0));
}

export function authenticationSasl(mechanism: string): Buffer {
  return message('R', int32(10), cstring(mechanism), Buffer.of(0));
}

export function authenticationSaslContinue(data: string): Buffer {
  return message('R', int32(11), Buffer.from(data));
}

export function authenticationSaslFinal(data: string): Buffer {
  return message('R', int32(12), Buffer.from(data));
}

export function parameterStatus(name: string, value: string): Buffer {
  return message('S', cstring(name), cstring(value));
}

export function backendKeyData(processId: number, secretKey: number): Buffer {
  return message('K', int32(processId), int32(secretKey));
}

export function readyForQuery(state: TransactionState): Buffer {
  return message('Z', Buffer.from(stateLetters[state]));
}

export function commandComplete(tag: string): Buffer {
  return message('C', cstring(tag));
}

export function notification(processId: number, channel: string, payload: string): Buffer {
  return message('A', int32(processId), cstring(channel), cstring(payload));
}

export interface Report {
  readonly severity: 'FATAL' | 'ERROR' | 'WARNING' | 'NOTICE';
  readonly code: string;
  readonly text: string;
  readonly detail?: string;
  readonly hint?: string;
}

/** An ErrorResponse, or a NoticeResponse for a warning or a notice. */
export function report({ severity, code, text, detail, hint }: Report): Buffer {
  const fields = [
    ['S', severity],
    ['V', severity],
    ['C', code],
    ['M', text],
    ...(detail === undefined ? [] : [['D', detail]]),
    ...(hint === undefined ? [] : [['H', hint]]),
  ];
  const isError = severity === 'FATAL' || severity === 'ERROR';
  return message(
    isError ? 'E' : 'N',
    ...fields.map(([name, value]) => Buffer.concat([Buffer.from(name ?? ''), cstring(value ?? '')])),
    Buffer.of(0),
  );
}

/** An ErrorResponse of the server with another hint. */
export function withHint(body: Buffer, hint: string): Buffer {
  const fields = body.toString('latin1').split('\0');
  const others = fields.filter((field) => field !== '' && !field.startsWith('H'));
  const kept = others.map((field) => Buffer.from(`${field}\0`, 'latin1'));
  return message('E', ...kept, Buffer.from('H'), cstring(hint), Buffer.of(0));
}

const stateLetters: Readonly<Record<TransactionState, string>> = {
  idle: 'I',
  inTransaction: 'T',
  failed: 'E',
};

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

/** A zero byte would end the text early, and the rest would be read as something else. */
function cstring(text: string): Buffer {
  return Buffer.from(`${text.replaceAll('\0', '')}\0`);
}
