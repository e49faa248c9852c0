/**
 * The settings that a read-only connection may change: how text is shown, how names are found, how queries are planned
 * and how long they may take. None of them guards anything. Everything else is refused, settings of extensions and those
 * that a row security policy may look at included.
 */
const safeSettings: ReadonlySet<string> = new Set([
  ...['search_path', 'timezone', 'datestyle', 'intervalstyle', 'bytea_output', 'extra_float_digits'],
  ...['application_name', 'client_min_messages', 'statement_timeout', 'lock_timeout', 'transaction_timeout'],
  ...['idle_in_transaction_session_timeout', 'work_mem', 'hash_mem_multiplier', 'effective_cache_size'],
  ...['seq_page_cost', 'random_page_cost', 'cpu_tuple_cost', 'cpu_index_tuple_cost', 'cpu_operator_cost'],
  ...[
    'parallel_setup_cost',
    'parallel_tuple_cost',
    'min_parallel_table_scan_size',
    'min_parallel_index_scan_size',
  ],
  ...['max_parallel_workers_per_gather', 'max_parallel_workers', 'parallel_leader_participation'],
  ...['effective_io_concurrency', 'from_collapse_limit', 'join_collapse_limit', 'cursor_tuple_fraction'],
  ...['constraint_exclusion', 'plan_cache_mode', 'recursive_worktable_factor', 'row_security'],
]);

/** Families whose every member belongs to the planner. */
const safePrefixes: readonly string[] = ['enable_', 'geqo', 'jit'];

/** Setting names are not case sensitive, not even in quotes. */
export function isSafeSetting(name: string): boolean {
  const lower = name.toLowerCase();
  const inFamily = safePrefixes.some((prefix) => lower.startsWith(prefix)) && !lower.includes('.');
  return safeSettings.has(lower) || (inFamily && !developerSettings.has(lower));
}

/** Only superusers may set them, or they write files on the server. */
const developerSettings: ReadonlySet<string> = new Set([
  'jit_provider',
  'jit_debugging_support',
  'jit_dump_bitcode',
  'jit_profiling_support',
]);
