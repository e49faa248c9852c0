import type { MartHost, MartPage } from '../../src/protocol/mart';
import type { Rpc } from '../../src/protocol/rpc';
import { adoptStyles } from '../shared/adoptStyles';
import barCss from '../shared/bar.css';
import baseCss from '../shared/base.css';
import { connectHost } from '../shared/connectHost';
import { registerControls } from '../shared/controls';
import martCss from './mart.css';
import { MartApp } from './martApp';

function start(): void {
  const root = document.getElementById('app');
  if (!root) {
    return;
  }
  adoptStyles(baseCss, barCss, martCss);
  registerControls();
  const rpc: Rpc<MartPage, MartHost> = connectHost<MartPage, MartHost>({
    show: (header) => app.show(header),
  });
  const app: MartApp = new MartApp(root, rpc.remote);
  app.load();
}

start();
