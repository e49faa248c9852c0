import type { PlanHost, PlanPanel } from '../../src/protocol/plan';
import type { Rpc } from '../../src/protocol/rpc';
import { adoptStyles } from '../shared/adoptStyles';
import baseCss from '../shared/base.css';
import { connectHost } from '../shared/connectHost';
import { registerControls } from '../shared/controls';
import treeRowsCss from '../shared/treeRows.css';
import popupMenuCss from '../shared/popupMenu.css';
import { takeDroppedTexts } from './dropText';
import adviceCss from './advice/advice.css';
import planCss from './plan.css';
import runningCss from './running/running.css';
import { PlanApp } from './planApp';
import viewsCss from './views/views.css';
import trialCss from './verify/trial.css';

function start(): void {
  const root = document.getElementById('app');
  if (!root) {
    return;
  }
  adoptStyles(baseCss, popupMenuCss, treeRowsCss, planCss, runningCss, adviceCss, trialCss, viewsCss);
  registerControls();
  const rpc: Rpc<PlanPanel, PlanHost> = connectHost<PlanPanel, PlanHost>({
    show: (view) => app.show(view),
    advised: (list) => app.advised(list),
    trial: (trial) => app.tried(trial),
  });
  const app: PlanApp = new PlanApp(root, rpc.remote);
  takeDroppedTexts(document.body, (dropped) => void rpc.remote.openText(dropped).catch(() => undefined));
  rpc.remote.ready(null).then(
    (view) => app.show(view),
    (error: unknown) => app.fail(error instanceof Error ? error.message : String(error)),
  );
}

start();
