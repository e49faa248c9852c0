import * as vscode from 'vscode';
import { CancelledError } from '../../base/cancelSignal';

/** Milliseconds that something may take before it is worth a notification. */
const patienceMs = 800;

/** Runs work; when it is slow, with a progress that can be cancelled. */
export async function withSlowProgress<T>(
  title: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const working = work(controller.signal);
  const settled = working.then(
    () => undefined,
    () => undefined,
  );
  if (await isSlow(settled)) {
    const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
    await vscode.window.withProgress(options, async (_, token) => {
      const cancelling = token.onCancellationRequested(() => controller.abort(new CancelledError()));
      await settled;
      cancelling.dispose();
    });
  }
  return working;
}

async function isSlow(settled: Promise<void>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const slow = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(true), patienceMs);
  });
  try {
    return await Promise.race([settled.then(() => false), slow]);
  } finally {
    clearTimeout(timer);
  }
}
