import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { isRecord } from '../../src/base/validate';
import { repositoryRoot } from './sourceFiles';

/** What esbuild wrote about the bundle of the extension host. */
export function hostMetafile(): {
  readonly outputs: Record<string, unknown>;
  readonly inputs: Record<string, unknown>;
} {
  const metafile: unknown = JSON.parse(
    readFileSync(path.join(repositoryRoot, 'out/host-metafile.json'), 'utf8'),
  );
  assert.ok(isRecord(metafile) && isRecord(metafile.outputs) && isRecord(metafile.inputs));
  return { outputs: metafile.outputs, inputs: metafile.inputs };
}

/** Loads the chunk of the bundle that begins with a source file, as the extension does. */
export function loadChunk(entryPoint: string): unknown {
  const found = Object.entries(hostMetafile().outputs).find(
    ([, output]) => isRecord(output) && output.entryPoint === entryPoint,
  );
  assert.ok(found, `no chunk begins at ${entryPoint}`);
  const file = path.join(repositoryRoot, found[0]);
  return createRequire(file)(file);
}
