import type { ConnectionHost, ConnectionPage } from '../../src/protocol/connection';
import type { Rpc } from '../../src/protocol/rpc';
import { adoptStyles } from '../shared/adoptStyles';
import baseCss from '../shared/base.css';
import { connectHost } from '../shared/connectHost';
import { registerControls } from '../shared/controls';
import formCss from '../shared/form.css';
import connectionCss from './connection.css';
import { ConnectionApp } from './connectionApp';

function start(): void {
  const root = document.getElementById('app');
  if (!root) {
    return;
  }
  adoptStyles(baseCss, formCss, connectionCss);
  registerControls();
  const rpc: Rpc<ConnectionPage, ConnectionHost> = connectHost<ConnectionPage, ConnectionHost>({
    show: (view) => app.show(view),
  });
  const app: ConnectionApp = new ConnectionApp(root, rpc.remote);
  rpc.remote.ready(null).then(
    (view) => app.show(view),
    (error: unknown) => app.fail(error),
  );
}

start();
