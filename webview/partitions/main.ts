import type { PartitionsHost, PartitionsPage } from '../../src/protocol/partitions';
import type { Rpc } from '../../src/protocol/rpc';
import { adoptStyles } from '../shared/adoptStyles';
import barCss from '../shared/bar.css';
import baseCss from '../shared/base.css';
import { connectHost } from '../shared/connectHost';
import { registerControls } from '../shared/controls';
import partitionsCss from './partitions.css';
import { PartitionsApp } from './partitionsApp';

function start(): void {
  const root = document.getElementById('app');
  if (!root) {
    return;
  }
  adoptStyles(baseCss, barCss, partitionsCss);
  registerControls();
  const rpc: Rpc<PartitionsPage, PartitionsHost> = connectHost<PartitionsPage, PartitionsHost>({});
  void new PartitionsApp(root, rpc.remote).load();
}

start();
