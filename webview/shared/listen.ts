import type { Disposable } from '../../src/base/disposable';

/** Listens to an element until it is disposed. */
export function listen<K extends keyof HTMLElementEventMap>(
  element: HTMLElement,
  type: K,
  listener: (event: HTMLElementEventMap[K]) => void,
  options?: AddEventListenerOptions,
): Disposable {
  element.addEventListener(type, listener, options);
  return { dispose: () => element.removeEventListener(type, listener, options) };
}
