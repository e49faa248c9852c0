import type { DbtCheckAbout } from '../checkAbout';
import type { PlacedFinding } from './placedFinding';

/** What was checked, for a build server. Paths are as they are to be shown: from the working directory where they lie in it. */
export interface DbtCheckReport {
  readonly version: string;
  readonly checks: readonly DbtCheckAbout[];
  readonly projects: readonly CheckedProject[];
}

export interface CheckedProject {
  readonly name: string;
  /** Its folder. */
  readonly root: string;
  /** Undefined when dbt would find none. */
  readonly profilesFile: string | undefined;
  readonly targets: readonly CheckedTarget[];
  readonly findings: readonly PlacedFinding[];
}

export interface CheckedTarget {
  readonly name: string;
  /** Whether it was asked by a live check, and what came of it. */
  readonly live: 'not run' | 'passed' | 'failed';
}
