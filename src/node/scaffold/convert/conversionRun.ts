import { CancelledError, isCancellation } from '../../../base/cancelSignal';
import type { Disposable } from '../../../base/disposable';
import { Emitter } from '../../../base/emitter';
import { UserError } from '../../../base/userError';
import type { QualifiedName } from '../../../core/catalog/queries/partitionAncestors';
import { ConnectError } from '../../../core/connections/connectError';
import type { Database } from '../../../core/ports';
import type { Session } from '../../../core/query/session';
import {
  type ConversionFacts,
  readConversionFacts,
  readTakenNames,
} from '../../../core/scaffold/convert/conversionFacts';
import {
  type ConversionPart,
  conversionSteps,
  type ConversionStep,
  wayBack,
} from '../../../core/scaffold/convert/conversionPlan';
import { conversionProblems } from '../../../core/scaffold/convert/conversionProblems';
import type { ConversionSpec } from '../../../core/scaffold/convert/conversionSpec';
import { ConnectionLostError } from '../../../core/sql/serverError';
import { type PartReport, runPart, takeConversion } from './conversionLine';
import { type ConversionStatus, restingStatus } from './conversionStatus';
import { delay } from './delay';

export interface ConversionLines {
  /** A session of its own for the conversion. */
  readonly openSession: (signal: AbortSignal) => Promise<Session>;
  /** Reads the catalog of the same database. */
  readonly database: (signal: AbortSignal) => Promise<Database>;
}

/** How often a lost connection is opened again, and how long is waited before. */
const reconnects = { most: 8, wait: 1_000 };

/**
 * Carries out the steps of a conversion. Before every step the catalog is asked where the conversion stands, so it goes on
 * after a pause, a lost connection or in another window as if nothing had happened.
 */
export class ConversionRun implements Disposable {
  private readonly changed = new Emitter<void>();
  readonly onDidChange = this.changed.event;
  private current: ConversionStatus = restingStatus;
  private session: Session | undefined;
  private stopping = new AbortController();
  private work: Promise<void> = Promise.resolve();
  private disposed = false;

  constructor(
    private readonly lines: ConversionLines,
    private readonly table: QualifiedName,
  ) {}

  get status(): ConversionStatus {
    return this.current;
  }

  /** @throws UserError when the table is gone; otherwise as `Database.read` */
  async facts(signal: AbortSignal): Promise<ConversionFacts> {
    return readConversionFacts(await this.lines.database(signal), this.table, signal);
  }

  /** Runs the steps that are not done, up to the one that cannot be taken back. Settles when the conversion rests. */
  async goOn(spec: ConversionSpec): Promise<void> {
    await this.begin('running', (signal) =>
      this.takeSteps(spec, (step) => step.irreversible === undefined, signal),
    );
  }

  /** Runs the step that cannot be taken back. */
  async finish(spec: ConversionSpec): Promise<void> {
    await this.begin('running', (signal) => this.takeSteps(spec, () => true, signal));
  }

  /** Restores the table as it was before the first step. */
  async goBack(spec: ConversionSpec): Promise<void> {
    await this.begin('goingBack', async (signal) => {
      for (;;) {
        const facts = await this.facts(signal);
        const [part] = wayBack(facts.spec ?? spec, facts);
        if (part === undefined) {
          return;
        }
        await this.run(part, facts, signal);
      }
    });
  }

  /** Stops after what cannot be interrupted; settles when the conversion rests. Everything done so far stays done. */
  async pause(): Promise<void> {
    if (this.current.state !== 'resting') {
      this.report({ state: 'stopping' });
      this.stopping.abort();
      await this.work;
    }
  }

  dispose(): void {
    this.disposed = true;
    this.stopping.abort();
    void this.work.then(() => this.closeSession());
    this.changed.dispose();
  }

  private async begin(
    state: 'running' | 'goingBack',
    work: (signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    if (this.disposed) {
      // The page was closed over a question or a request: nobody would see what begins now, or could pause it.
      throw new CancelledError();
    }
    if (this.current.state !== 'resting') {
      throw new UserError('The conversion is under way already.');
    }
    this.stopping = new AbortController();
    this.report({ state, message: undefined, failed: false });
    const { signal } = this.stopping;
    this.work = this.persist(work, signal).then(
      () => this.rest(undefined, false),
      (error: unknown) =>
        isCancellation(error)
          ? this.rest('Paused. What is done stays done.', false)
          : this.rest(sentence(error), true),
    );
    await this.work;
    await this.closeSession();
  }

  /** Begins again with a new session when the line was lost: the catalog tells what of it was done. */
  private async persist(work: (signal: AbortSignal) => Promise<void>, signal: AbortSignal): Promise<void> {
    for (let lost = 0; ; lost++) {
      try {
        await work(signal);
        return;
      } catch (error) {
        const isLost = error instanceof ConnectionLostError || (lost > 0 && error instanceof ConnectError);
        if (!isLost || lost >= reconnects.most) {
          throw error;
        }
        await this.closeSession();
        this.report({ message: 'The connection was lost. Connecting again…', progress: undefined });
        await delay(reconnects.wait * (lost + 1), signal);
      }
    }
  }

  private async takeSteps(
    asked: ConversionSpec,
    isAllowed: (step: ConversionStep) => boolean,
    signal: AbortSignal,
  ): Promise<void> {
    for (;;) {
      const facts = await this.facts(signal);
      const spec = facts.spec ?? asked;
      await this.refuseProblems(spec, facts, signal);
      const step = conversionSteps(spec, facts).find(({ done }) => !done);
      if (facts.phase === 'finished' || step === undefined || !isAllowed(step)) {
        return;
      }
      this.report({ step: step.id, attempts: 0, message: undefined });
      for (const part of step.parts) {
        await this.run(part, facts, signal);
      }
    }
  }

  private async refuseProblems(
    spec: ConversionSpec,
    facts: ConversionFacts,
    signal: AbortSignal,
  ): Promise<void> {
    if (facts.phase === 'finished') {
      return;
    }
    const taken =
      facts.phase === 'none'
        ? await readTakenNames(await this.lines.database(signal), facts, spec, signal)
        : [];
    const problems = conversionProblems(spec, facts, taken);
    if (problems.length > 0) {
      throw new UserError(problems.join('\n'));
    }
  }

  private async run(part: ConversionPart, facts: ConversionFacts, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const session = await this.open(facts, signal);
    const report: PartReport = {
      attempt: (attempts, message) =>
        this.report({ attempts, message: message === '' ? undefined : message }),
      progress: (progress) => this.report({ progress }),
      blocked: (elapsed) => this.report({ longestBlock: Math.max(this.current.longestBlock, elapsed) }),
    };
    await runPart(session, part, report, signal);
  }

  private async open(facts: ConversionFacts, signal: AbortSignal): Promise<Session> {
    if (this.session !== undefined) {
      return this.session;
    }
    const session = await this.lines.openSession(signal);
    this.session = session;
    const { oid } = (facts.legacy ?? facts.table).relation.target;
    while (!(await takeConversion(session, oid, signal))) {
      this.report({
        message:
          'Another session converts this table, or the server still runs what a lost connection had begun. Waiting for it to end.',
      });
      await delay(reconnects.wait, signal);
    }
    this.report({ message: undefined });
    return session;
  }

  private async closeSession(): Promise<void> {
    const session = this.session;
    this.session = undefined;
    await session?.close().catch(() => undefined);
  }

  private rest(message: string | undefined, failed: boolean): void {
    this.report({ state: 'resting', step: undefined, progress: undefined, message, failed });
  }

  private report(change: Partial<ConversionStatus>): void {
    this.current = { ...this.current, ...change };
    this.changed.fire();
  }
}

function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
