import type { ConversionHost, ConversionPage } from '../../src/protocol/conversion';
import type { Rpc } from '../../src/protocol/rpc';
import { adoptStyles } from '../shared/adoptStyles';
import barCss from '../shared/bar.css';
import baseCss from '../shared/base.css';
import { connectHost } from '../shared/connectHost';
import { registerControls } from '../shared/controls';
import formCss from '../shared/form.css';
import convertCss from './convert.css';
import { ConvertApp } from './convertApp';

function start(): void {
  const root = document.getElementById('app');
  if (!root) {
    return;
  }
  adoptStyles(baseCss, barCss, formCss, convertCss);
  registerControls();
  let app: ConvertApp | undefined = undefined;
  const rpc: Rpc<ConversionPage, ConversionHost> = connectHost<ConversionPage, ConversionHost>({
    show: (view) => app?.show(view),
  });
  app = new ConvertApp(root, rpc.remote);
  void app.load();
}

start();
