import type * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable';
import { Emitter } from '../../base/emitter';
import type { RunTarget } from '../../core/query/runPlan';
import type { RunEnd } from '../../core/query/runStatements';
import type { QueryRun } from './queryRun';
import type { EndedRun, QueryRunner, QueryRunnerParts } from './queryRunner';

/** Runs statements of documents. See `QueryRunner`; its code is loaded by the first run. */
export class Queries implements Disposable {
  private readonly ended = new Emitter<EndedRun>();
  private runner: Promise<QueryRunner> | undefined;
  /** Fires when a run of which something was to be sent is over, however it ended. */
  readonly onDidEndRun = this.ended.event;

  constructor(private readonly parts: QueryRunnerParts) {}

  /** @throws as `QueryRunner.run` */
  async run(document: vscode.TextDocument, target: RunTarget): Promise<RunEnd> {
    return (await this.load()).run(document, target);
  }

  /** @throws as `QueryRunner.fetchAll` */
  async fetchAll(run: QueryRun, index: number): Promise<void> {
    await (await this.load()).fetchAll(run, index);
  }

  dispose(): void {
    this.ended.dispose();
    void this.runner?.then((runner) => runner.dispose());
  }

  private load(): Promise<QueryRunner> {
    return (this.runner ??= this.make());
  }

  private async make(): Promise<QueryRunner> {
    const { QueryRunner } = await import('./queryRunner');
    const runner = new QueryRunner(this.parts);
    runner.onDidEndRun((ended) => this.ended.fire(ended));
    return runner;
  }
}
