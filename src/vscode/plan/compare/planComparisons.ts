import * as vscode from 'vscode';
import type { Disposable } from '../../../base/disposable';
import type { PlanDocument } from '../../../core/plan/planModel';
import { formatMs } from '../../../core/plan/format';
import type { FoundPlan } from '../../../core/plan/read/planReading';
import { statementTitle } from '../../../core/query/runPlan';
import { documentKey } from '../../query/sqlDocuments';
import { type ExplainSubject, type PlanSubject, statementOf, subjectKey, subjectView } from '../planSubject';
import { type ComparablePlan, firstPlan } from './comparablePlan';
import { ComparisonPanel } from './comparisonPanel';
import type { ComparisonParts } from './comparisonParts';
import { type ElsewhereKind, explainElsewhere } from './explainElsewhere';
import { choosePlanFile } from './planFiles';
import { plansOfHistory } from './plansOfHistory';
import type { SeenPlan } from './seenPlan';
import { type RecentPlan, RecentPlans } from './recentPlans';

/** Remembers the plans of this window and shows two of them, or others, beside each other. */
export class PlanComparisons implements Disposable {
  private readonly recent = new RecentPlans();
  /** By the subject of each plan, so that the same statement can be explained elsewhere. */
  private readonly subjects = new WeakMap<RecentPlan, PlanSubject>();
  private panel: ComparisonPanel | undefined;

  constructor(private readonly parts: ComparisonParts) {}

  remember({ subject, document, text, runs }: SeenPlan): void {
    const plan = firstPlan(document);
    if (!plan) {
      return;
    }
    const at = new Date();
    const view = subjectView(subject);
    const place = view.connectionName === undefined ? '' : ` on ${view.connectionName}`;
    const name = `${view.documentName}, ${at.toLocaleTimeString()}`;
    const foundPlan = subject.kind === 'text' ? subject.plan : jsonPlan(document, text);
    const recent: RecentPlan = {
      ...{ plan, name, at },
      ...(runs && { runs }),
      panel: subjectKey(subject),
      origin: `${view.title}${place}`,
      statement: statementTitle(statementOf(subject) ?? ''),
      open: () => this.openAlone(name, `${name}, ${view.title}${place}`, foundPlan),
    };
    this.recent.remember(recent);
    this.subjects.set(recent, subject);
  }

  /** @param argument the key of a plan panel, or nothing for the plan that the user means now */
  async compare(argument: unknown): Promise<void> {
    const one = this.planMeant(argument);
    if (!one) {
      const pair = await this.twoFiles();
      if (pair) {
        this.show(pair[0], pair[1]);
      }
      return;
    }
    const choice = await this.choose(one);
    const pair = await choice?.();
    if (pair) {
      this.show(pair[0], pair[1]);
    }
  }

  /** Shows two plans beside each other, in the one page of comparisons, with sentences on both. */
  show(before: ComparablePlan, after: ComparablePlan, remarks: readonly string[] = []): void {
    this.panel ??= new ComparisonPanel(this.parts, () => (this.panel = undefined));
    this.panel.show(before, after, remarks);
  }

  /** The plans of this window that can be compared, the newest first. */
  get remembered(): readonly RecentPlan[] {
    return this.recent.all;
  }

  /** The page of comparisons, while it is open. */
  get page(): ComparisonPanel | undefined {
    return this.panel;
  }

  dispose(): void {
    this.panel?.dispose();
  }

  /** The plan of a panel, of the active editor, or the last one. */
  private planMeant(argument: unknown): RecentPlan | undefined {
    const uri = vscode.window.activeTextEditor?.document.uri;
    return (
      (typeof argument === 'string' ? this.recent.latest(argument) : undefined) ??
      (uri && this.recent.latest(documentKey(uri))) ??
      this.recent.all[0]
    );
  }

  private async choose(one: RecentPlan): Promise<Choose | undefined> {
    const others = this.recent.all.filter((plan) => plan !== one);
    const same = others.filter(({ panel, statement }) => panel === one.panel && statement === one.statement);
    const rest = others.filter((plan) => !same.includes(plan));
    const items: readonly ChoiceItem[] = [
      ...section(
        'Earlier plans of this statement',
        same.map((plan) => planItem(plan, () => [plan, one])),
      ),
      ...section('The history of this statement', await this.historyItems(one)),
      ...section('Run the same statement', this.elsewhereItems(one)),
      ...section(
        'Other plans of this window',
        rest.map((plan) => planItem(plan, () => [plan, one])),
      ),
      ...section('Files', [
        item('$(file) A Plan in a File…', 'Compared with this plan', async () => {
          const file = await choosePlanFile('Choose the plan to compare with', this.parts.panels);
          return file && [file, one];
        }),
        item('$(files) Two Files…', 'Plans that were saved', () => this.twoFiles()),
      ]),
    ];
    const chosen = await vscode.window.showQuickPick(items, {
      title: `Compare ${one.name}`,
      placeHolder: 'Choose what to compare it with',
      matchOnDescription: true,
    });
    return chosen?.choose;
  }

  /** A history that cannot be read must not be in the way. */
  private async historyItems(one: RecentPlan): Promise<readonly ChoiceItem[]> {
    const subject = this.subjects.get(one);
    const text = subject && statementOf(subject);
    if (text === undefined) {
      return [];
    }
    const { runner, history, panels } = this.parts;
    const earlier = await runner.quietly('lakehouse.plan.compare', [], () =>
      plansOfHistory({ history, panels, text, before: one.at }),
    );
    return earlier.map(({ label, description, read }) =>
      item(label, description, async () => [await read(), one]),
    );
  }

  private elsewhereItems(one: RecentPlan): readonly ChoiceItem[] {
    const subject = this.subjects.get(one);
    if (subject?.kind !== 'explain') {
      return [];
    }
    const { request } = subject;
    const run = (kind: ElsewhereKind, turned = false): Choose => {
      return async () => {
        const other = await explainElsewhere(kind, subject, this.parts);
        return other && (turned ? [other, one] : [one, other]);
      };
    };
    const other = request.executes
      ? item('$(symbol-ruler) Estimate Only', 'EXPLAIN, against what happened', run('estimate', true))
      : item('$(play) Execute It', 'EXPLAIN ANALYZE, against the estimate', run('execute'));
    const { role } = request;
    return [
      ...(role === undefined
        ? []
        : [
            item('$(shield) Without Row Security', 'What its policies cost', () =>
              this.policyCost(subject, role),
            ),
          ]),
      item('$(plug) On Another Connection…', 'The same statement there', run('connection')),
      item('$(person) As Another Role…', 'With its rights and policies', run('role')),
      other,
    ];
  }

  /** Both plans are made again, because what is compared must differ in nothing else. */
  private async policyCost({ request, editor }: ExplainSubject, role: string): Promise<undefined> {
    const { showPolicyCost } = await import('../policyCost/showPolicyCost');
    const { statement: text, values, settings = [], executes: analyze } = request;
    const place = { profileId: editor.profile.id, database: editor.session.server.database };
    const lens = { role, settings };
    await showPolicyCost({ ...this.parts, comparisons: this }, { text, values, lens, place, analyze });
    return undefined;
  }

  private async twoFiles(): Promise<Pair | undefined> {
    const before = await choosePlanFile('Choose the first plan', this.parts.panels);
    const after = before && (await choosePlanFile('Choose the second plan', this.parts.panels));
    return before && after && [before, after];
  }

  private async openAlone(name: string, origin: string, plan: FoundPlan): Promise<void> {
    const key = `compared:${name}`;
    await this.parts.panels.open({ kind: 'text', key, name, origin, plan, again: undefined });
  }
}

function jsonPlan(document: PlanDocument, text: string): FoundPlan {
  return { document, format: 'json', text, line: 1, problems: [], logged: undefined };
}

type Pair = readonly [before: ComparablePlan, after: ComparablePlan];
type Choose = () => Pair | undefined | Promise<Pair | undefined>;

interface ChoiceItem extends vscode.QuickPickItem {
  readonly choose?: Choose;
}

function item(label: string, description: string, choose: Choose): ChoiceItem {
  return { label, description, choose };
}

function planItem(plan: ComparablePlan, choose: Choose): ChoiceItem {
  const ms = plan.plan.executionMs;
  return {
    label: `$(graph) ${plan.name}`,
    description: [plan.origin, ms === undefined ? undefined : formatMs(ms)]
      .filter((part) => part !== undefined)
      .join(' · '),
    detail: plan.statement,
    choose,
  };
}

function section(label: string, items: readonly ChoiceItem[]): readonly ChoiceItem[] {
  return items.length === 0 ? [] : [{ label, kind: vscode.QuickPickItemKind.Separator }, ...items];
}
