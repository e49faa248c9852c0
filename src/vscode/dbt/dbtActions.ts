import * as vscode from 'vscode';
import { assertNever } from '../../base/assertNever';
import { UserError } from '../../base/userError';
import { isRecord } from '../../base/validate';
import type { DbtFinding, DbtFix, DbtPlace } from '../../core/dbt/finding';
import type { DbtTarget } from '../../core/dbt/profiles/target';
import { debugText } from '../../core/dbt/report/debugText';
import { allFindings, type DbtProjectState } from '../../core/dbt/view/dbtState';
import { findingText } from '../../core/dbt/view/findingText';
import { showInformation } from '../notices';
import { readSetting } from '../settings';
import { chooseProject, chooseTarget, missingVariables } from './chooseDbt';
import { explanationUri } from './dbtExplanations';
import { applyFix } from './dbtFixes';
import type { DbtLive } from './dbtLive';
import type { DbtParts } from './dbtParts';
import type { DbtProjects } from './dbtProjects';
import { type DbtTree, subjectOf } from './dbtTree';
import type { DbtCommand } from './dbtCommands';

export interface DbtActionsOptions {
  readonly parts: DbtParts;
  readonly projects: DbtProjects;
  readonly tree: DbtTree;
  readonly live: DbtLive;
}

/** What can be done with projects, targets and findings, each on what a menu passes, else on what the user chooses. */
export class DbtActions {
  constructor(private readonly options: DbtActionsOptions) {}

  async run(command: DbtCommand, argument: unknown): Promise<void> {
    const { projects, parts, live } = this.options;
    switch (command) {
      case 'lakehouse.dbt.refresh':
        return projects.search();
      case 'lakehouse.dbt.checkProject':
        return this.checkProject(argument);
      case 'lakehouse.dbt.checkTarget': {
        const { state, target } = await this.target(argument, 'Check Target');
        return live.check(state, { targets: [target.name], byUser: true });
      }
      case 'lakehouse.dbt.chooseTarget':
        return this.chooseTarget(argument);
      case 'lakehouse.dbt.copyAsText':
        return this.copyAsText(argument);
      case 'lakehouse.dbt.fix':
        return this.fix(argument);
      case 'lakehouse.dbt.explain':
        return explain(checkOf(argument));
      case 'lakehouse.dbt.ignoreCheck':
        return ignoreCheck(argument);
      case 'lakehouse.dbt.askVariable':
        return this.askVariable(argument);
      case 'lakehouse.dbt.forgetVariables':
        return this.forgetVariables(argument);
      case 'lakehouse.dbt.useTarget': {
        const { state, target } = await this.target(argument, 'Use Target as Connection');
        const { useTarget } = await import('./useTarget');
        return useTarget(state, target, parts);
      }
      case 'lakehouse.dbt.writeTarget': {
        const { writeTarget } = await import('./writeTarget');
        return writeTarget(argument, parts, projects);
      }
      case 'lakehouse.dbt.startProject': {
        const { startProject } = await import('./startProject');
        return startProject(argument, parts, projects);
      }
      case 'lakehouse.dbt.openProfiles':
        return this.openProfiles(argument);
      case 'lakehouse.dbt.openPlace':
        return openPlace(argument);
      default:
        return assertNever(command);
    }
  }

  private async checkProject(argument: unknown): Promise<void> {
    const { projects } = this.options;
    const { project } = await this.project(argument, 'Check dbt Project');
    await projects.check(project.root);
    const state = projects.state(project.root);
    const findings = state ? allFindings(state) : [];
    await vscode.commands.executeCommand('lakehouse.dbt.focus');
    if (findings.length === 0) {
      void showInformation(`Nothing was found in the dbt project ${project.name}.`);
    }
  }

  private async chooseTarget(argument: unknown): Promise<void> {
    const { projects } = this.options;
    const state = await this.project(argument, 'Choose dbt Target');
    const subject = subjectOf(argument);
    const named = subject?.kind === 'target' ? subject.target : undefined;
    const target = named ?? (await chooseTarget(state, 'Choose dbt Target')).name;
    await projects.chooseTarget(state.project.root, target);
  }

  private async copyAsText(argument: unknown): Promise<void> {
    const { parts } = this.options;
    const { state, target } = await this.target(argument, 'Copy as Text');
    await vscode.env.clipboard.writeText(textOf(state, target, parts));
    void showInformation(
      `What is known of the target ${target.name} is in the clipboard, without its password.`,
    );
  }

  /** Lets the user choose a way to put a finding right, and does nothing to the database. */
  private async fix(argument: unknown): Promise<void> {
    const { parts, projects } = this.options;
    const request = fixOf(argument);
    if (request) {
      return applyFix(request, parts, projects);
    }
    const subject = subjectOf(argument) ?? this.options.tree.selected?.subject;
    if (subject?.kind !== 'finding') {
      throw new UserError('Choose a finding in the dbt view first.');
    }
    const { finding, root } = subject;
    const items = finding.fixes.map((fix) => ({ label: `$(${fixIcons[fix.kind]}) ${fix.title}`, fix }));
    if (items.length === 0) {
      return explain(finding.check);
    }
    const choice = await vscode.window.showQuickPick(items, {
      title: findingText(finding.message),
      placeHolder: 'Nothing runs before you have seen it.',
    });
    if (choice) {
      await applyFix({ root, finding, fix: choice.fix }, parts, projects);
    }
  }

  private async askVariable(argument: unknown): Promise<void> {
    const { parts, projects } = this.options;
    const state = await this.project(argument, 'Enter dbt Variable');
    const missing = missingVariables(state);
    const name =
      missing.length === 1
        ? missing[0]
        : missing.length === 0
          ? await vscode.window.showInputBox({
              title: 'Name of the environment variable',
              prompt: 'As env_var() names it in profiles.yml.',
              validateInput: (text) => (/^\w*$/.test(text) ? undefined : 'Letters, digits and _ only.'),
            })
          : await vscode.window.showQuickPick(missing, { title: 'Variable that is missing' });
    if (name !== undefined && name !== '' && (await parts.variables.ask(state.project.root, name))) {
      await projects.check(state.project.root);
    }
  }

  private async forgetVariables(argument: unknown): Promise<void> {
    const { parts, projects } = this.options;
    const { project } = await this.project(argument, 'Forget dbt Variables');
    const count = await parts.variables.forget(project.root);
    void showInformation(
      count === 0
        ? `No values were kept for the dbt project ${project.name}.`
        : `${String(count)} ${count === 1 ? 'value' : 'values'} of the dbt project ${project.name} ${count === 1 ? 'is' : 'are'} forgotten.`,
    );
    await projects.check(project.root);
  }

  private async openProfiles(argument: unknown): Promise<void> {
    const { project } = await this.project(argument, 'Open profiles.yml');
    const file = project.profiles?.document.file;
    if (file === undefined) {
      throw new UserError(
        `dbt would find no profiles.yml. It looks for ${project.profilesSearched.join(', ')}.`,
      );
    }
    const [place] = project.targets.filter(({ isDefault }) => isDefault).map((target) => target.place);
    await openPlace(place ?? { file, range: { start: 0, end: 0 } });
  }

  private async project(argument: unknown, title: string): Promise<DbtProjectState> {
    const { projects } = this.options;
    await projects.ready();
    const subject = subjectOf(argument);
    const known = subject && projects.state(subject.root);
    return known ?? chooseProject(projects, title);
  }

  private async target(
    argument: unknown,
    title: string,
  ): Promise<{ readonly state: DbtProjectState; readonly target: DbtTarget }> {
    const state = await this.project(argument, title);
    const subject = subjectOf(argument);
    const named =
      subject?.kind === 'target'
        ? state.project.targets.find(({ name }) => name === subject.target)
        : undefined;
    return { state, target: named ?? (await chooseTarget(state, title)) };
  }
}

const fixIcons: Readonly<Record<DbtFix['kind'], string>> = {
  edit: 'edit',
  scaffold: 'layout',
  sql: 'file-code',
};

function textOf(state: DbtProjectState, target: DbtTarget, { context }: DbtParts): string {
  const { version } = context.extension.packageJSON as { readonly version: string };
  const live = state.live.get(target.name);
  return debugText({
    program: `Lakehouse Postgres ${version}`,
    operatingSystem: `${process.platform} ${process.arch}`,
    project: state.project,
    target,
    findings: allFindings(state).filter((finding) => (finding.target ?? target.name) === target.name),
    connection: live?.kind === 'done' ? live.connection : { kind: 'not run' },
    steps: live?.kind === 'done' ? live.steps : undefined,
  });
}

async function explain(check: string): Promise<void> {
  try {
    await vscode.commands.executeCommand('markdown.showPreview', explanationUri(check));
  } catch {
    // Somebody may have switched the preview of Markdown off.
    await vscode.window.showTextDocument(explanationUri(check), { preview: true });
  }
}

async function ignoreCheck(argument: unknown): Promise<void> {
  const check = checkOf(argument);
  const before = readSetting('lakehouse.dbt.ignoredChecks');
  if (!before.includes(check)) {
    await vscode.workspace
      .getConfiguration()
      .update('lakehouse.dbt.ignoredChecks', [...before, check], vscode.ConfigurationTarget.Workspace);
  }
}

function checkOf(argument: unknown): string {
  const subject = subjectOf(argument);
  const check = subject?.kind === 'finding' ? subject.finding.check : isRecord(argument) && argument['check'];
  if (typeof check !== 'string') {
    throw new UserError('Choose a finding in the dbt view first.');
  }
  return check;
}

function fixOf(
  argument: unknown,
): { readonly root: string; readonly finding: DbtFinding; readonly fix: DbtFix } | undefined {
  return isRecord(argument) && isRecord(argument['fix']) && isRecord(argument['finding'])
    ? (argument as unknown as { root: string; finding: DbtFinding; fix: DbtFix })
    : undefined;
}

async function openPlace(argument: unknown): Promise<void> {
  if (!isRecord(argument) || typeof argument['file'] !== 'string' || !isRecord(argument['range'])) {
    return;
  }
  const { file, range } = argument as unknown as DbtPlace;
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(file));
  const selection = new vscode.Range(document.positionAt(range.start), document.positionAt(range.start));
  await vscode.window.showTextDocument(document, { preview: true, selection });
}
