import type { DbtFinding } from '../finding';

/**
 * `checked`: the database was read. `failed`: connecting, or reading, did not work. `refused`: it did not work before, so
 * it was not tried again. `skipped`: the user did not want it, or the profile is too broken to connect.
 */
export const targetStates = ['checked', 'failed', 'refused', 'skipped'] as const;
export type TargetState = (typeof targetStates)[number];

/** What the live checks of one target say. Names come from files and servers and are untrusted; no secret is in it. */
export interface TargetReport {
  readonly target: string;
  readonly state: TargetState;
  readonly findings: readonly DbtFinding[];
  /** In the order and the words of `dbt debug`. */
  readonly steps: readonly LiveStep[];
  /** Milliseconds that it took. */
  readonly elapsed: number;
}

/** A line such as `  host: db.example` or `  Connection test: [OK connection ok]`. */
export interface LiveStep {
  readonly label: string;
  readonly value: string;
  /** `info` for a value of the profile, which nobody judges. */
  readonly status: 'info' | 'ok' | 'error' | 'skipped';
}

/** The line as `dbt debug` prints it. */
export function liveStepText({ label, value, status }: LiveStep): string {
  return status === 'info' ? `  ${label}: ${value}` : `  ${label}: [${`${marks[status]} ${value}`.trim()}]`;
}

const marks = { ok: 'OK', error: 'ERROR', skipped: 'SKIPPED' } as const;
