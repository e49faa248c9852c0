import { provideVSCodeDesignSystem, vsCodeButton, vsCodeProgressRing } from '@vscode/webview-ui-toolkit';

/**
 * The standard controls that our pages use, and no others, so that the bundles stay small. The toolkit is no longer
 * developed: whoever replaces it defines `vscode-button` and `vscode-progress-ring` here, and the pages stay as they are.
 */
export function registerControls(): void {
  provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeProgressRing());
}
