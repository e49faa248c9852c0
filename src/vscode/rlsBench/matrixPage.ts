import * as vscode from 'vscode';
import type { CancelSignal } from '../../base/cancelSignal';
import { type Disposable, DisposableStore } from '../../base/disposable';
import { UserError } from '../../base/userError';
import { themeColorOf } from '../../core/connections/connectionColor';
import type { ConnectionProfile } from '../../core/connections/connectionProfile';
import { takeableRoles } from '../../core/plan/running/roleQuery';
import { type Lens, readLensSettings } from '../../core/rowSecurity/lens';
import type { MatrixCell } from '../../core/rowSecurity/matrix';
import { type MatrixChoice, matrixChoices } from '../../core/rowSecurity/matrixChoices';
import { policySettings } from '../../core/rowSecurity/policySettings';
import { tryMatrix } from '../../core/rowSecurity/tryMatrix';
import { quoteQualified } from '../../core/sql/quote';
import type { Handlers, Rpc } from '../../protocol/rpc';
import {
  type MatrixHost,
  matrixHostValidators,
  type MatrixLens,
  type MatrixPage,
  type MatrixSetup,
} from '../../protocol/rowSecurityMatrix';
import { roleWords } from '../plan/running/askAround';
import type { Binding } from '../query/connectionBindings';
import { readSetting } from '../settings';
import { connectWebview, loadWebviewPage } from '../webview/webviewPage';
import type { RlsBenchParts } from './rlsBenchParts';

/** How many relations with row security are ticked when the page opens. */
const tickedAtFirst = 12;

/** The page that tries what each role can do to each relation of one database. */
export class MatrixPageHost implements Disposable {
  private readonly store = new DisposableStore();
  private readonly panel: vscode.WebviewPanel;
  private readonly rpc: Rpc<MatrixHost, MatrixPage>;
  private relations: readonly MatrixChoice[] = [];

  constructor(
    private readonly parts: RlsBenchParts,
    private readonly binding: Binding,
  ) {
    const title = 'Row Security Matrix';
    const panel = vscode.window.createWebviewPanel('lakehouse.rlsMatrix', title, vscode.ViewColumn.Active);
    this.panel = panel;
    panel.onDidDispose(() => this.store.dispose());
    this.rpc = this.store.add(
      connectWebview<MatrixHost, MatrixPage>(
        panel.webview,
        this.handlers(),
        matrixHostValidators,
        parts.runner,
      ),
    );
    loadWebviewPage(panel.webview, parts.context.extensionUri, { name: 'rlsMatrix', title });
  }

  dispose(): void {
    this.panel.dispose();
  }

  private handlers(): Handlers<MatrixHost> {
    return {
      ready: (_, signal) => this.setup(signal),
      run: ({ lenses, relations }, signal) => this.run(lenses, relations, signal),
      view: ({ lens, relation }) => this.view(lens, relation),
    };
  }

  private async setup(signal: CancelSignal): Promise<MatrixSetup> {
    const { connections } = this.parts;
    const { profileId, database: name } = this.binding;
    const database = await connections.database(profileId, name);
    const profile = this.profile();
    const roles = await database.read(takeableRoles(database.server.version), signal);
    this.relations = await database.read(matrixChoices, signal);
    return {
      connectionName: profile.name,
      database: database.server.database,
      environment: profile.environment,
      color: themeColorOf(profile),
      readOnly: profile.readOnly,
      roles: roles.map((role) => ({ name: role.name, words: roleWords(role) })),
      relations: this.relations,
      settings: await database.read(policySettings, signal),
      ticked: this.relations.flatMap(({ secured }, at) => (secured ? [at] : [])).slice(0, tickedAtFirst),
    };
  }

  /** @throws UserError for settings that are none; as `tryMatrix` */
  private async run(
    lenses: readonly MatrixLens[],
    relations: readonly number[],
    signal: CancelSignal,
  ): Promise<boolean> {
    const profile = this.profile();
    const request = {
      lenses: lenses.map(lensOf),
      relations: relations.map((at) => this.relation(at)),
      readOnly: profile.readOnly,
    };
    if (profile.environment === 'production' && !profile.readOnly && !(await this.agreed(profile))) {
      return false;
    }
    const { profileId, database } = this.binding;
    const session = await this.parts.connections.openSession(profileId, database);
    const cells: MatrixCell[] = [];
    const flush = () => {
      if (cells.length > 0) {
        this.rpc.notify.cells({ cells: cells.splice(0) });
      }
    };
    // Many cells are found in a moment.
    const timer = setInterval(flush, 100);
    try {
      await tryMatrix(session, request, (cell) => void cells.push(cell), signal);
      flush();
      return true;
    } finally {
      clearInterval(timer);
      await session.close();
    }
  }

  private agreed({ name }: ConnectionProfile): Promise<boolean> {
    return this.parts.confirm({
      message: `Try INSERT, UPDATE and DELETE on ${name}, which is production, and roll them back?`,
      detail:
        'Every statement is rolled back. What stays: numbers taken from sequences, and whatever triggers do outside the transaction. While a statement runs, it holds locks on the rows that it touches, for 5 seconds at most.',
      yes: 'Try and Roll Back',
    });
  }

  private async view(lens: MatrixLens, at: number): Promise<void> {
    const { schema, name } = this.relation(at);
    const { profileId, database } = this.binding;
    const limit = readSetting('lakehouse.explorer.selectTopRows');
    const sql = `SELECT * FROM ${quoteQualified(schema, name)} LIMIT ${limit};\n`;
    await this.parts.openAs(lensOf(lens), { profileId, database }, sql);
  }

  private profile(): ConnectionProfile {
    const profile = this.parts.connections.profile(this.binding.profileId);
    if (!profile) {
      throw new UserError('The connection of this page was removed. Close the page.');
    }
    return profile;
  }

  private relation(at: number): MatrixChoice {
    const relation = this.relations[at];
    if (!relation) {
      throw new UserError('The list of relations has changed. Close the page and open it again.');
    }
    return relation;
  }
}

function lensOf({ role, settings }: MatrixLens): Lens {
  return { role, settings: readLensSettings(settings) };
}
