import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable';
import type { DbtFinding, DbtSeverity } from '../../core/dbt/finding';
import { type PlacedFinding, placeFindings } from '../../core/dbt/report/placedFinding';
import { allFindings, type DbtProjectState } from '../../core/dbt/view/dbtState';
import { problemText } from '../../core/dbt/view/findingText';
import { fileOfNode } from '../../node/dbt/project/fileOfNode';
import { textsOf } from '../../node/dbt/textsOf';
import { onDidChangeSetting, readSetting } from '../settings';
import { explanationUri } from './dbtExplanations';
import type { DbtService } from './dbtService';
import { editorText } from './editorText';

/** What the findings of a problem are called in the list of problems. */
export const dbtSource = 'dbt (Lakehouse)';

/** A finding with the problem that shows it. */
export interface ShownFinding {
  readonly root: string;
  readonly finding: DbtFinding;
  readonly diagnostic: vscode.Diagnostic;
}

/** Shows findings as problems. The collection is our own, so nothing that another extension says is touched. */
export class DbtProblems implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly collection = this.owned.add(vscode.languages.createDiagnosticCollection('lakehouse-dbt'));
  private shown = new Map<string, readonly ShownFinding[]>();
  private drawing: Promise<void> = Promise.resolve();

  constructor(private readonly projects: Pick<DbtService, 'states' | 'onDidChange'>) {
    const draw = () => {
      this.drawing = this.draw();
    };
    this.owned.add(projects.onDidChange(draw));
    this.owned.add(onDidChangeSetting(['lakehouse.dbt.problems'], draw));
    draw();
  }

  /** What is shown of a file. */
  of(file: vscode.Uri): readonly ShownFinding[] {
    return this.shown.get(file.fsPath) ?? [];
  }

  /** Resolves when what is known is shown, for tests. */
  async settled(): Promise<void> {
    await this.drawing;
  }

  dispose(): void {
    this.owned.dispose();
  }

  private async draw(): Promise<void> {
    const { states } = this.projects;
    const placed = await Promise.all(states.map(placedFindings));
    const newest = this.projects.states;
    if (newest.length !== states.length || newest.some((state, at) => state !== states[at])) {
      // A newer state is being drawn.
      return;
    }
    const next = new Map<string, ShownFinding[]>();
    placed.forEach((findings, at) => {
      const root = states[at]?.project.root ?? '';
      if (!readSetting('lakehouse.dbt.problems', vscode.Uri.file(root))) {
        return;
      }
      for (const each of findings) {
        const list = next.get(each.file) ?? [];
        list.push({ root, finding: each.finding, diagnostic: diagnosticOf(each) });
        next.set(each.file, list);
      }
    });
    this.put(next);
  }

  /** Only files whose problems changed are told, so that marks of others do not flicker. */
  private put(next: ReadonlyMap<string, readonly ShownFinding[]>): void {
    for (const file of new Set([...this.shown.keys(), ...next.keys()])) {
      const before = this.shown.get(file) ?? [];
      const after = next.get(file) ?? [];
      if (textOf(before) !== textOf(after)) {
        this.collection.set(
          vscode.Uri.file(file),
          after.map(({ diagnostic }) => diagnostic),
        );
      }
    }
    this.shown = new Map(next);
  }
}

async function placedFindings(state: DbtProjectState): Promise<readonly PlacedFinding[]> {
  const { project, graph } = state;
  const findings = allFindings(state);
  const nodeFile = (id: string): string | undefined => {
    const node = graph?.nodes.get(id);
    return node && fileOfNode(project, node);
  };
  const texts = await textsOf(project, findings, editorText);
  return placeFindings(findings, project, (file) => texts.get(file), nodeFile);
}

function diagnosticOf({ finding, start, end }: PlacedFinding): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(
    new vscode.Range(start.line, start.column, end.line, end.column),
    problemText(finding),
    severities[finding.severity],
  );
  diagnostic.source = dbtSource;
  diagnostic.code = { value: finding.check, target: explanationUri(finding.check) };
  return diagnostic;
}

const severities: Readonly<Record<DbtSeverity, vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  hint: vscode.DiagnosticSeverity.Information,
};

function textOf(findings: readonly ShownFinding[]): string {
  return JSON.stringify(
    findings.map(({ finding, diagnostic: { message, range } }) => [finding.check, message, range]),
  );
}
