import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The root of the checkout, seen from `out/test/support`. */
export const repositoryRoot = path.resolve(__dirname, '../../..');

export interface SourceFile {
  /** Relative to the root, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** Every TypeScript file below the folders, in a stable order. */
export function sourceFiles(...folders: readonly string[]): readonly SourceFile[] {
  return folders
    .flatMap((folder) =>
      readdirSync(path.join(repositoryRoot, folder), { recursive: true, withFileTypes: true }),
    )
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort()
    .map((file) => ({
      path: path.relative(repositoryRoot, file).split(path.sep).join('/'),
      text: readFileSync(file, 'utf8'),
    }));
}
