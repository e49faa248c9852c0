import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../../base/disposable';
import { setContextKey } from '../../contextKeys';
import type { DbtService } from '../dbtService';
import { nodeOfUri } from './dbtModels';

/** Says in a context key whether the active editor shows a model, so that its menus offer what can be done with one. */
export function watchActiveModel(service: DbtService): Disposable {
  const store = new DisposableStore();
  const look = () => {
    const uri = vscode.window.activeTextEditor?.document.uri;
    setContextKey(
      'lakehouse.dbtModel',
      uri !== undefined && nodeOfUri(service, uri, ['model']) !== undefined,
    );
  };
  store.add(vscode.window.onDidChangeActiveTextEditor(look));
  store.add(service.onDidChange(look));
  look();
  return store;
}
