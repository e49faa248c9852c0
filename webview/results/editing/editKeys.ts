/** What a key does while a result is edited; an object for a letter that begins a new value. */
export type EditKey =
  'open' | 'setNull' | 'addRow' | 'deleteRows' | 'undo' | 'redo' | { readonly typed: string };

/** The action of a key; undefined for one that is the grid's. */
export function editKey(event: KeyboardEvent): EditKey | undefined {
  const { key, shiftKey, altKey } = event;
  const modKey = event.ctrlKey || event.metaKey;
  if (event.isComposing || altKey) {
    return undefined;
  }
  if (modKey) {
    switch (key.toLowerCase()) {
      case 'z':
        return shiftKey ? 'redo' : 'undo';
      case 'y':
        return 'redo';
      case 'delete':
      case 'backspace':
        return 'deleteRows';
      default:
        return undefined;
    }
  }
  switch (key) {
    case 'Enter':
    case 'F2':
      return 'open';
    case 'Delete':
    case 'Backspace':
      return 'setNull';
    case 'Insert':
      return 'addRow';
    default:
      return Array.from(key).length === 1 && key !== ' ' ? { typed: key } : undefined;
  }
}
