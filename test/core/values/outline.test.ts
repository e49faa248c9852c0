import assert from 'node:assert/strict';
import { jsonOutline } from '../../../src/core/values/jsonOutline';
import { isListText, listOutline } from '../../../src/core/values/listOutline';
import type { Outline, OutlineNode } from '../../../src/core/values/outline';

/** Everything that an outline shows, opened whole. */
function opened(outline: Outline, node: OutlineNode = outline.root): unknown {
  const children = outline.children(node);
  const isOpen = node.kind === 'object' || node.kind === 'list';
  return isOpen
    ? children.map((child) => [child.label, opened(outline, child)])
    : `${node.kind}:${outline.words(node, 100)}`;
}

describe('the outline of JSON', () => {
  const cases: readonly (readonly [text: string, expected: unknown])[] = [
    ['{}', []],
    [' [ ] ', []],
    ['1.50', 'number:1.50'],
    ['null', 'word:null'],
    ['"a\\"b"', 'text:"a\\"b"'],
    [
      '{"a": 1, "a": 2e400}',
      [
        ['a', 'number:1'],
        ['a', 'number:2e400'],
      ],
    ],
    [
      '{"k\\u00e9y": [true, {"x": "},]"}, []]}',
      [
        [
          'kéy',
          [
            ['0', 'word:true'],
            ['1', [['x', 'text:"},]"']]],
            ['2', []],
          ],
        ],
      ],
    ],
    [
      '[\n  [1,2],\n  -3\n]',
      [
        [
          '0',
          [
            ['0', 'number:1'],
            ['1', 'number:2'],
          ],
        ],
        ['1', 'number:-3'],
      ],
    ],
    [
      '[1, {"cut": [2',
      [
        ['0', 'number:1'],
        ['1', [['cut', [['0', 'number:2']]]]],
      ],
    ],
  ];
  for (const [text, expected] of cases) {
    it(`of ${text.replace(/\s+/g, ' ')}`, () => assert.deepEqual(opened(jsonOutline(text)), expected));
  }

  it('shortens long texts', () => {
    const outline = jsonOutline(JSON.stringify('x'.repeat(100)));
    assert.equal(outline.words(outline.root, 5), '"xxxx…');
  });

  it('survives what is no JSON', () => {
    for (const text of ['', '{', '[', '{"a"', '{"a":', '{a b c', '[,,]', ']', '"']) {
      opened(jsonOutline(text));
    }
  });
});

describe('the outline of arrays and composites', () => {
  const cases: readonly (readonly [text: string, expected: unknown])[] = [
    ['{}', []],
    [
      '{1,NULL,"NULL",""}',
      [
        ['1', 'number:1'],
        ['2', 'word:NULL'],
        ['3', 'text:NULL'],
        ['4', 'text:'],
      ],
    ],
    [
      '{{1,2},{3,4}}',
      [
        [
          '1',
          [
            ['1', 'number:1'],
            ['2', 'number:2'],
          ],
        ],
        [
          '2',
          [
            ['1', 'number:3'],
            ['2', 'number:4'],
          ],
        ],
      ],
    ],
    [
      '[0:1]={5,6}',
      [
        ['0', 'number:5'],
        ['1', 'number:6'],
      ],
    ],
    [
      '{"a,b","c\\"d","e\\\\f","{x}"}',
      [
        ['1', 'text:a,b'],
        ['2', 'text:c"d'],
        ['3', 'text:e\\f'],
        ['4', 'text:{x}'],
      ],
    ],
    [
      '(1,"a ""b""",,"")',
      [
        ['1', 'number:1'],
        ['2', 'text:a "b"'],
        ['3', 'word:NULL'],
        ['4', 'text:'],
      ],
    ],
    [
      '(,)',
      [
        ['1', 'word:NULL'],
        ['2', 'word:NULL'],
      ],
    ],
  ];
  for (const [text, expected] of cases) {
    it(`of ${text}`, () => {
      assert.equal(isListText(text), true);
      assert.deepEqual(opened(listOutline(text)), expected);
    });
  }

  it('knows what is none', () => {
    assert.deepEqual(['[1,2)', 'abc', '', '{', '[1,2]'].map(isListText), [false, false, false, false, false]);
  });
});
