import path from 'node:path';
import { repositoryRoot } from './sourceFiles';

/** The thread that encodes rows, as the build made it. */
export const encodeProgram = path.join(repositoryRoot, 'dist/threads/encode.js');
