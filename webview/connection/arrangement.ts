import { isRecord, isString } from '../../src/base/validate';
import { vscodeApi } from '../shared/vscodeApi';

/** The sections that the user opened: all that the page keeps. What is typed is kept by the host, without the page. */
export function savedSections(): readonly string[] {
  const state = vscodeApi.getState();
  const open = isRecord(state) ? state['open'] : undefined;
  return Array.isArray(open) ? open.filter(isString) : [];
}

export function saveSections(open: readonly string[]): void {
  vscodeApi.setState({ open });
}
