/** The context keys that `when` clauses in package.json may use. */
export const contextKeys = [
  /** There is at least one configured connection. */
  'lakehouse.hasConnections',
  /** A statement is running in the active editor's session. */
  'lakehouse.running',
  /** How the marts are sorted: `name` or `size`. */
  'lakehouse.martsSort',
] as const;

export type ContextKey = (typeof contextKeys)[number];
