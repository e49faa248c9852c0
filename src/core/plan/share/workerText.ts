import type { Actual, PlanWorker } from '../planModel';
import { buffersText } from './counterText';
import { heapText, sortUseText, valueOf, workerAggregationText, workerCacheText } from './memoryText';
import type { TextLine } from './textLines';

/** What happened, as it stands in parentheses behind a node. */
export function figuresText({ startupMs, totalMs, rows, loops }: Actual, rowDecimals: number): string {
  const time = totalMs === undefined ? '' : `time=${(startupMs ?? 0).toFixed(3)}..${totalMs.toFixed(3)} `;
  return `${time}rows=${rows.toFixed(rowDecimals)} loops=${loops}`;
}

/** The first line of a worker begins with its number, the others are indented, as from PostgreSQL 13 on. */
export function workerLines(worker: PlanWorker, rowDecimals: number): readonly TextLine[] {
  const { actual, sort, buffers, other, number } = worker;
  const used = buffersText(buffers);
  const texts = [
    actual === undefined || actual.loops === 0 ? undefined : `actual ${figuresText(actual, rowDecimals)}`,
    sort === undefined ? undefined : `Sort Method: ${sortUseText(sort)}`,
    workerAggregationText(other),
    workerCacheText(other),
    heapText({
      fetches: undefined,
      exactBlocks: Number(valueOf(other, 'Exact Heap Blocks') ?? 0),
      lossyBlocks: Number(valueOf(other, 'Lossy Heap Blocks') ?? 0),
    }),
    used === undefined ? undefined : `Buffers: ${used}`,
  ].filter((text) => text !== undefined);
  return texts.map((text, index) =>
    index === 0 ? { level: 0, text: `Worker ${number}:  ${text}` } : { level: 1, text },
  );
}
