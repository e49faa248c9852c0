import type { Action, CellTarget, ColumnTarget } from './actions';
import type { Grid } from './grid/grid';

/** What the menu of a column offers about the columns that are shown. */
export function columnActions(grid: Grid, choose: () => void): readonly Action<ColumnTarget>[] {
  return [
    {
      ...{ id: 'fitColumn', group: 'column', title: () => 'Fit Column to Its Values' },
      run: ({ column }) => grid.fitColumn(column),
    },
    {
      ...{ id: 'pinColumn', group: 'column' },
      title: ({ column }) => (grid.isPinned(column) ? 'Unpin Column' : 'Pin Column at the Left'),
      run: ({ column }) => grid.pinColumn(column, !grid.isPinned(column)),
    },
    {
      ...{ id: 'hideColumn', group: 'column', title: () => 'Hide Column' },
      run: ({ column }) => grid.hideColumns([column], true),
    },
    {
      ...{ id: 'chooseColumns', group: 'column', title: () => 'Go to and Columns…', keys: 'Ctrl+G' },
      run: choose,
    },
  ];
}

/** What the menu of a cell offers of every result. */
export function cellActions(work: {
  readonly open: (cell: CellTarget) => void;
  readonly copyAs: (statement: number) => void;
}): readonly Action<CellTarget>[] {
  return [
    {
      ...{ id: 'openCell', group: 'open', title: () => 'Open Cell', keys: 'Enter' },
      run: work.open,
    },
    {
      ...{ id: 'copyAs', group: 'copy', title: () => 'Copy Selection As…' },
      run: ({ statement }) => work.copyAs(statement),
    },
  ];
}
