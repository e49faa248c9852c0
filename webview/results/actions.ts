import type { Cell } from '../../src/core/ports';
import type { ResultColumn } from '../../src/core/query/session';

/** The column that an action is for. */
export interface ColumnTarget {
  readonly statement: number;
  /** Zero-based, in the order of the statement's columns. */
  readonly column: number;
  readonly description: ResultColumn;
}

/** The cell that an action is for. */
export interface CellTarget extends ColumnTarget {
  /** Zero-based, in the order in which the rows are shown. */
  readonly row: number;
  /** Undefined while it is not loaded; cut when it is long. */
  readonly value: Cell | undefined;
}

/** Actions of one group stand together, in this order. */
export const actionGroups = [
  'open',
  'sort',
  'filter',
  'find',
  'statistics',
  'column',
  'copy',
  'edit',
] as const;
export type ActionGroup = (typeof actionGroups)[number];

/** An entry of a menu. */
export interface Action<Target> {
  readonly id: string;
  readonly group: ActionGroup;
  title(target: Target): string;
  /** The key that does the same, as it is written for the user. */
  readonly keys?: string;
  /** Left out when this answers false. */
  isOffered?(target: Target): boolean;
  run(target: Target): void;
}

/** What can be done with the columns and the cells of a result. Each feature adds its own. */
export class ResultActions {
  private readonly columnActions: Action<ColumnTarget>[] = [];
  private readonly cellActions: Action<CellTarget>[] = [];

  addToColumns(...actions: readonly Action<ColumnTarget>[]): void {
    this.columnActions.push(...actions);
  }

  addToCells(...actions: readonly Action<CellTarget>[]): void {
    this.cellActions.push(...actions);
  }

  ofColumn(target: ColumnTarget): readonly Action<ColumnTarget>[] {
    return offered(this.columnActions, target);
  }

  ofCell(target: CellTarget): readonly Action<CellTarget>[] {
    return offered(this.cellActions, target);
  }
}

function offered<Target>(actions: readonly Action<Target>[], target: Target): readonly Action<Target>[] {
  return actionGroups.flatMap((group) =>
    actions.filter((each) => each.group === group && each.isOffered?.(target) !== false),
  );
}
