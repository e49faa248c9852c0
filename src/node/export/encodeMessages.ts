import type { ExportFormatId } from '../../core/export/exportFormat';
import type { ExportOptions } from '../../core/export/exportOptions';
import type { ResultColumn } from '../../core/query/session';
import type { ExportReport } from './exportReport';

/** What the thread that encodes rows is started with. */
export interface EncodeTask {
  readonly path: string;
  readonly format: ExportFormatId;
  readonly options: ExportOptions;
  readonly columns: readonly ResultColumn[];
}

export type ToEncoder =
  /** DataRow messages; a row may go on in the next ones. */
  | { readonly kind: 'rows'; readonly bytes: Uint8Array }
  | { readonly kind: 'finish' }
  /** Nothing further comes: what was written is removed. */
  | { readonly kind: 'discard' };

export type FromEncoder =
  /** So many bytes of rows are encoded, and so many of the file written. */
  | { readonly kind: 'taken'; readonly bytes: number; readonly rows: number; readonly written: number }
  | { readonly kind: 'done'; readonly report: ExportReport }
  | { readonly kind: 'discarded' }
  /** Nothing was left behind. `expected`: the message is for the user. */
  | { readonly kind: 'failed'; readonly message: string; readonly expected: boolean };
