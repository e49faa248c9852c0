/** What the last runs of dbt did to a node, by its id: from run_results.json and sources.json. */
export type RunState = ReadonlyMap<string, NodeRun>;

export interface NodeRun {
  /** As dbt says it: `success`, `error`, `skipped`, `partial success`, `no-op`, `pass`, `fail`, `warn`, `runtime error`. */
  readonly status: string;
  /** When the invocation ended, as dbt wrote it. */
  readonly at: string;
  /** Seconds. */
  readonly seconds: number | undefined;
  /** As dbt says it; an error of the server stands in it and is untrusted. */
  readonly message: string | undefined;
  /** Rows that a test found, or that a model wrote. */
  readonly rows: number | undefined;
}
