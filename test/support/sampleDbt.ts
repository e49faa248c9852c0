import { cp, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

/** The dbt project that demo/ shows. */
export const sampleDbtFolder = path.join(__dirname, '../../../demo/dbt');

/** A copy of a dbt project, so that what dbt writes never lands in the checkout. */
export interface DbtCopy {
  readonly folder: string;
  remove(): Promise<void>;
}

/** Copies a project without what dbt has written into it. */
export async function copyDbtProject(source: string = sampleDbtFolder): Promise<DbtCopy> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'lakehouse-dbt-'));
  const written = ['target', 'logs', 'dbt_packages'].map((name) => path.join(source, name));
  await cp(source, folder, { recursive: true, filter: (file) => !written.includes(file) });
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** The variables of the sample's profiles.yml, for a server with the sample lakehouse. */
export function sampleDbtEnvironment(
  server: { readonly host: string; readonly port: number; readonly user: string; readonly password: string },
  database: string,
): Record<string, string> {
  return {
    LAKEHOUSE_DEMO_HOST: server.host,
    LAKEHOUSE_DEMO_PORT: String(server.port),
    LAKEHOUSE_DEMO_USER: server.user,
    LAKEHOUSE_DEMO_PASSWORD: server.password,
    LAKEHOUSE_DEMO_DATABASE: database,
  };
}
