import { neverCancelled } from '../../src/base/cancelSignal';
import { readManifest } from '../../src/node/dbt/graph/readManifest';
import { hostMemory } from './hostMemory';

/** What a manifest costs the process that reads it, in megabytes. */
export interface ManifestReport {
  /** At most, while it was read. */
  readonly most: number;
  /** What stays. */
  readonly kept: number;
  readonly nodes: number;
}

/** Reads the manifest that the parent process names, and prints the report. */
async function main(): Promise<void> {
  const before = hostMemory();
  const read = await readManifest(process.argv[2] ?? '', neverCancelled);
  const most = process.resourceUsage().maxRSS / 1024 - before;
  const kept = hostMemory() - before;
  const report: ManifestReport = { most, kept, nodes: read?.graph.nodes.size ?? 0 };
  console.log(JSON.stringify(report));
}

void main();
