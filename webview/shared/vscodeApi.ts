import type { Channel } from '../../src/protocol/rpc';

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** The one handle that a webview has on its host; VS Code gives it out only once. */
export const vscodeApi = acquireVsCodeApi();

/** The channel to the extension host. */
export const hostChannel: Channel = {
  post: (message) => vscodeApi.postMessage(message),
  onMessage: (listener) => {
    const handler = (event: MessageEvent<unknown>) => listener(event.data);
    window.addEventListener('message', handler);
    return { dispose: () => window.removeEventListener('message', handler) };
  },
};
