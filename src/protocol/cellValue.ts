import { isCount, isRecord } from '../base/validate';
import type { Validators } from './rpc';
import { type ShownRows, withView } from './rowTools';

/** One value of a result. */
export interface ValueRequest extends ShownRows {
  readonly row: number;
  readonly column: number;
}

/** A part of a value's text, in bytes of its UTF-8. */
export interface ValuePartRequest extends ValueRequest {
  readonly offset: number;
  /** Not more than `valuePartLimit`. */
  readonly length: number;
}

export interface ValuePartText {
  /** Without a character that the end of the part would cut. */
  readonly text: string;
  /** Bytes of this text: the next part begins so much later. */
  readonly bytes: number;
  /** Bytes of the whole value; undefined for NULL. */
  readonly total: number | undefined;
}

export interface ValueHost {
  valuePart(argument: ValuePartRequest): ValuePartText;
  /** Asks for a file and writes the whole value into it, bytea as the bytes that it stands for. */
  saveValue(argument: ValueRequest): boolean;
}

export const valuePartLimit = 1024 * 1024;

const isValueRequest = (value: unknown): value is ValueRequest =>
  isRecord(value) && [value['runId'], value['statement'], value['row'], value['column']].every(isCount);

const isPartRequest = (value: unknown): value is ValuePartRequest =>
  isRecord(value) &&
  isValueRequest(value) &&
  isCount(value['offset']) &&
  isCount(value['length']) &&
  value['length'] <= valuePartLimit;

export const valueHostValidators: Validators<ValueHost> = {
  valuePart: withView(isPartRequest),
  saveValue: withView(isValueRequest),
};
