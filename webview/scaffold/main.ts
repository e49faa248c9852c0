import type { Rpc } from '../../src/protocol/rpc';
import type { ScaffoldHost, ScaffoldPage } from '../../src/protocol/scaffold';
import { adoptStyles } from '../shared/adoptStyles';
import barCss from '../shared/bar.css';
import baseCss from '../shared/base.css';
import { connectHost } from '../shared/connectHost';
import { registerControls } from '../shared/controls';
import formCss from '../shared/form.css';
import scaffoldCss from './scaffold.css';
import { ScaffoldApp } from './scaffoldApp';

function start(): void {
  const root = document.getElementById('app');
  if (!root) {
    return;
  }
  adoptStyles(baseCss, barCss, formCss, scaffoldCss);
  registerControls();
  const rpc: Rpc<ScaffoldPage, ScaffoldHost> = connectHost<ScaffoldPage, ScaffoldHost>({
    show: (view) => app.show(view),
    run: (run) => app.showRun(run),
  });
  const app: ScaffoldApp = new ScaffoldApp(root, rpc.remote);
  rpc.remote.ready(null).then(
    (view) => app.show(view),
    (error: unknown) => app.fail(error),
  );
}

start();
