import { appendFile, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { neverCancelled } from '../../src/base/cancelSignal';
import { JinjaRenderer } from '../../src/node/dbt/jinja/jinjaRenderer';
import type { GraphRead } from '../../src/node/dbt/graph/readDbtGraph';
import { TrackedFiles } from '../../src/node/dbt/project/trackedFiles';
import { readProjectState } from '../../src/node/dbt/readProjectState';
import { jinjaProgram } from '../support/jinjaProgram';

/** Milliseconds. */
export interface ChecksReport {
  /** The first time in a process. */
  readonly cold: number;
  /** After edits of each kind: some change nothing that dbt hears, some the graph. */
  readonly edits: readonly number[];
  readonly nodes: number;
}

const rounds = 4;

/** What people edit: blanks in a model, settings of the project, what a model reads, what is said of a model. */
const edited: readonly ((root: string, round: number) => Promise<void>)[] = [
  (root) => appendFile(path.join(root, 'models/staging/area_0/model_1.sql'), '\n'),
  (root) => appendFile(path.join(root, 'dbt_project.yml'), '\n'),
  (root, round) =>
    replace(path.join(root, 'models/marts/area_20/model_810.sql'), /'model_\d+'/, `'model_${String(round)}'`),
  (root, round) =>
    replace(path.join(root, 'models/marts/area_20/area.yml'), /One row\S*/, `One row${String(round)}`),
];

async function replace(file: string, from: RegExp, to: string): Promise<void> {
  await writeFile(file, (await readFile(file, 'utf8')).replace(from, to));
}

/** Checks the project that the parent process names, edits it and checks it again, and prints the report. */
async function main(): Promise<void> {
  const root = process.argv[2] ?? '';
  const renderer = new JinjaRenderer(jinjaProgram);
  const tracked = new TrackedFiles();
  let kept: GraphRead | undefined;
  const check = async () => {
    const start = performance.now();
    const options = { renderer, tracked, ...(kept ? { kept } : {}) };
    const read = await readProjectState(root, process.env, options, neverCancelled);
    kept = read.kept;
    return { time: performance.now() - start, nodes: read.graph.nodes.size };
  };
  const { time: cold, nodes } = await check();
  const edits: number[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const edit of edited) {
      await edit(root, round);
      edits.push((await check()).time);
    }
  }
  renderer.dispose();
  const report: ChecksReport = { cold, edits, nodes };
  console.log(JSON.stringify(report));
}

void main();
