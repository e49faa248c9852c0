import type { Rpc } from '../../src/protocol/rpc';
import type { MatrixHost, MatrixPage } from '../../src/protocol/rowSecurityMatrix';
import { adoptStyles } from '../shared/adoptStyles';
import barCss from '../shared/bar.css';
import baseCss from '../shared/base.css';
import { connectHost } from '../shared/connectHost';
import { registerControls } from '../shared/controls';
import formCss from '../shared/form.css';
import matrixCss from './matrix.css';
import { MatrixApp } from './matrixApp';

function start(): void {
  const root = document.getElementById('app');
  if (!root) {
    return;
  }
  adoptStyles(baseCss, barCss, formCss, matrixCss);
  registerControls();
  const rpc: Rpc<MatrixPage, MatrixHost> = connectHost<MatrixPage, MatrixHost>({
    cells: ({ cells }) => app.take(cells),
  });
  const app: MatrixApp = new MatrixApp(root, rpc.remote);
  void app.load();
}

start();
