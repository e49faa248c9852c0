import path from 'node:path';
import { neverCancelled } from '../../src/base/cancelSignal';
import { defaultExportOptions } from '../../src/core/export/exportOptions';
import type { Execute } from '../../src/core/query/runStatements';
import { exportByCopy } from '../../src/node/export/exportByCopy';
import { exportByRows } from '../../src/node/export/exportByRows';
import { Connector } from '../../src/node/pg/connector';
import { encodeProgram } from '../support/encodeProgram';
import { passwords, profileFor } from '../support/sessions';
import { makeScratchFolder } from '../support/workbench/scratchFolder';
import type { StoreTask } from './storeProgram';

export interface ExportTask extends StoreTask {
  readonly format: 'csv' | 'parquet';
}

/** Writes the rows of a statement to a file, as the extension does, and answers with the milliseconds and the rows. */
export async function timedExport(
  execute: Execute,
  {
    text,
    format,
    path: file,
  }: { readonly text: string; readonly format: ExportTask['format']; readonly path: string },
): Promise<{ readonly ms: number; readonly rows: number }> {
  const start = performance.now();
  const common = { text, options: defaultExportOptions, path: file, execute, progress: () => undefined };
  const { rows } = await (format === 'csv'
    ? exportByCopy({ ...common, format })
    : exportByRows({ ...common, format, program: encodeProgram }));
  return { ms: performance.now() - start, rows };
}

/** Runs in a process of its own: how much memory grows from a million rows to five, in megabytes. */
async function main({ format, ...task }: ExportTask): Promise<number> {
  const connector = new Connector(profileFor(task), passwords(task.password));
  const session = await connector.openSession(neverCancelled);
  const scratch = makeScratchFolder('export-bench');
  const file = path.join(scratch.path, 'rows');
  const execute: Execute = (request, sink) => session.execute(request, sink, neverCancelled);
  try {
    await timedExport(execute, { text: 'select * from bench_rows', format, path: file });
    const before = peakMegabytes();
    const { rows } = await timedExport(execute, {
      text: 'select bench_rows.* from bench_rows, generate_series(1, 5)',
      ...{ format, path: file },
    });
    if (rows !== 5_000_000) {
      throw new Error(`${rows} rows were written, not five million.`);
    }
    return peakMegabytes() - before;
  } finally {
    scratch.remove();
    await session.close();
    await connector.close();
  }
}

function peakMegabytes(): number {
  return process.resourceUsage().maxRSS / 1024;
}

if (require.main === module) {
  void main(JSON.parse(process.argv[2] ?? '') as ExportTask).then((growth) => console.log(String(growth)));
}
