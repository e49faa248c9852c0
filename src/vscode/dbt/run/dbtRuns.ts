import * as vscode from 'vscode';
import { assertNever } from '../../../base/assertNever';
import { CancelledError } from '../../../base/cancelSignal';
import { UserError } from '../../../base/userError';
import {
  commandText,
  dbtArguments,
  type DbtCommand,
  type DbtReach,
  nodeSelector,
} from '../../../core/dbt/run/dbtCommand';
import { runFailure } from '../../../core/dbt/run/runFailure';
import { commonTables, previewSql } from '../../../core/dbt/run/previewSql';
import type { DbtProjectState } from '../../../core/dbt/view/dbtState';
import { lineComment } from '../../../core/sql/lineComment';
import { displayName } from '../../../core/explorer/displayName';
import { installedDbt } from '../../../node/dbt/run/installedDbt';
import { isYamlFile } from '../../../core/dbt/refs/graphNames';
import { redactSecrets } from '../../../core/connections/redact';
import { runDbt } from '../../../node/dbt/run/runDbt';
import { readSetting } from '../../settings';
import type { PlanFeature } from '../../plan/registerPlan';
import { chooseProject } from '../chooseDbt';
import type { DbtParts } from '../dbtParts';
import type { DbtService } from '../dbtService';
import { subjectOf } from '../dbtTree';
import { knownConnection } from '../targetConnection';
import { CompiledErrors, type ModelSource } from './compiledErrors';
import { type CompiledModel, compiledModel, type CompileParts, secretsOf } from './compiledModel';
import { type MeantNode, meantNode } from './dbtModels';
import { shownPlace } from './dbtPlace';
import { DbtPrograms } from './dbtPrograms';
import type { DbtRunCommand } from './dbtRunCommands';
import { DbtTerminal } from './dbtTerminal';
import { targetDatabase } from './targetDatabase';

/** What dbt says of a node, or a test, that did not succeed. */
const failures: ReadonlySet<string> = new Set(['error', 'fail', 'runtime error', 'partial success']);

/** Runs dbt, always on the target that is shown, and looks at what its models select. */
export class DbtRuns implements vscode.Disposable {
  private readonly terminals = new Map<string, DbtTerminal>();
  private readonly programs: DbtPrograms;
  private readonly errors = new CompiledErrors();
  private readonly compile: CompileParts;
  private readonly ended = new AbortController();

  constructor(
    private readonly parts: DbtParts,
    private readonly service: DbtService,
    private readonly plans: PlanFeature,
  ) {
    this.programs = new DbtPrograms(parts);
    const folder = vscode.Uri.joinPath(parts.context.globalStorageUri, 'dbt').fsPath;
    this.compile = {
      service,
      programs: this.programs,
      folder,
      errors: this.errors,
      ended: this.ended.signal,
    };
  }

  /** @throws UserError, CancelledError, ServerError */
  async run(command: DbtRunCommand, argument: unknown): Promise<void> {
    switch (command) {
      case 'lakehouse.dbt.build':
        return this.onNode('build', argument, 'alone');
      case 'lakehouse.dbt.run':
        return this.onNode('run', argument, 'alone');
      case 'lakehouse.dbt.test':
        return this.onNode('test', argument, 'alone');
      case 'lakehouse.dbt.buildProject':
        return this.onProject('build', argument);
      case 'lakehouse.dbt.testProject':
        return this.onProject('test', argument);
      case 'lakehouse.dbt.buildWith':
        return this.buildWith(argument);
      case 'lakehouse.dbt.stop':
        return this.stop();
      case 'lakehouse.dbt.compile':
        return this.showCompiled(argument);
      case 'lakehouse.dbt.preview':
        return this.preview(argument);
      case 'lakehouse.dbt.explainModel':
        return this.explain(argument);
      case 'lakehouse.dbt.comparePlans':
        return this.comparePlans(argument);
      default:
        return assertNever(command);
    }
  }

  dispose(): void {
    this.ended.abort(new CancelledError());
    this.terminals.forEach((terminal) => terminal.dispose());
    this.errors.dispose();
  }

  private async onNode(task: 'build' | 'run' | 'test', argument: unknown, reach: DbtReach): Promise<void> {
    const { state, node } = await meantNode(this.service, argument, task);
    await this.dbt(state, { task, select: [nodeSelector(node, state.project.name, reach)] });
  }

  private async onProject(task: 'build' | 'test', argument: unknown): Promise<void> {
    await this.service.ready();
    const subject = subjectOf(argument);
    const known = subject && this.service.state(subject.root);
    const title = task === 'build' ? 'Build dbt Project' : 'Test dbt Project';
    await this.dbt(known ?? (await chooseProject(this.service, title)), { task, select: [] });
  }

  private async buildWith(argument: unknown): Promise<void> {
    const { state, node } = await meantNode(this.service, argument, 'build');
    const name = displayName(node.name);
    const one = (reach: DbtReach, fullRefresh = false): DbtCommand => ({
      ...{ task: 'build', select: [nodeSelector(node, state.project.name, reach)], fullRefresh },
    });
    const items = [
      { label: `$(arrow-up) ${name} and its parents`, description: `+${name}`, command: one('parents') },
      { label: `$(arrow-down) ${name} and its children`, description: `${name}+`, command: one('children') },
      {
        label: `$(arrow-both) Parents, ${name} and children`,
        description: `+${name}+`,
        command: one('both'),
      },
      {
        label: `$(refresh) ${name} from nothing`,
        description: '--full-refresh, for incremental models',
        command: one('alone', true),
      },
      {
        label: '$(layers) The whole project',
        description: displayName(state.project.name),
        command: { task: 'build', select: [] } satisfies DbtCommand,
      },
    ];
    const placeHolder = `On the target ${displayName(state.shown?.name ?? '')}`;
    const choice = await vscode.window.showQuickPick(items, { title: `Build ${name} with…`, placeHolder });
    if (choice) {
      await this.dbt(state, choice.command);
    }
  }

  private async dbt(state: DbtProjectState, command: DbtCommand): Promise<void> {
    const { place, target } = shownPlace(state);
    const { root, name } = state.project;
    this.refuseSecond(root, name);
    const env = await this.service.environment(root);
    const program = await this.programs.program(root, target, env);
    const args = dbtArguments(command, place);
    const title = commandText('dbt', args);
    if (this.isProduction(state) && !(await this.parts.confirm(productionQuestion(target.name, title)))) {
      throw new CancelledError();
    }
    await vscode.workspace.saveAll(false);
    const version = await installedDbt(program);
    this.refuseSecond(root, name);
    this.errors.clear(root);
    const startedAt = Date.now();
    const printed: string[] = [];
    const code = await this.terminal(root, name).run(title, (print, signal) => {
      print(`${displayName(program)}${version === undefined ? '' : `, ${version}`}\n`);
      const output = (text: string) => {
        printed.push(text);
        print(text);
      };
      return runDbt({ program, args, cwd: root, env, output }, signal);
    });
    await this.service.check(root);
    if (code !== 0) {
      const said = redactSecrets(printed.join(''), secretsOf(env));
      await this.errors.notCompiled(root, said);
      const failed = await this.markFailed(root, startedAt);
      throw new UserError(runFailure({ task: command.task, failed, printed: said }), {
        action: { title: 'Show Terminal', command: 'workbench.action.terminal.focus' },
      });
    }
  }

  private refuseSecond(root: string, name: string): void {
    if (this.terminals.get(root)?.isRunning === true) {
      throw new UserError(`dbt is still at work in ${displayName(name)}. Wait for it, or stop it.`, {
        action: { title: 'Stop dbt', command: 'lakehouse.dbt.stop' },
      });
    }
  }

  /** The names of the nodes that failed since a moment, each marked in its file where the server said why. */
  private async markFailed(root: string, startedAt: number): Promise<readonly string[]> {
    const state = this.service.state(root);
    const failed = [...(state?.runs ?? [])].flatMap(([id, run]) => {
      const node = state?.graph?.nodes.get(id);
      const isNew = Date.parse(run.at) >= startedAt && failures.has(run.status);
      return node && isNew ? [{ node, run }] : [];
    });
    for (const { node, run } of failed) {
      if (node.package === state?.graph?.project && !isYamlFile(node.file)) {
        await this.errors.notRun(root, node.file, run);
      }
    }
    return failed.map(({ node }) => displayName(node.name));
  }

  /** Where the connection of the same server is for production, or the target says that it is. */
  private isProduction(state: DbtProjectState): boolean {
    const { target } = shownPlace(state);
    const known = knownConnection(state.project.root, target, this.parts);
    return known?.environment === 'production' || /^prod(uction)?$/i.test(target.name);
  }

  private terminal(root: string, name: string): DbtTerminal {
    const known = this.terminals.get(root);
    if (known && !known.isClosed) {
      return known;
    }
    known?.dispose();
    const terminal = new DbtTerminal(`dbt ${displayName(name)}`);
    this.terminals.set(root, terminal);
    return terminal;
  }

  private async stop(): Promise<void> {
    const running = [...this.terminals.values()].filter(({ isRunning }) => isRunning);
    if (running.length === 0) {
      throw new UserError('No dbt is at work.');
    }
    await Promise.all(running.map((terminal) => terminal.stop()));
  }

  private async showCompiled(argument: unknown): Promise<void> {
    const meant = await meantNode(this.service, argument, 'compile');
    const { sql, origin, source } = await this.compiled(meant, 'dbt');
    const content = `${heading(meant, origin)}\n${sql}\n`;
    const document = await vscode.workspace.openTextDocument({ language: 'sql', content });
    await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside, preview: true });
    this.follow(document.uri, source);
  }

  private async preview(argument: unknown): Promise<void> {
    const meant = await meantNode(this.service, argument, 'preview');
    const { sql, origin, source } = await this.compiled(meant, 'whoever can');
    const tables = commonTables(sql);
    const table = tables.length === 0 ? undefined : await chooseTable(meant.node.name, tables);
    if (table === 'none') {
      return;
    }
    const limit = readSetting('lakehouse.dbt.previewRows');
    const text = previewSql(sql, limit, table);
    if (text === undefined) {
      throw new UserError(`${meant.node.name} is not one query, so it has no rows to show.`);
    }
    const connection = await this.connection(meant);
    const { id, database } = connection;
    const uri = await this.parts.queries.open(id, database, `${heading(meant, origin)}\n${text};\n`);
    this.follow(uri, source);
    await vscode.commands.executeCommand('lakehouse.query.runFile');
  }

  private async explain(argument: unknown): Promise<void> {
    const meant = await meantNode(this.service, argument, 'explain');
    const { sql, origin, source } = await this.compiled(meant, 'whoever can');
    const connection = await this.connection(meant);
    const text = `${heading(meant, origin)}\n${sql}\n`;
    const uri = await this.parts.queries.open(connection.id, connection.database, text);
    this.follow(uri, source);
    const editor = await vscode.window.showTextDocument(uri);
    const end = editor.document.positionAt(editor.document.getText().trimEnd().length);
    editor.selection = new vscode.Selection(end, end);
    await vscode.commands.executeCommand('lakehouse.plan.explainWithOptions');
  }

  private async comparePlans(argument: unknown): Promise<void> {
    const meant = await meantNode(this.service, argument, 'compare');
    const { comparePlans } = await import('./comparePlans');
    const { parts, plans, compile } = this;
    await comparePlans(meant, { parts, plans, compile });
  }

  private follow(compiled: vscode.Uri, source: ModelSource | undefined): void {
    if (source) {
      this.errors.follow(compiled, source);
    }
  }

  private compiled(meant: MeantNode, by: 'whoever can' | 'dbt'): Promise<CompiledModel> {
    return compiledModel(meant, by, this.compile);
  }

  private connection({ state }: MeantNode) {
    return targetDatabase(state, shownPlace(state).target, this.parts);
  }
}

/** `none` when the user chose nothing; undefined for the whole model. */
async function chooseTable(name: string, tables: ReturnType<typeof commonTables>) {
  const whole = { label: `$(table) ${displayName(name)}`, description: 'The whole model', table: undefined };
  const items = [
    whole,
    ...tables.map((table) => ({
      label: `$(symbol-variable) ${displayName(table.name)}`,
      description: 'A query of its WITH',
      table,
    })),
  ];
  const choice = await vscode.window.showQuickPick(items, {
    title: `Preview ${displayName(name)}`,
    placeHolder: 'Choose what to see the first rows of',
  });
  return choice ? choice.table : 'none';
}

/** What the text is, on its first line. */
function heading({ node }: MeantNode, origin: string): string {
  return lineComment(displayName(`${node.name}: ${origin}`));
}

function productionQuestion(target: string, command: string) {
  return {
    message: `Run dbt on ${displayName(target)}, which is production?`,
    detail: displayName(command),
    yes: 'Run dbt',
  };
}
