import { CancelledError, type CancelSignal, isCancellation } from '../../base/cancelSignal';
import { UserError } from '../../base/userError';
import type { ConnectionProfile } from '../../core/connections/connectionProfile';
import type { Database } from '../../core/ports';
import type { Session } from '../../core/query/session';
import {
  type RunOutcome,
  runSteps,
  type StepState,
  type StepsToRun,
} from '../../core/scaffold/apply/runSteps';
import { openSteps, samePlan } from '../../core/scaffold/apply/samePlan';
import { undoSteps } from '../../core/scaffold/apply/undoSteps';
import { proveSteps } from '../../core/scaffold/proof/stepProof';
import type { ScaffoldPlan, ScaffoldStep } from '../../core/scaffold/scaffold';
import type { FormValues } from '../../core/scaffold/scaffoldForm';
import type { AnyScaffold } from '../../core/scaffold/scaffolds';
import type { SqlParser } from '../../core/sql/parser';
import type { RunView, ScaffoldPreview } from '../../protocol/scaffold';
import type { Confirm } from '../query/questions';

/** What the work on a scaffold needs; none of it is VS Code. */
export interface ScaffoldWorkParts {
  readonly scaffold: AnyScaffold;
  readonly profile: () => Pick<ConnectionProfile, 'name' | 'environment' | 'readOnly'>;
  readonly database: () => Promise<Database>;
  readonly openSession: () => Promise<Session>;
  readonly parser: () => Promise<SqlParser>;
  readonly confirm: Confirm;
  /** Asks for the new password of a login; undefined when the user dismissed it. */
  readonly askPassword: (role: string) => Promise<string | undefined>;
  readonly verifier: (password: string) => Promise<string>;
  readonly describe: (error: unknown) => string;
  /** The run went on, or ended. */
  readonly ran: (view: RunView) => void;
}

interface RunToShow extends Omit<StepsToRun, 'report'> {
  /** What takes back what was done, from what became of the steps. */
  readonly wayBack: (states: readonly StepState[]) => Promise<readonly ScaffoldStep[]>;
}

interface Previewed {
  readonly values: string;
  readonly plan: ScaffoldPlan;
}

/** What one page of a scaffold previewed, applied and can take back. */
export class ScaffoldWork {
  private previewed: Previewed | undefined;
  /** What takes back what was applied last, in the order in which it runs. */
  private wayBack: readonly ScaffoldStep[] = [];
  /** What was done for these values by runs that did not come to their end: the next one goes on from there. */
  private begun: { readonly values: string; readonly done: readonly ScaffoldStep[] } | undefined;
  private stopping: AbortController | undefined;
  /** The last run, for a page that was loaded anew. */
  run: RunView | undefined;

  constructor(private readonly parts: ScaffoldWorkParts) {}

  /** Remembers the plan as what the user saw. @throws as `Scaffold.facts` */
  async preview(values: FormValues, signal: CancelSignal): Promise<ScaffoldPreview> {
    this.previewed = undefined;
    const outcome = await this.parts.scaffold.plan(values, await this.parts.database(), signal);
    if (outcome.kind === 'form') {
      return outcome;
    }
    const proof = await proveSteps(await this.parts.parser(), outcome.plan.steps);
    signal.throwIfAborted();
    this.previewed = { values: JSON.stringify(values), plan: outcome.plan };
    return { ...outcome, proof };
  }

  /** The plan that was shown for these values. @throws UserError when none was, or nothing of it is left to run */
  seen(values: FormValues): ScaffoldPlan {
    const { previewed } = this;
    if (previewed?.values !== JSON.stringify(values)) {
      throw new UserError('The form was changed since the SQL was shown. Look at the SQL, then try again.');
    }
    if (previewed.plan.problems.length > 0 || openSteps(previewed.plan).length === 0) {
      throw new UserError('There is nothing to run. Correct what is marked in the form first.');
    }
    return previewed.plan;
  }

  /**
   * Runs what was previewed, if it is still what the form makes of the catalog. What becomes of it is told by `ran`.
   * @throws UserError on a read-only connection, CancelledError when the user declined, and what opening a session throws
   */
  apply(values: FormValues): Promise<void> {
    return this.exclusively((signal) => this.applyAlone(values, signal));
  }

  /** Takes back what the last run did, with those that it went on from. Throws as `apply`. */
  undo(): Promise<void> {
    return this.exclusively((signal) => this.undoAlone(signal));
  }

  /**
   * Cancels what is being applied or undone. A run does not end with the request that began it: VS Code throws a hidden page
   * away, and the work goes on.
   */
  stop(): void {
    this.stopping?.abort();
  }

  /** One run at a time, from the first question to the last statement. @throws UserError for another one */
  private async exclusively(work: (signal: CancelSignal) => Promise<void>): Promise<void> {
    if (this.stopping !== undefined) {
      throw new UserError('Something is being applied already. Wait for its end, or stop it.');
    }
    const stopping = new AbortController();
    this.stopping = stopping;
    try {
      await work(stopping.signal);
    } finally {
      this.stopping = undefined;
    }
  }

  private async applyAlone(values: FormValues, signal: CancelSignal): Promise<void> {
    const plan = this.seen(values);
    const key = JSON.stringify(values);
    const steps = plan.steps.filter(({ present }) => present !== true);
    await this.checkSteps(steps);
    await this.ask(steps);
    const verifiers = await this.askPasswords(steps);
    signal.throwIfAborted();
    const { title } = this.parts.scaffold;
    await this.perform(title, signal, {
      steps,
      verifierOf: (role) => verifiers.get(role),
      unchanged: async (database, each) => {
        const now = await this.parts.scaffold.plan(values, database, each);
        return now.kind === 'plan' && samePlan(plan, now.plan);
      },
      wayBack: async (states) => {
        const ran = steps.filter((_, place) => states[place] === 'done');
        if (ran.length === 0) {
          return this.wayBack;
        }
        const done = [...(this.begun?.values === key ? this.begun.done : []), ...ran];
        this.begun = ran.length < steps.length ? { values: key, done } : undefined;
        return (await undoSteps(await this.parts.parser(), done)) ?? [];
      },
    });
  }

  private async undoAlone(signal: CancelSignal): Promise<void> {
    const steps = this.wayBack;
    if (steps.length === 0) {
      throw new UserError('There is nothing that can be undone.');
    }
    this.refuseReadOnly();
    const { name } = this.parts.profile();
    const yes = await this.parts.confirm({
      message: `Undo what was applied on ${name}?`,
      detail: steps.map(({ sql }) => `${sql};`).join('\n'),
      yes: 'Undo',
    });
    if (!yes) {
      throw new CancelledError();
    }
    signal.throwIfAborted();
    this.begun = undefined;
    await this.perform(`Undo: ${this.parts.scaffold.title}`, signal, {
      steps,
      verifierOf: () => undefined,
      // What a failure left is tried again; where the line broke over a statement, nobody knows what is left.
      wayBack: (states) =>
        Promise.resolve(
          states.includes('unknown') ? [] : steps.filter((_, place) => states[place] !== 'done'),
        ),
    });
  }

  private async perform(title: string, signal: CancelSignal, run: RunToShow): Promise<void> {
    const states: StepState[] = run.steps.map(() => 'waiting');
    const show = (more: Partial<RunView> = {}): void => {
      const steps = run.steps.map((step, place) => ({
        title: step.title,
        state: states[place] ?? 'waiting',
      }));
      const rest = { message: undefined, failed: false };
      const undoable = more.running === false && this.wayBack.length > 0;
      this.run = { title, running: true, steps, ...rest, undoable, ...more };
      this.parts.ran(this.run);
    };
    this.previewed = undefined;
    show();
    const session = await this.parts.openSession().catch((error: unknown) => {
      show({ running: false, failed: true, message: this.parts.describe(error) });
      throw error;
    });
    try {
      const report = (place: number, state: StepState): void => {
        states[place] = state;
        show();
      };
      const outcome = await runSteps(session, { ...run, report }, signal);
      this.wayBack = await run.wayBack(states);
      show({
        running: false,
        failed: outcome.kind !== 'done',
        message: this.words(outcome, states, run.steps),
      });
    } finally {
      await session.close();
    }
  }

  private words(outcome: RunOutcome, states: readonly StepState[], steps: readonly ScaffoldStep[]): string {
    switch (outcome.kind) {
      case 'done':
        return 'Done. Every step ran.';
      case 'changed':
        return 'Nothing was sent: somebody changed the database since the SQL was shown. Look at the SQL as it is now, then apply again.';
      case 'failed': {
        const what = isCancellation(outcome.error) ? 'Cancelled.' : this.parts.describe(outcome.error);
        if (states.includes('unknown')) {
          return `${what} Whether the last statement took effect is not known; the SQL below shows what is there now.`;
        }
        const done = states.filter((state) => state === 'done').length;
        const failed = outcome.step === undefined ? undefined : steps[outcome.step];
        const left =
          failed?.alone === true
            ? ' The statement may have left a part of its work behind; the SQL below shows what is there now.'
            : done === 0
              ? ' Nothing was changed.'
              : '';
        return `${what}${left}${done === 0 ? '' : ' What ran before stays. Apply again to go on with the rest, or undo it.'}`;
      }
    }
  }

  /** @throws UserError for a step that PostgreSQL's parser does not take: a mistake of ours, which must not be sent */
  private async checkSteps(steps: readonly ScaffoldStep[]): Promise<void> {
    const proofs = await proveSteps(await this.parts.parser(), steps);
    const wrong = proofs.find(({ problem }) => problem !== undefined);
    if (wrong?.problem !== undefined) {
      throw new UserError(`Nothing was sent: a statement is not well formed. ${wrong.problem}`);
    }
  }

  private async ask(steps: readonly ScaffoldStep[]): Promise<void> {
    this.refuseReadOnly();
    const { name, environment } = this.parts.profile();
    const lost = steps.flatMap(({ irreversible }) => irreversible ?? []);
    const isProduction = environment === 'production';
    if (lost.length === 0 && !isProduction) {
      return;
    }
    const yes = await this.parts.confirm({
      message: `Run ${steps.length === 1 ? 'a statement' : `${steps.length} statements`} on ${name}${isProduction ? ', which is production' : ''}?`,
      detail: [...lost, ...steps.map(({ sql }) => `${sql};`)].join('\n\n'),
      yes: 'Apply',
    });
    if (!yes) {
      throw new CancelledError();
    }
  }

  private refuseReadOnly(): void {
    const { name, readOnly } = this.parts.profile();
    if (readOnly) {
      throw new UserError(
        `${name} is read-only, and nothing was sent. Copy the SQL or save it as a migration, or edit the connection.`,
      );
    }
  }

  private async askPasswords(steps: readonly ScaffoldStep[]): Promise<ReadonlyMap<string, string>> {
    const verifiers = new Map<string, string>();
    for (const { passwordOf } of steps) {
      if (passwordOf !== undefined) {
        const password = await this.parts.askPassword(passwordOf);
        if (password === undefined) {
          throw new CancelledError();
        }
        verifiers.set(passwordOf, await this.parts.verifier(password));
      }
    }
    return verifiers;
  }
}
