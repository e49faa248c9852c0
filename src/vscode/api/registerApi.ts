import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable';
import type { ConnectionService } from '../connections/connectionService';
import type { HistoryFeature } from '../history/registerHistory';
import { type Confirm, confirmModal } from '../query/questions';
import type { QueryFeature } from '../query/registerQuery';
import type { Runner } from '../run';
import type { ApiAccess } from './apiAccess';
import { callerOf } from './caller';
import type { LakehouseApi, LakehouseExports } from './lakehouseApi';

export interface ApiServices {
  readonly context: Pick<vscode.ExtensionContext, 'globalState' | 'extension'>;
  readonly runner: Runner;
  readonly connections: ConnectionService;
  readonly query: QueryFeature;
  readonly history: HistoryFeature;
  /** How questions are asked; a dialog unless named. */
  readonly confirm?: Confirm;
}

/** What other extensions may call; see docs/API.md. Its code is loaded by the first call. */
export function registerApi(services: ApiServices): Disposable & { readonly exports: LakehouseExports } {
  const { context, runner, confirm = confirmModal } = services;
  let opened: Promise<ApiAccess> | undefined;
  const open = () =>
    (opened ??= import('./apiAccess').then(({ ApiAccess }) => new ApiAccess(context.globalState, confirm)));
  const exports: LakehouseExports = {
    getApi: (version, claim) => {
      const wanted: unknown = version;
      if (wanted !== 1) {
        throw new Error(`Lakehouse Postgres has no API of version ${String(wanted)}. There is version 1.`);
      }
      const others = vscode.extensions.all.filter(({ id }) => id !== context.extension.id);
      const caller = callerOf(new Error().stack ?? '', claim?.extensionId, others);
      return lazyApi(async () => {
        const [access, { createApi }] = await Promise.all([open(), import('./createApi')]);
        return createApi({ ...services, access, confirm }, caller);
      });
    },
  };
  const command = runner.command('lakehouse.api.manageAccess', async () => {
    const [access, { manageAccess }] = await Promise.all([open(), import('./manageAccess')]);
    await manageAccess(access);
  });
  return {
    exports: Object.freeze(exports),
    dispose: () => {
      command.dispose();
    },
  };
}

function lazyApi(load: () => Promise<LakehouseApi>): LakehouseApi {
  return Object.freeze<LakehouseApi>({
    version: 1,
    connections: async () => (await load()).connections(),
    query: async (request) => (await load()).query(request),
    explain: async (request) => (await load()).explain(request),
    openResult: async (request) => (await load()).openResult(request),
    openQuery: async (request) => (await load()).openQuery(request),
  });
}
