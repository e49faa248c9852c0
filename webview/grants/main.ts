import type { GrantsHost, GrantsPage } from '../../src/protocol/grants';
import type { Rpc } from '../../src/protocol/rpc';
import { adoptStyles } from '../shared/adoptStyles';
import barCss from '../shared/bar.css';
import baseCss from '../shared/base.css';
import { connectHost } from '../shared/connectHost';
import { registerControls } from '../shared/controls';
import formCss from '../shared/form.css';
import grantsCss from './grants.css';
import { GrantsApp } from './grantsApp';

function start(): void {
  const root = document.getElementById('app');
  if (!root) {
    return;
  }
  adoptStyles(baseCss, barCss, formCss, grantsCss);
  registerControls();
  const rpc: Rpc<GrantsPage, GrantsHost> = connectHost<GrantsPage, GrantsHost>({
    show: (view) => app.show(view),
  });
  const app: GrantsApp = new GrantsApp(root, rpc.remote);
  app.load();
}

start();
