import { readAmount, readProperty, readText } from './jsonRead';
import { JsonArray, JsonObject, type JsonText } from './jsonText';
import { actualOf, type NodeDraft, sortOf } from './nodeDraft';
import type { BufferCounts, PlanProperty, PlanWorker } from './planModel';
import { type CounterDraft, noCounters, readCounter } from './readCounters';

/**
 * Adds the workers of a `Workers` property. Servers up to 12 write that property twice, once with the sorting and once
 * with the rows, so what is told of one worker number belongs together.
 * @returns false when the value is no list of workers.
 */
export function addWorkers(workers: PlanWorker[], value: JsonText): boolean {
  if (!(value instanceof JsonArray)) {
    return false;
  }
  for (const item of value.items) {
    if (item instanceof JsonObject) {
      const number = readAmount(item.get('Worker Number') ?? null) ?? workers.length;
      const index = workers.findIndex((worker) => worker.number === number);
      const worker = readWorker(item, draftOf(number, workers[index]));
      workers.splice(index < 0 ? workers.length : index, index < 0 ? 0 : 1, worker);
    }
  }
  return true;
}

interface WorkerDraft extends CounterDraft {
  readonly number: number;
  actual: NodeDraft['actual'];
  sort: NodeDraft['sort'];
  readonly other: PlanProperty[];
}

function draftOf(number: number, earlier: PlanWorker | undefined): WorkerDraft {
  return {
    ...noCounters(),
    number,
    actual: earlier?.actual,
    sort: earlier?.sort,
    buffers: earlier?.buffers === undefined ? undefined : { ...earlier.buffers },
    other: [...(earlier?.other ?? [])],
  };
}

function readWorker(object: JsonObject, worker: WorkerDraft): PlanWorker {
  object.keys.forEach((key, index) => {
    const value = object.values[index];
    if (value === undefined || key === 'Worker Number') {
      return;
    }
    const known = workerFields.get(key)?.(worker, value) ?? readCounter(worker, key, value);
    if (!known) {
      worker.other.push(readProperty(key, value));
    }
  });
  const buffers: BufferCounts | undefined = worker.buffers;
  return { number: worker.number, actual: worker.actual, sort: worker.sort, buffers, other: worker.other };
}

type WorkerField = (worker: WorkerDraft, value: JsonText) => boolean;

const workerFields: ReadonlyMap<string, WorkerField> = new Map<string, WorkerField>([
  ['Actual Startup Time', amount((worker, value) => (actualOf(worker).startupMs = value))],
  ['Actual Total Time', amount((worker, value) => (actualOf(worker).totalMs = value))],
  ['Actual Rows', amount((worker, value) => (actualOf(worker).rows = value))],
  ['Actual Loops', amount((worker, value) => (actualOf(worker).loops = value))],
  ['Sort Method', text((worker, value) => (sortOf(worker).method = value))],
  ['Sort Space Used', amount((worker, value) => (sortOf(worker).spaceKb = value))],
  ['Sort Space Type', text((worker, value) => (sortOf(worker).spaceType = value))],
]);

function amount(assign: (worker: WorkerDraft, value: number) => void): WorkerField {
  return (worker, value) => {
    const content = readAmount(value);
    if (content === undefined) {
      return false;
    }
    assign(worker, content);
    return true;
  };
}

function text(assign: (worker: WorkerDraft, value: string) => void): WorkerField {
  return (worker, value) => {
    const content = readText(value);
    if (content === undefined) {
      return false;
    }
    assign(worker, content);
    return true;
  };
}
