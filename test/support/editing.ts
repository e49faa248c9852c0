import assert from 'node:assert/strict';
import { neverCancelled } from '../../src/base/cancelSignal';
import { type AppliedEdits, applyEdits } from '../../src/core/editing/applyEdits';
import { editStatements, type RowBefore } from '../../src/core/editing/editStatements';
import {
  type EditTarget,
  type FoundTarget,
  findTarget,
  tableFacts,
  tableOf,
} from '../../src/core/editing/editTarget';
import { type Edits, type NewValue, noEdits, setCells } from '../../src/core/editing/edits';
import type { Cell } from '../../src/core/ports';
import type { Session } from '../../src/core/query/session';
import { type Answer, run } from './sessions';

/** A query's answer, and how its rows can be edited. */
export interface EditableAnswer {
  readonly answer: Answer;
  readonly target: EditTarget;
}

/** Runs a query and finds out whether its rows can be edited. */
export async function findEditable(
  session: Session,
  text: string,
): Promise<FoundTarget & { answer: Answer }> {
  const answer = await run(session, text);
  const columns = answer.columns ?? [];
  const table = tableOf(columns);
  if (table.kind === 'refused') {
    return { ...table, answer };
  }
  const query = tableFacts(table.oid);
  const { rows } = await run(session, query.text, { values: query.values });
  return { ...findTarget(columns, rows[0] && query.row(rows[0])), answer };
}

export async function editable(session: Session, text: string): Promise<EditableAnswer> {
  const found = await findEditable(session, text);
  assert.ok(found.kind === 'target', found.kind === 'refused' ? found.reason : '');
  return { answer: found.answer, target: found.target };
}

/** Applies edits as the extension does. */
export async function apply(
  session: Session,
  { answer, target }: EditableAnswer,
  edits: Edits,
): Promise<AppliedEdits> {
  const before = new Map<number, RowBefore>(answer.rows.map((row, index) => [index, row]));
  return applyEdits({
    ...{ target, before, signal: neverCancelled, transaction: session.transaction },
    statements: editStatements(target, edits, before),
    rowName: (row) => (row < 0 ? `New row ${-row}` : `Row ${row + 1}`),
    execute: (request, sink) => session.execute(request, sink, neverCancelled),
  });
}

export const text = (value: string): NewValue => ({ kind: 'text', text: value });
export const nothing: NewValue = { kind: 'null' };
export const defaultValue: NewValue = { kind: 'default' };

/** Cells of rows of an answer, each as `[row, column, value]`. */
export function changes(
  { answer }: EditableAnswer,
  cells: readonly (readonly [row: number, column: number, value: NewValue])[],
  edits: Edits = noEdits,
): Edits {
  const before = (row: number, column: number): Cell | undefined => answer.rows[row]?.[column];
  return setCells(
    edits,
    cells.map(([row, column, value]) => ({ row, column, value, before: before(row, column) })),
  );
}
