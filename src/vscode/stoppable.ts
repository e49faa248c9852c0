import * as vscode from 'vscode';

/**
 * Does work that takes its time, with a notification that says so and can stop it.
 * @param ended stops it too, for work that must not outlive who began it
 */
export function stoppable<T>(
  title: string,
  work: (stopped: AbortSignal) => Promise<T>,
  ended?: AbortSignal,
): Promise<T> {
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return Promise.resolve(
    vscode.window.withProgress(options, (_progress, token) => {
      const stop = new AbortController();
      token.onCancellationRequested(() => stop.abort());
      return work(ended ? AbortSignal.any([stop.signal, ended]) : stop.signal);
    }),
  );
}
