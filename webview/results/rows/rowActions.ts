import type { ColumnCondition } from '../../../src/core/results/arrangement';
import type { Arrangement, SortKey } from '../../../src/core/results/arrangement';
import { windowCellLimit } from '../../../src/protocol/results';
import type { Action, CellTarget, ColumnTarget } from '../actions';
import type { FilterDialog } from './filterDialog';

/** What the menus do with the order and the choice of rows. */
export interface RowArranger {
  readonly dialog: FilterDialog;
  arrangement(): Arrangement;
  setSort(keys: readonly SortKey[]): Promise<void>;
  addCondition(condition: ColumnCondition): Promise<void>;
  clear(): Promise<void>;
  onServer(arrangement: Arrangement): Promise<void>;
  showFind(): void;
  showStatistics(column: number): void;
}

export function arrangeActions(rows: RowArranger): readonly Action<ColumnTarget>[] {
  const others = (column: number) => rows.arrangement().sort.filter((key) => key.column !== column);
  const isAmongOthers = ({ column }: ColumnTarget) => others(column).length > 0;
  return [
    {
      ...{ id: 'sortAscending', group: 'sort', title: () => 'Sort Ascending' },
      run: ({ column }) => void rows.setSort([{ column, descending: false }]),
    },
    {
      ...{ id: 'sortDescending', group: 'sort', title: () => 'Sort Descending' },
      run: ({ column }) => void rows.setSort([{ column, descending: true }]),
    },
    {
      ...{ id: 'addAscending', group: 'sort', title: () => 'Then Sort Ascending', isOffered: isAmongOthers },
      run: ({ column }) => void rows.setSort([...others(column), { column, descending: false }]),
    },
    {
      ...{
        id: 'addDescending',
        group: 'sort',
        title: () => 'Then Sort Descending',
        isOffered: isAmongOthers,
      },
      run: ({ column }) => void rows.setSort([...others(column), { column, descending: true }]),
    },
    {
      ...{ id: 'unsort', group: 'sort', title: () => 'Order as It Came' },
      isOffered: () => rows.arrangement().sort.length > 0,
      run: () => void rows.setSort([]),
    },
    {
      ...{ id: 'sortOnServer', group: 'sort', title: () => 'Sort on the Server…' },
      run: ({ column }) => {
        const { sort, filter } = rows.arrangement();
        void rows.onServer({ filter, sort: sort.length > 0 ? sort : [{ column, descending: false }] });
      },
    },
    {
      ...{ id: 'filterColumn', group: 'filter', title: () => 'Filter…' },
      run: ({ column, description: { name, typeName } }) =>
        rows.dialog.open({ column, name, typeName, operator: 'contains', text: '' }),
    },
    {
      ...{ id: 'onlyNull', group: 'filter', title: () => 'Only NULL' },
      run: ({ column }) => void rows.addCondition(condition(column, 'isNull')),
    },
    {
      ...{ id: 'notNull', group: 'filter', title: () => 'Only Values that Are Not NULL' },
      run: ({ column }) => void rows.addCondition(condition(column, 'isNotNull')),
    },
    {
      ...{ id: 'columnStatistics', group: 'statistics', title: () => 'Column Statistics' },
      run: ({ column }) => rows.showStatistics(column),
    },
    {
      ...{ id: 'findInRows', group: 'find', title: () => 'Find…', keys: 'Ctrl+F' },
      run: () => rows.showFind(),
    },
  ];
}

/** A value that is cut in the window cannot be compared with as it is. */
function isWhole({ value }: CellTarget): boolean {
  return value !== undefined && (value === null || value.length <= windowCellLimit);
}

export function cellFilterActions(rows: RowArranger): readonly Action<CellTarget>[] {
  const quick = (operator: ColumnCondition['operator']) => (target: CellTarget) => {
    const { column, value } = target;
    void rows.addCondition(
      value === null || value === undefined
        ? condition(column, operator === 'equals' ? 'isNull' : 'isNotNull')
        : condition(column, operator, value),
    );
  };
  const hasText = (target: CellTarget) => isWhole(target) && target.value !== null;
  return [
    {
      ...{ id: 'onlyThis', group: 'filter', title: () => 'Only Rows with This Value', isOffered: isWhole },
      run: quick('equals'),
    },
    {
      ...{ id: 'withoutThis', group: 'filter', title: () => 'Without This Value', isOffered: isWhole },
      run: quick('notEquals'),
    },
    {
      ...{ id: 'filterFrom', group: 'filter', title: () => 'Filter by This Value…', isOffered: hasText },
      run: ({ column, description: { name, typeName }, value }) =>
        rows.dialog.open({ column, name, typeName, operator: 'equals', text: value ?? '' }),
    },
  ];
}

function condition(column: number, operator: ColumnCondition['operator'], text = ''): ColumnCondition {
  return { column, operator, text, matchCase: false };
}
