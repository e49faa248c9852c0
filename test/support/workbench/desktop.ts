import { existsSync, realpathSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** The executable of an installed desktop VS Code that can open a window here; undefined when there is none. */
export function findDesktop(): string | undefined {
  if (process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) {
    return undefined;
  }
  return [...besideTheCommand(), ...usualPlaces()].find((file) => existsSync(file));
}

/** `code` on PATH is a script in the `bin` folder of the installation. */
function besideTheCommand(): string[] {
  if (process.platform !== 'linux') {
    return [];
  }
  return (process.env['PATH'] ?? '')
    .split(path.delimiter)
    .map((folder) => path.join(folder, 'code'))
    .filter((file) => existsSync(file))
    .map((file) => path.resolve(path.dirname(realpathSync(file)), '..', 'code'));
}

function usualPlaces(): string[] {
  if (process.platform === 'darwin') {
    return ['/Applications', path.join(os.homedir(), 'Applications')].map((folder) =>
      path.join(folder, 'Visual Studio Code.app', 'Contents', 'MacOS', 'Electron'),
    );
  }
  if (process.platform === 'win32') {
    const programs = path.join(process.env['LOCALAPPDATA'] ?? '', 'Programs');
    return [programs, process.env['PROGRAMFILES'] ?? ''].map((folder) =>
      path.join(folder, 'Microsoft VS Code', 'Code.exe'),
    );
  }
  return ['/usr/share/code/code', '/opt/visual-studio-code/code', '/usr/lib/code/code'];
}
