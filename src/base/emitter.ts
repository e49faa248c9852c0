import { type Disposable, toDisposable } from './disposable';

/** Subscribes a listener. Compatible with `vscode.Event`. */
export type Event<T> = (listener: (value: T) => void) => Disposable;

/** A typed event for layers that may not import `vscode`. */
export class Emitter<T> implements Disposable {
  private readonly listeners = new Set<(value: T) => void>();

  readonly event: Event<T> = (listener) => {
    this.listeners.add(listener);
    return toDisposable(() => this.listeners.delete(listener));
  };

  fire(value: T): void {
    for (const listener of [...this.listeners]) {
      listener(value);
    }
  }

  dispose(): void {
    this.listeners.clear();
  }
}
