import { readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Where libpq looks for services: `PGSERVICEFILE`, else the user's file, then the system's in `PGSYSCONFDIR`.
 * Source: PostgreSQL manual, "The Connection Service File".
 */
export function serviceFilePaths(environment: Environment = process.env): readonly string[] {
  const named = environment['PGSERVICEFILE'];
  const own =
    process.platform === 'win32'
      ? path.join(environment['APPDATA'] ?? os.homedir(), 'postgresql', '.pg_service.conf')
      : path.join(os.homedir(), '.pg_service.conf');
  const system = environment['PGSYSCONFDIR'];
  return [
    named !== undefined && named !== '' ? named : own,
    ...(system !== undefined && system !== '' ? [path.join(system, 'pg_service.conf')] : []),
  ];
}

/** No file of connections is larger: what is larger is not read. */
const largestBytes = 1024 * 1024;

/** The text of a file, in UTF-8 or, with its mark, UTF-16; undefined when there is none or it cannot be read. */
export async function readTextFile(file: string): Promise<string | undefined> {
  try {
    const bytes = await readFile(file);
    if (bytes.length > largestBytes) {
      return undefined;
    }
    const isUtf16 = bytes.length >= 2 && bytes[0] === 0xff && bytes[1] === 0xfe;
    return new TextDecoder(isUtf16 ? 'utf-16le' : 'utf-8').decode(bytes);
  } catch {
    return undefined;
  }
}
