import { stageOf } from '../../../connections/testReport';
import { connectCheck } from '../../live/connectCheck';

export const serverReach = connectCheck(
  {
    id: 'server-reach',
    title: 'Server answers',
    explanation: 'dbt cannot do anything on a target whose server it does not reach.',
  },
  ['host', 'port'],
  ({ kind }) => stageOf(kind) === 'reach',
);
