import type { GraphHost, GraphPage } from '../../src/protocol/graph';
import type { Rpc } from '../../src/protocol/rpc';
import { adoptStyles } from '../shared/adoptStyles';
import barCss from '../shared/bar.css';
import baseCss from '../shared/base.css';
import { connectHost } from '../shared/connectHost';
import { registerControls } from '../shared/controls';
import drawingCss from '../shared/drawing.css';
import graphCss from './graph.css';
import { GraphApp } from './graphApp';

function start(): void {
  const root = document.getElementById('app');
  if (!root) {
    return;
  }
  adoptStyles(baseCss, barCss, drawingCss, graphCss);
  registerControls();
  const rpc: Rpc<GraphPage, GraphHost> = connectHost<GraphPage, GraphHost>({});
  const app = new GraphApp(root, rpc.remote);
  void app.load();
}

start();
