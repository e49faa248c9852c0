import { type DbtMarks, withDbtMark } from './dbtMarks';
import { ExplorerTree, type ExplorerTreeOptions } from './explorerTree';

/** The view of everything: connections, databases, schemas, relations, columns and indexes. */
export function createDatabasesTree(
  options: Pick<ExplorerTreeOptions, 'connections' | 'runner'>,
  dbt: Pick<DbtMarks, 'mark'>,
): ExplorerTree {
  return new ExplorerTree({
    ...options,
    viewId: 'lakehouse.databases',
    marts: () => undefined,
    decorate: (node) => withDbtMark(node, dbt),
  });
}
