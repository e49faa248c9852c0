import type { ComparisonHost, ComparisonPage } from '../../src/protocol/planComparison';
import type { Rpc } from '../../src/protocol/rpc';
import { adoptStyles } from '../shared/adoptStyles';
import baseCss from '../shared/base.css';
import { connectHost } from '../shared/connectHost';
import { registerControls } from '../shared/controls';
import treeRowsCss from '../shared/treeRows.css';
import comparePlansCss from './comparePlans.css';
import { ComparePlansApp } from './comparePlansApp';

function start(): void {
  const root = document.getElementById('app');
  if (!root) {
    return;
  }
  adoptStyles(baseCss, treeRowsCss, comparePlansCss);
  registerControls();
  const rpc: Rpc<ComparisonPage, ComparisonHost> = connectHost<ComparisonPage, ComparisonHost>({
    show: (view) => app.show(view),
  });
  const app: ComparePlansApp = new ComparePlansApp(root, rpc.remote);
  rpc.remote.ready(null).then(
    (view) => app.show(view),
    (error: unknown) => app.fail(error instanceof Error ? error.message : String(error)),
  );
}

start();
