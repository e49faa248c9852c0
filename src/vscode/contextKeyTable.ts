/** The context keys that `when` clauses in package.json may use. */
export const contextKeys = [
  /** There is at least one configured connection. */
  'lakehouse.hasConnections',
  /** The sandbox is among the connections. */
  'lakehouse.sandboxShown',
  /** A statement is running in the active editor's session. */
  'lakehouse.running',
  /** A transaction of the user is open in the active editor's session. */
  'lakehouse.inTransaction',
  /** How the marts are sorted: `name`, `size`, `rows` or `freshness`. */
  'lakehouse.martsSort',
  /** The view of marts shows only some of them. */
  'lakehouse.martsFiltered',
  /** The history shows only some of the runs. */
  'lakehouse.historyFiltered',
  /** The runs of this window are not recorded. */
  'lakehouse.privateMode',
  /** Row level security of some database was checked, and its findings are shown. */
  'lakehouse.rowSecurityChecked',
  /** The workspace has a dbt project. */
  'lakehouse.dbtProject',
  /** The active editor shows a model of dbt. */
  'lakehouse.dbtModel',
] as const;

export type ContextKey = (typeof contextKeys)[number];
