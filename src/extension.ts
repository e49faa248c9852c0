import type * as vscode from 'vscode';
import type { LakehouseExports } from './vscode/api/lakehouseApi';
import { registerApi } from './vscode/api/registerApi';
import { Connections } from './vscode/connections/connections';
import { LoginPasswords } from './vscode/connections/loginPasswords';
import { PasswordVault } from './vscode/connections/passwordVault';
import { registerConnections } from './vscode/connections/registerConnections';
import { SshDialogs } from './vscode/connections/sshDialogs';
import { sshGateway } from './vscode/connections/sshGateway';
import { registerCopy } from './vscode/copy/registerCopy';
import { dbtPasswords } from './vscode/dbt/dbtPasswords';
import { DbtVariables } from './vscode/dbt/dbtVariables';
import { registerDbt } from './vscode/dbt/registerDbt';
import { registerDdl } from './vscode/ddl/registerDdl';
import { registerExplorer } from './vscode/explorer/explorer';
import { registerExport } from './vscode/export/registerExport';
import { registerFormat } from './vscode/format/registerFormat';
import { registerHelp } from './vscode/help/registerHelp';
import { registerHistory } from './vscode/history/registerHistory';
import { createLog } from './vscode/outputLog';
import { registerParameters } from './vscode/parameters/registerParameters';
import { registerPlan } from './vscode/plan/registerPlan';
import { confirmModal } from './vscode/query/questions';
import { registerProgress } from './vscode/progress/registerProgress';
import { registerPsql } from './vscode/psql/registerPsql';
import { registerQuery } from './vscode/query/registerQuery';
import { registerRowSecurity } from './vscode/rlsBench/registerRowSecurity';
import { Runner } from './vscode/run';
import { registerSaved } from './vscode/saved/registerSaved';
import { registerSandbox } from './vscode/sandbox/registerSandbox';
import { SandboxService } from './vscode/sandbox/sandboxService';
import { registerScaffold } from './vscode/scaffold/registerScaffold';
import { registerSearch } from './vscode/search/registerSearch';
import { registerTransactions } from './vscode/transactions/registerTransactions';

/** Builds the services in the order of their dependencies and registers each feature. */
export function activate(context: vscode.ExtensionContext): LakehouseExports {
  const log = createLog();
  const runner = new Runner(log);
  const ssh = new SshDialogs(context.secrets, confirmModal);
  const vault = new PasswordVault(context.secrets, context.workspaceState, ssh);
  const variables = new DbtVariables(context.secrets, context.workspaceState);
  const ofTargets = dbtPasswords(context.extensionUri, variables);
  const passwords = new LoginPasswords(vault, sshGateway(ssh, context.globalStorageUri), ofTargets);
  const sandbox = new SandboxService(context);
  const connections = new Connections({ builtIn: sandbox, vault, passwords });
  const query = registerQuery({ context, runner, connections });

  const explorer = registerExplorer({ connections, runner, queries: query.opener, context });

  const { chosen, refreshAround, dbt } = explorer;
  const history = registerHistory({ context, runner, connections, query });
  const api = registerApi({ context, runner, connections, query, history });
  const plans = registerPlan({ context, runner, connections, query, history, dbt });
  const scaffold = registerScaffold({ context, runner, connections, query, chosen, sandbox, dbt });
  context.subscriptions.push(
    log,
    connections,
    sandbox,
    runner.command('lakehouse.showLog', () => log.show()),
    registerConnections({
      ...{ connections, vault, passwords, runner, extensionUri: context.extensionUri },
      mayDisconnect: query.mayDisconnect,
    }),
    query,
    registerExport({ context, runner, connections, query, chosen, refreshAround }),
    plans,
    registerParameters({ context, runner, query }),
    registerPsql(query),
    registerCopy(query),
    registerProgress(query),
    explorer,
    history,
    api,
    registerSaved({ runner, connections, query }),
    scaffold,
    registerDbt({ context, runner, connections, vault, variables, query, scaffold, plans, explorer }),
    registerDdl({ context, connections, runner, query, chosen }),
    // Around everything else: what a feature does for a statement belongs into the user's transaction.
    registerTransactions({ context, runner, connections, query }),
    registerRowSecurity({ context, runner, connections, query, chosen, sandbox }),
    registerSearch({ connections, runner, queries: query.opener, tree: explorer.databases }),
    registerSandbox({
      context,
      runner,
      service: sandbox,
      connections,
      queries: query.opener,
      reveal: (profileId, steps) => explorer.databases.reveal(profileId, steps),
    }),
    registerFormat(runner),
    registerHelp(context.extension, runner),
  );
  return api.exports;
}
