import assert from 'node:assert/strict';
import { normalizeConnection } from '../../../src/core/connections/normalizeConnection';
import {
  type PastedConnection,
  pastedConnections,
  writePastedConnections,
} from '../../support/pastedConnections';

/** The port that the expected texts were written with. */
const port = '54321';

/** UPDATE=1 writes what is read, to be looked at as a diff. */
describe('A pasted connection', () => {
  if (process.env.UPDATE === '1') {
    writePastedConnections(pastedConnections().map((pasted) => ({ ...pasted, ...readAgain(pasted) })));
  }

  for (const pasted of pastedConnections()) {
    it(`is read: ${JSON.stringify(pasted.input)}`, () => {
      const { parts, problems } = pasted;
      assert.deepEqual(readAgain(pasted), { parts, problems });
    });
  }

  it('never comes back with its password in a problem', () => {
    for (const { input } of pastedConnections()) {
      const { problems } = normalizeConnection(input);
      assert.doesNotMatch(problems.join(' '), /secret|geheim|s3 cr/, input);
    }
  });
});

function readAgain({ input }: PastedConnection): Required<Pick<PastedConnection, 'parts' | 'problems'>> {
  const { value, problems } = normalizeConnection(input.replaceAll('{port}', port));
  const said = Object.entries(value ?? {}).filter(([, each]) => each !== undefined);
  return { parts: value === undefined ? null : Object.fromEntries(said), problems };
}
