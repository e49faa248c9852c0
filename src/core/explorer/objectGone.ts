/** The object behind a node was dropped or renamed since the list was read. */
export class ObjectGoneError extends Error {
  constructor(kind: string, name: string) {
    super(`The ${kind} ${name} no longer exists: it was dropped or renamed. The list was refreshed.`);
    this.name = 'ObjectGoneError';
  }
}
