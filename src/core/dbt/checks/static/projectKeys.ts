/** The keys of dbt_project.yml. Source: dbt-core 1.11, contracts/project.py. */
export const projectKeys: readonly string[] = [
  ...[
    'name',
    'version',
    'config-version',
    'profile',
    'require-dbt-version',
    'restrict-access',
    'dbt-cloud',
    'flags',
  ],
  ...[
    'model-paths',
    'seed-paths',
    'test-paths',
    'analysis-paths',
    'macro-paths',
    'snapshot-paths',
    'docs-paths',
  ],
  ...['asset-paths', 'function-paths', 'target-path', 'log-path', 'packages-install-path', 'clean-targets'],
  ...[
    'quoting',
    'on-run-start',
    'on-run-end',
    'dispatch',
    'vars',
    'query-comment',
    'packages',
    'project-root',
  ],
  ...['models', 'seeds', 'snapshots', 'sources', 'tests', 'data_tests', 'unit_tests', 'analyses', 'metrics'],
  ...['semantic-models', 'saved-queries', 'exposures', 'functions'],
];

/** Keys that older versions of dbt had. */
export interface OldProjectKey {
  /** What it is called now; undefined for what moved elsewhere. */
  readonly now: string | undefined;
  readonly why: string;
  /** dbt no longer takes it. */
  readonly isRefused: boolean;
}

export const oldProjectKeys: ReadonlyMap<string, OldProjectKey> = new Map([
  ['source-paths', { now: 'model-paths', why: 'it is called `model-paths` since dbt 1.0', isRefused: false }],
  ['data-paths', { now: 'seed-paths', why: 'it is called `seed-paths` since dbt 1.0', isRefused: false }],
  [
    'modules-path',
    {
      now: 'packages-install-path',
      why: 'it is called `packages-install-path` since dbt 1.0',
      isRefused: true,
    },
  ],
  ['tests', { now: 'data_tests', why: 'it is called `data_tests` since dbt 1.8', isRefused: false }],
  [
    'log-path',
    { now: undefined, why: 'dbt wants --log-path or DBT_ENGINE_LOG_PATH instead', isRefused: false },
  ],
  [
    'target-path',
    { now: undefined, why: 'dbt wants --target-path or DBT_ENGINE_TARGET_PATH instead', isRefused: false },
  ],
]);
