import { existsSync } from 'node:fs';
import path from 'node:path';
import type { ComposeService } from '../../../core/dbt/project/dbtProject';
import { type YamlNode, yamlValue } from '../../../core/dbt/yaml/yamlNode';
import { readText } from '../profiles/findProfiles';
import { readYaml } from '../yaml/readYaml';

const composeNames: readonly string[] = [
  'compose.yaml',
  'compose.yml',
  'docker-compose.yml',
  'docker-compose.yaml',
];

/** How many folders above a project are looked through for compose files. */
const levelsUp = 4;

/**
 * The services of the compose files beside and above a folder, up to the folder of the repository: their names are hosts for
 * containers only.
 */
export async function readComposeServices(root: string): Promise<readonly ComposeService[]> {
  const files = foldersUp(root).flatMap((folder) => composeNames.map((name) => path.join(folder, name)));
  const read = await Promise.all(files.map(async (file) => ({ file, found: await readText(file) })));
  return read.flatMap(({ file, found }) => (found.kind === 'text' ? servicesOf(file, found.text) : []));
}

/** Whether this process runs in a container: a dev container, a job of a CI. */
export function inContainer(): boolean {
  return existsSync('/.dockerenv') || existsSync('/run/.containerenv');
}

function foldersUp(root: string): readonly string[] {
  const folders = [root];
  for (let folder = root; folders.length <= levelsUp && !existsSync(path.join(folder, '.git'));) {
    const above = path.dirname(folder);
    if (above === folder) {
      break;
    }
    folders.push(above);
    folder = above;
  }
  return folders;
}

function servicesOf(file: string, text: string): readonly ComposeService[] {
  const services = yamlValue(readYaml(file, text).root, 'services');
  const entries = services?.kind === 'map' ? services.entries : [];
  return entries.map(({ key, value }) => ({
    name: key,
    file: path.basename(file),
    published: publishedPort(yamlValue(value, 'ports')),
  }));
}

/** The port of this machine behind which the container's 5432 is. Source: the compose specification, "ports". */
function publishedPort(ports: YamlNode | undefined): number | undefined {
  for (const item of ports?.kind === 'list' ? ports.items : []) {
    const [, published] =
      item.kind === 'scalar'
        ? (/(?:^|:)(\d+):5432(?:\/tcp)?$/.exec(String(item.value)) ?? [])
        : longForm(item);
    if (published !== undefined) {
      return Number(published);
    }
  }
  return undefined;
}

function longForm(item: YamlNode): readonly (string | undefined)[] {
  const scalar = (key: string) => {
    const node = yamlValue(item, key);
    return node?.kind === 'scalar' && node.value !== null ? String(node.value) : undefined;
  };
  return scalar('target') === '5432' ? [undefined, scalar('published')] : [];
}
