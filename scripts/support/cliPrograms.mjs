// @ts-check
import { build } from 'esbuild';
import { readFileSync } from 'node:fs';
import path from 'node:path';

/** Builds the program for the command line into `dist/cli`, in one file that needs nothing but Node, with its thread beside it. */
export function buildCliPrograms(root, dist, production) {
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  return build({
    entryPoints: {
      lakehouse: path.join(root, 'src/node/cli/lakehouseMain.ts'),
      jinja: path.join(root, 'src/node/dbt/jinja/jinjaThread.ts'),
    },
    define: { LAKEHOUSE_VERSION: JSON.stringify(version) },
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
