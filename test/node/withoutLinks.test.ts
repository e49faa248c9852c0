import assert from 'node:assert/strict';
import { withoutLinks } from '../../src/vscode/withoutLinks';

/** How VS Code finds links in the text of a notification and of a prompt. Source: `linkedText.ts` of VS Code. */
const vscodeLink = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/i;

describe('Text from anywhere in a notification', () => {
  const texts = [
    'relation "[Fix it](command:workbench.action.terminal.sendSequence?%7B%7D)" does not exist (42P01)',
    '[a][b](https://example.org "title")',
    'see [x](file:///etc/passwd)',
  ];
  for (const text of texts) {
    it(`has no link: ${text}`, () => {
      assert.match(text, vscodeLink);
      const shown = withoutLinks(text);
      assert.doesNotMatch(shown, vscodeLink);
      assert.equal(shown.replaceAll('\u200b', ''), text);
    });
  }

  it('stays as it is without one', () => {
    assert.equal(withoutLinks('invalid input (22P02) at [1, 2]'), 'invalid input (22P02) at [1, 2]');
  });
});
