import type { Cell } from '../../core/ports';
import type { Backend } from './backend';
import { StatementRun } from './statementRun';
import { TypeNames } from './typeNames';

/**
 * Runs a statement of our own and answers all of its rows; for small answers only.
 * @throws ServerError, ConnectionLostError
 */
export async function fetchRows(
  backend: Backend,
  text: string,
  values: readonly Cell[] = [],
): Promise<readonly (readonly Cell[])[]> {
  const rows: (readonly Cell[])[] = [];
  const sink = {
    columns: () => undefined,
    rows: (more: readonly (readonly Cell[])[]) => void rows.push(...more),
    notice: () => undefined,
  };
  const services = { types: namelessTypes, stop: () => undefined };
  await new StatementRun(backend, { text, values, maxRows: Infinity }, sink, services).start();
  return rows;
}

/** Nobody reads the names of these columns, so none is asked for. */
class NamelessTypes extends TypeNames {
  override knows(): boolean {
    return true;
  }

  override unknown(): readonly never[] {
    return [];
  }
}

const namelessTypes = new NamelessTypes();
