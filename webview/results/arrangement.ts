import { isRecord } from '../../src/base/validate';
import type { ResultColumn } from '../../src/core/query/session';
import { vscodeApi } from '../shared/vscodeApi';
import type { Tab } from './runState';

/** What the user arranged, and nothing else: it survives when VS Code throws the hidden page away. */
interface Arrangement {
  /** The chosen tabs of the runs that were shown last. */
  readonly tabs: readonly (readonly [runId: number, tab: Tab])[];
  /** How columns were arranged, for the results that were arranged last. */
  readonly columns: readonly (readonly [shape: string, columns: ColumnArrangement])[];
}

/** What the user did to the columns of a result. */
export interface ColumnArrangement {
  readonly widths: readonly (readonly [column: number, width: number])[];
  readonly hidden: readonly number[];
  readonly pins: readonly number[];
}

const entriesKept = 20;

export function savedTab(runId: number): Tab | undefined {
  return read().tabs.find(([each]) => each === runId)?.[1];
}

export function saveTab(runId: number, tab: Tab): void {
  const others = read().tabs.filter(([each]) => each !== runId);
  const tabs = [...others, [runId, tab] as const].slice(-entriesKept);
  vscodeApi.setState({ ...read(), tabs } satisfies Arrangement);
}

/** What the user made of the columns of a result of this shape. */
export function savedColumns(columns: readonly ResultColumn[]): ColumnArrangement {
  const shape = shapeOf(columns);
  const saved: Partial<ColumnArrangement> | undefined = read().columns.find(([each]) => each === shape)?.[1];
  return { widths: saved?.widths ?? [], hidden: saved?.hidden ?? [], pins: saved?.pins ?? [] };
}

export function saveColumns(columns: readonly ResultColumn[], arrangement: ColumnArrangement): void {
  const shape = shapeOf(columns);
  const others = read().columns.filter(([each]) => each !== shape);
  const saved = [...others, [shape, arrangement] as const].slice(-entriesKept);
  vscodeApi.setState({ ...read(), columns: saved } satisfies Arrangement);
}

function shapeOf(columns: readonly ResultColumn[]): string {
  return JSON.stringify(columns.map(({ name, typeOid }) => [name, typeOid]));
}

/** An older version of the page may have left another shape; what does not fit counts as nothing. */
function read(): Arrangement {
  const state = vscodeApi.getState();
  const { tabs, columns } = (isRecord(state) ? state : {}) as Partial<Arrangement>;
  return { tabs: Array.isArray(tabs) ? tabs : [], columns: Array.isArray(columns) ? columns : [] };
}
