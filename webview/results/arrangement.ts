import { isRecord } from '../../src/base/validate';
import type { ResultColumn } from '../../src/core/query/session';
import { vscodeApi } from '../shared/vscodeApi';
import type { Tab } from './runState';

/** What the user arranged, and nothing else: it survives when VS Code throws the hidden page away. */
interface Arrangement {
  /** The chosen tabs of the runs that were shown last. */
  readonly tabs: readonly (readonly [runId: number, tab: Tab])[];
  /** Widths by column, for the results that were arranged last. */
  readonly widths: readonly (readonly [shape: string, widths: readonly (readonly [number, number])[]])[];
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

/** The widths that the user gave to the columns of a result of this shape. */
export function savedWidths(columns: readonly ResultColumn[]): ReadonlyMap<number, number> {
  const shape = shapeOf(columns);
  return new Map(read().widths.find(([each]) => each === shape)?.[1] ?? []);
}

export function saveWidths(columns: readonly ResultColumn[], widths: ReadonlyMap<number, number>): void {
  const shape = shapeOf(columns);
  const others = read().widths.filter(([each]) => each !== shape);
  const saved = [...others, [shape, [...widths]] as const].slice(-entriesKept);
  vscodeApi.setState({ ...read(), widths: saved } satisfies Arrangement);
}

function shapeOf(columns: readonly ResultColumn[]): string {
  return JSON.stringify(columns.map(({ name, typeOid }) => [name, typeOid]));
}

/** An older version of the page may have left another shape; what does not fit counts as nothing. */
function read(): Arrangement {
  const state = vscodeApi.getState();
  const { tabs, widths } = (isRecord(state) ? state : {}) as Partial<Arrangement>;
  return { tabs: Array.isArray(tabs) ? tabs : [], widths: Array.isArray(widths) ? widths : [] };
}
