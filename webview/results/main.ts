import type { ResultsHost, ResultsView } from '../../src/protocol/results';
import type { Rpc } from '../../src/protocol/rpc';
import { adoptStyles } from '../shared/adoptStyles';
import baseCss from '../shared/base.css';
import { connectHost } from '../shared/connectHost';
import { registerControls } from '../shared/controls';
import chartCss from './chart/chart.css';
import editingCss from './editing/editing.css';
import gridCss from './grid/grid.css';
import popupMenuCss from '../shared/popupMenu.css';
import resultsCss from './results.css';
import { ResultsApp } from './resultsApp';
import rowsCss from './rows/rows.css';

function start(): void {
  const root = document.getElementById('app');
  if (!root) {
    return;
  }
  adoptStyles(baseCss, resultsCss, gridCss, editingCss, popupMenuCss, rowsCss, chartCss);
  registerControls();
  const rpc: Rpc<ResultsView, ResultsHost> = connectHost<ResultsView, ResultsHost>({
    show: (run) => app.show(run),
    update: (update) => app.update(update),
    progress: (progress) => app.progress(progress),
  });
  const app: ResultsApp = new ResultsApp(root, rpc.remote);
  rpc.remote.ready(null).then(
    (run) => app.show(run),
    (error: unknown) => app.fail(error instanceof Error ? error.message : String(error)),
  );
}

start();
