// @ts-check
import { build } from 'esbuild';
import path from 'node:path';

/** Builds the programs of worker threads into `dist/threads`, each in one file. */
export function buildThreads(root, dist, production) {
  return build({
    entryPoints: {
      encode: path.join(root, 'src/node/export/encodeThread.ts'),
      jinja: path.join(root, 'src/node/dbt/jinja/jinjaThread.ts'),
      rows: path.join(root, 'src/node/results/scan/rowThread.ts'),
    },
    outdir: path.join(dist, 'threads'),
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    minify: production,
    sourcemap: production ? false : 'inline',
    metafile: true,
    logLevel: 'warning',
  });
}
