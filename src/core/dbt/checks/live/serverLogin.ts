import { stageOf } from '../../../connections/testReport';
import { connectCheck } from '../../live/connectCheck';
import { atLogin } from './serverTls';

export const serverLogin = connectCheck(
  {
    id: 'server-login',
    title: 'Login',
    explanation:
      'The server takes the user and the password of the target. One login is tried: a second one could lock the user out.',
  },
  ['user', 'password'],
  ({ kind }) => stageOf(kind) === 'login' && kind !== 'databaseMissing' && !atLogin.includes(kind),
);
