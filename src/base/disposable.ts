/** Something that holds a resource until `dispose` is called. */
export interface Disposable {
  dispose(): void;
}

/** Owns disposables and releases them in reverse order, once. */
export class DisposableStore implements Disposable {
  private readonly items: Disposable[] = [];
  private disposed = false;

  /** Takes ownership. After the store was disposed, the item is disposed at once. */
  add<T extends Disposable>(item: T): T {
    if (this.disposed) {
      item.dispose();
    } else {
      this.items.push(item);
    }
    return item;
  }

  dispose(): void {
    this.disposed = true;
    for (const item of this.items.splice(0).reverse()) {
      item.dispose();
    }
  }
}

/** A disposable that runs `release` at most once. */
export function toDisposable(release: () => void): Disposable {
  let released = false;
  return {
    dispose: () => {
      if (!released) {
        released = true;
        release();
      }
    },
  };
}
