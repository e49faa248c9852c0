import type { RowSink } from './session';

/** The sink of a statement whose answer nobody needs. */
export const ignoreRows: RowSink = {
  columns: () => undefined,
  rows: () => undefined,
  notice: () => undefined,
};
