/** A keybinding as package.json contributes it. */
export interface Keybinding {
  readonly command: string;
  readonly key: string;
  readonly mac?: string;
}

/** The keys of a command, as a person reads them; empty when it has none. */
export function keysOf(command: string, bindings: readonly Keybinding[], platform: string): string {
  const binding = bindings.find((each) => each.command === command);
  const keys = platform === 'darwin' ? (binding?.mac ?? binding?.key) : binding?.key;
  return (keys ?? '')
    .split(' ')
    .map((chord) => chord.split('+').map(capital).join('+'))
    .join(' ');
}

function capital(key: string): string {
  return key.charAt(0).toUpperCase() + key.slice(1);
}
