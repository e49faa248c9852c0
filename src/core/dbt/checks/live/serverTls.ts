import type { ConnectFailureKind } from '../../../connections/connectFailure';
import { stageOf } from '../../../connections/testReport';
import { connectCheck } from '../../live/connectCheck';

/** What the line is to blame for, although it shows only at the login. */
export const atLogin: readonly ConnectFailureKind[] = [
  'tlsRequired',
  'cleartextRefused',
  'channelBindingMissing',
];

export const serverTls = connectCheck(
  {
    id: 'server-tls',
    title: 'TLS',
    explanation: 'The line is protected as sslmode says, with the meaning that libpq, and so dbt, gives it.',
  },
  ['sslmode', 'sslrootcert', 'sslcert', 'host'],
  ({ kind }) => stageOf(kind) === 'line' || atLogin.includes(kind),
);
