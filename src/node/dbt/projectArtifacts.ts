import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { CancelSignal } from '../../base/cancelSignal';
import { UserError } from '../../base/userError';
import type { DbtGraph } from '../../core/dbt/graph/dbtGraph';
import type { RunState } from '../../core/dbt/graph/runState';
import { readManifest } from './graph/readManifest';
import { readRunState } from './graph/readRunState';

/** What dbt has written of a project. */
export interface Artifacts {
  /** Undefined where there is no manifest.json, and where it cannot be read. */
  readonly graph: DbtGraph | undefined;
  readonly runs: RunState;
}

const names = ['manifest.json', 'run_results.json', 'sources.json'] as const;

const nothing: Artifacts = { graph: undefined, runs: new Map() };

/** Reads what dbt has written, and reads it again only after dbt has written it again: a manifest can have many megabytes. */
export class ProjectArtifacts {
  private known: { readonly stamp: string; readonly artifacts: Artifacts } | undefined;

  /**
   * A file that is broken leaves what was known before.
   * @param folder where dbt writes: `target`
   * @throws CancelledError after an abort
   */
  async read(folder: string, signal: CancelSignal): Promise<Artifacts> {
    const stamp = await stampOf(folder);
    if (this.known?.stamp === stamp) {
      return this.known.artifacts;
    }
    const [manifest, state] = await Promise.all([
      unlessBroken(readManifest(path.join(folder, names[0]), signal)),
      unlessBroken(readRunState(folder, signal)),
    ]);
    const before = this.known?.artifacts ?? nothing;
    const artifacts: Artifacts = {
      graph: manifest === 'broken' ? before.graph : manifest?.graph,
      runs: state === 'broken' ? before.runs : state.runs,
    };
    this.known = { stamp, artifacts };
    return artifacts;
  }
}

async function unlessBroken<T>(reading: Promise<T>): Promise<T | 'broken'> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof UserError) {
      return 'broken';
    }
    throw error;
  }
}

async function stampOf(folder: string): Promise<string> {
  const stamps = names.map(async (name) => {
    const info = await stat(path.join(folder, name)).catch(() => undefined);
    return info ? `${String(info.mtimeMs)}/${String(info.size)}` : '';
  });
  return [folder, ...(await Promise.all(stamps))].join('|');
}
