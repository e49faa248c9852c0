import type { ImportHost, ImportPage } from '../../src/protocol/importing';
import type { Rpc } from '../../src/protocol/rpc';
import { adoptStyles } from '../shared/adoptStyles';
import baseCss from '../shared/base.css';
import { connectHost } from '../shared/connectHost';
import { registerControls } from '../shared/controls';
import formCss from '../shared/form.css';
import importCss from './import.css';
import { ImportApp } from './importApp';

function start(): void {
  const root = document.getElementById('app');
  if (!root) {
    return;
  }
  adoptStyles(baseCss, formCss, importCss);
  registerControls();
  const rpc: Rpc<ImportPage, ImportHost> = connectHost<ImportPage, ImportHost>({
    show: (view) => app.show(view),
  });
  const app: ImportApp = new ImportApp(root, rpc.remote);
  rpc.remote.ready(null).then(
    (view) => app.show(view),
    (error: unknown) => app.fail(error),
  );
}

start();
