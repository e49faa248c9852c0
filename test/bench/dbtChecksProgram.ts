import { appendFile } from 'node:fs/promises';
import path from 'node:path';
import { neverCancelled } from '../../src/base/cancelSignal';
import { JinjaRenderer } from '../../src/node/dbt/jinja/jinjaRenderer';
import type { GraphRead } from '../../src/node/dbt/graph/readDbtGraph';
import { readProjectState } from '../../src/node/dbt/readProjectState';
import { jinjaProgram } from '../support/jinjaProgram';

/** Milliseconds. */
export interface ChecksReport {
  /** The first time in a process. */
  readonly cold: number;
  /** After a model was edited, and after dbt_project.yml was. */
  readonly edits: readonly number[];
  readonly nodes: number;
}

/** Checks the project that the parent process names, edits it and checks it again, and prints the report. */
async function main(): Promise<void> {
  const root = process.argv[2] ?? '';
  const renderer = new JinjaRenderer(jinjaProgram);
  let kept: GraphRead | undefined;
  const check = async () => {
    const start = performance.now();
    const options = { renderer, ...(kept ? { kept } : {}) };
    const read = await readProjectState(root, process.env, options, neverCancelled);
    kept = read.kept;
    return { time: performance.now() - start, nodes: read.graph.nodes.size };
  };
  const { time: cold, nodes } = await check();
  const edits: number[] = [];
  for (let edit = 0; edit < 10; edit++) {
    const file = edit % 2 === 0 ? 'models/staging/area_0/model_1.sql' : 'dbt_project.yml';
    await appendFile(path.join(root, file), '\n');
    edits.push((await check()).time);
  }
  renderer.dispose();
  const report: ChecksReport = { cold, edits, nodes };
  console.log(JSON.stringify(report));
}

void main();
