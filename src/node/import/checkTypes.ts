import { fitsType, type InferredType, inferredTypes, widerType } from '../../core/import/inferType';
import { isOneOf } from '../../base/validate';
import { fileRows, type ImportJob, type ImportRun } from './fileRows';

/** A column in which not every value fits. */
export interface Misfit {
  /** The place of the column in the file. */
  readonly source: number;
  readonly line: number;
  readonly value: string;
  /** The type that all values of the file fit. */
  readonly type: InferredType;
}

/** Compares every value of the file with the types of the new table, before anything is sent. Throws as `fileRows`. */
export async function checkTypes(
  job: ImportJob,
  run: Pick<ImportRun, 'progress' | 'signal'>,
): Promise<readonly Misfit[]> {
  const misfits = new Map<number, Misfit>();
  const checked = job.target.columns.flatMap(({ source, type }) =>
    isOneOf(inferredTypes, type) && type !== 'text' ? [{ source, type }] : [],
  );
  for await (const rows of fileRows(job, run)) {
    for (const { cells, line } of rows) {
      for (const { source, type } of checked) {
        const cell = cells[source] ?? null;
        const known = misfits.get(source);
        if (cell !== null && !fitsType(cell, known?.type ?? type)) {
          const wider = widerType(known?.type ?? type, cell) ?? 'text';
          misfits.set(source, {
            source,
            line: known?.line ?? line,
            value: known?.value ?? cell,
            type: wider,
          });
        }
      }
    }
  }
  return [...misfits.values()];
}
