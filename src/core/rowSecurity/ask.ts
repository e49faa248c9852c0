import { type CancelSignal, neverCancelled } from '../../base/cancelSignal';
import type { Cell } from '../ports';
import type { RowSink, Session } from '../query/session';

/** Runs a statement of ours and answers with all of its rows. Throws as `Session.execute`. */
export async function ask(
  session: Session,
  text: string,
  values: readonly Cell[] = [],
  signal: CancelSignal = neverCancelled,
): Promise<readonly (readonly Cell[])[]> {
  const rows: (readonly Cell[])[] = [];
  const sink: RowSink = {
    columns: () => undefined,
    rows: (received) => void rows.push(...received),
    notice: () => undefined,
  };
  await session.execute({ text, values, maxRows: Infinity }, sink, signal);
  return rows;
}
