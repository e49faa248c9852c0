import path from 'node:path';
import { repositoryRoot } from './sourceFiles';

/** The thread that renders the Jinja of dbt's files, as the build made it. */
export const jinjaProgram = path.join(repositoryRoot, 'dist/threads/jinja.js');
