// @ts-check
import { build } from 'esbuild';
import path from 'node:path';

/** Builds the programs for the command line into `dist/cli`, each in one file that needs nothing but Node. */
export function buildCliPrograms(root, dist, production) {
  return build({
    entryPoints: { lakehouse: path.join(root, 'src/node/cli/lakehouseMain.ts') },
    banner: { js: '#!/usr/bin/env node' },
    outdir: path.join(dist, 'cli'),
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    external: ['pg-native', 'cpu-features'],
    minify: production,
    sourcemap: production ? false : 'inline',
    metafile: true,
    logLevel: 'warning',
  });
}
