import type { LineageHost, LineagePage } from '../../src/protocol/lineage';
import type { Rpc } from '../../src/protocol/rpc';
import { adoptStyles } from '../shared/adoptStyles';
import barCss from '../shared/bar.css';
import baseCss from '../shared/base.css';
import { connectHost } from '../shared/connectHost';
import { registerControls } from '../shared/controls';
import drawingCss from '../shared/drawing.css';
import popupMenuCss from '../shared/popupMenu.css';
import lineageCss from './lineage.css';
import { LineageApp } from './lineageApp';

function start(): void {
  const root = document.getElementById('app');
  if (!root) {
    return;
  }
  adoptStyles(baseCss, barCss, popupMenuCss, drawingCss, lineageCss);
  registerControls();
  const rpc: Rpc<LineagePage, LineageHost> = connectHost<LineagePage, LineageHost>({
    show: (view) => app.show(view),
  });
  const app = new LineageApp(root, rpc.remote);
  void app.load();
}

start();
