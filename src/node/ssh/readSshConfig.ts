import { promises as fs } from 'node:fs';
import path from 'node:path';
import { matchesPattern } from '../../core/connections/knownHosts';
import { expandHome } from '../expandHome';

/**
 * The text of a configuration file of OpenSSH with the files that it includes in their places. An Include that stands below
 * a `Host` or `Match` other than `Host *` is left out. So is a file that includes itself. A file
 * that cannot be read counts as empty, as in OpenSSH.
 */
export async function readSshConfig(file: string, within: readonly string[] = []): Promise<string> {
  const text = await fs.readFile(file, 'utf8').catch(() => '');
  const result: string[] = [];
  let forAll = true;
  for (const line of text.split(/\r?\n/)) {
    const [keyword, value] = splitLine(line);
    if (keyword === 'host' || keyword === 'match') {
      forAll = keyword === 'host' ? value === '*' : value.toLowerCase() === 'all';
    }
    if (keyword !== 'include') {
      result.push(line);
    } else if (forAll) {
      const parents = [...within, file];
      const files = await filesOf(value, path.dirname(parents[0] ?? file));
      for (const included of files.filter((each) => !parents.includes(each))) {
        // What follows applies to all hosts again, whatever the last block of the included file was.
        result.push('Host *', await readSshConfig(included, parents), 'Host *');
      }
    }
  }
  return result.join('\n');
}

function splitLine(line: string): readonly [string, string] {
  const match = /^\s*(\w+)(?:\s*=\s*|\s+)(.*?)\s*$/.exec(line);
  return [match?.[1]?.toLowerCase() ?? '', match?.[2] ?? ''];
}

/** The files of `Include a "b c" config.d/*`, relative ones beside the first file; a pattern may stand in the last part only. */
async function filesOf(value: string, folder: string): Promise<readonly string[]> {
  const words = (value.match(/"[^"]*"|\S+/g) ?? []).map((word) => word.replaceAll('"', ''));
  const lists = words.map(async (word) => {
    const file = path.resolve(folder, expandHome(word));
    const [place, name] = [path.dirname(file), path.basename(file)];
    const entries = /[*?]/.test(name) ? await fs.readdir(place).catch((): string[] => []) : [name];
    const found = entries.filter((entry) => matchesPattern(name, entry) && !entry.startsWith('.'));
    return found.sort().map((entry) => path.join(place, entry));
  });
  return (await Promise.all(lists)).flat();
}
