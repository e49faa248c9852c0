import type { Action, ColumnTarget } from './actions';
import type { Grid } from './grid/grid';

/** What the menu of a column offers about the columns that are shown. */
export function columnActions(grid: Grid, choose: () => void): readonly Action<ColumnTarget>[] {
  return [
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
