import { isCount, isOneOf, isRecord } from '../../base/validate';
import type { ClusterReport } from './engineMessages';
import type { Holder, StopCause } from './turns';

/** What a window and the owner of the sandbox say to each other, as JSON. */

/** The channel of the notifications that carry news. */
export const newsChannel = 'lakehouse';

export const orderKinds = ['status', 'stop', 'reset', 'remove', 'endTurn'] as const;

export interface WindowOrder {
  readonly kind: (typeof orderKinds)[number];
  /** Whose turn is to end. */
  readonly holder?: number;
}

export interface OwnerStatus {
  readonly pid: number;
  readonly cluster: ClusterReport;
  readonly windows: number;
  readonly sessions: number;
  readonly holder: Holder | undefined;
}

export type OrderAnswer =
  { readonly ok: true; readonly status: OwnerStatus } | { readonly ok: false; readonly reason: string };

export type OwnerNews =
  | { readonly kind: 'waiting'; readonly waiting: string; readonly holder: Holder }
  | { readonly kind: 'restarted'; readonly cause: StopCause };

/** @returns undefined for anything that is no order */
export function readOrder(text: string): WindowOrder | undefined {
  const value = parse(text);
  if (!isRecord(value) || !isOneOf(orderKinds, value['kind'])) {
    return undefined;
  }
  const { kind, holder } = value;
  return { kind, ...(isCount(holder) ? { holder } : {}) };
}

export function readAnswer(text: string): OrderAnswer {
  const value = parse(text);
  return isRecord(value) && typeof value['ok'] === 'boolean'
    ? (value as unknown as OrderAnswer)
    : { ok: false, reason: 'The sandbox gave an answer that nobody understands.' };
}

export function readNews(text: string): OwnerNews | undefined {
  const value = parse(text);
  const known = isRecord(value) && (value['kind'] === 'waiting' || value['kind'] === 'restarted');
  return known ? (value as unknown as OwnerNews) : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
