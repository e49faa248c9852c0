import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { formatStatements } from '../../../src/core/format/formatDocument';
import { splitStatements } from '../../../src/core/sql/splitStatements';
import { sqlLayout } from '../../../src/node/format/sqlLayout';
import { repositoryRoot } from '../../support/sourceFiles';

function formatted(text: string): { readonly text: string; readonly left: number } {
  const within = { start: 0, end: text.length };
  const { edits, left } = formatStatements(text, splitStatements(text), within, sqlLayout({}));
  const result = [...edits]
    .reverse()
    .reduce(
      (whole, { range, text: laid }) => whole.slice(0, range.start) + laid + whole.slice(range.end),
      text,
    );
  return { text: result, left: left.length };
}

/** What a template engine sees: templates as they stand, and whether something is stuck to them, with all other white space gone. */
function seen(text: string): string {
  return text
    .replace(/(\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\})|\s+/gs, (_, tag: string | undefined) => tag ?? ' ')
    .replace(/ ?([(),;]) ?/g, '$1')
    .replace(/\s+/g, ' ')
    .trim();
}

describe('formatting SQL with Jinja', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    [
      'a config with its empty line, and blocks with lines of their own',
      "{{ config(\n    materialized='incremental'\n) }}\n\nselect a,b from {{ ref('x') }}\n{% if is_incremental() %} where a > (select max(a) from {{ this }})\n{% endif %}",
      "{{ config(\n    materialized='incremental'\n) }}\n\nselect\n  a,\n  b\nfrom\n  {{ ref('x') }}\n{% if is_incremental() %}\n  where\n    a > (\n      select\n        max(a)\n      from\n        {{ this }}\n    )\n{% endif %}",
    ],
    [
      'a loop in a select list',
      "select id,\n{% for m in methods %} sum(case when m = '{{ m }}' then 1 end) as {{ m }}_total{% if not loop.last %},{% endif %}\n{% endfor %}\nfrom t",
      "select\n  id,\n  {% for m in methods %}\n    sum(\n      case\n        when m = '{{ m }}' then 1\n      end\n    ) as {{ m }}_total{% if not loop.last %},{% endif %}\n  {% endfor %}\nfrom\n  t",
    ],
    [
      'else and elif, nested',
      'select a from t where\n{% if x %}\na = 1\n{% elif y %}\n{% if z %}\nb = 2\n{% endif %}\n{% else %}\nc = 3\n{% endif %}',
      'select\n  a\nfrom\n  t\nwhere\n  {% if x %}\n    a = 1\n  {% elif y %}\n    {% if z %}\n      b = 2\n    {% endif %}\n  {% else %}\n    c = 3\n  {% endif %}',
    ],
    [
      'set statements and comments of Jinja at the top',
      "{# why #}\n{% set days = var('d') %}\n\nselect {{ days }} as d, {{ a }}.b",
      "{# why #}\n{% set days = var('d') %}\n\nselect\n  {{ days }} as d,\n  {{ a }}.b",
    ],
    [
      'text that is not ours',
      'select \'  {{ a }}\n   b\' as c, "{{ d }}", -- {{ e }}   f\n $$ {% if %} $$',
      'select\n  \'  {{ a }}\n   b\' as c,\n  "{{ d }}", -- {{ e }}   f\n  $$ {% if %} $$',
    ],
    [
      'white space control',
      'select\n{%- for a in b -%}\n{{ a }} + \n{%- endfor -%}\n 0',
      'select\n  {%- for a in b -%}\n    {{ a }} +\n  {%- endfor -%}\n  0',
    ],
    [
      'a raw block',
      'select {% raw %}{{ a }} {% if %}{% endraw %} from t',
      'select\n  {% raw %}{{ a }} {% if %}{% endraw %}\nfrom\n  t',
    ],
  ];
  for (const [name, before, after] of cases) {
    it(name, () => {
      assert.deepEqual(formatted(before), { text: after, left: 0 });
      assert.equal(formatted(after).text, after, 'the second time');
    });
  }

  const left: readonly (readonly [string, string])[] = [
    ['a template that is not closed', 'select a from {{ b'],
    ['a block that is stuck to words on both sides', 'select a{% if b %}{{ c }}\n from d{% endif %}e'],
    ['a template that may be the prefix of a string', "select {{ e }}'a' from b"],
    ['SQL that cannot be read', "select ((( from {{ ref('a') }}"],
  ];
  for (const [name, text] of left) {
    it(`leaves ${name}, and says so`, () => assert.deepEqual(formatted(text), { text, left: 1 }));
  }

  it('changes no model of the sample but its white space, and nothing the second time', () => {
    const folder = path.join(repositoryRoot, 'demo/dbt');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.sql'),
    );
    assert.ok(files.length > 10);
    let laidOut = 0;
    for (const name of files) {
      const before = readFileSync(path.join(folder, name), 'utf8');
      const { text: after, left: stayed } = formatted(before);
      assert.equal(seen(after), seen(before), name);
      assert.equal(formatted(after).text, after, name);
      laidOut += stayed === 0 ? 1 : 0;
    }
    assert.ok(laidOut >= files.length - 3, `${laidOut} of ${files.length}`);
  });

  it('keeps templates and tokens of whatever is put together', () => {
    const piece = fc.constantFrom(
      ...[
        'select ',
        'a',
        ', ',
        ' from ',
        "{{ ref('x') }}",
        '{{ b }}',
        '{% if c %}',
        '{% else %}',
        '{% endif %}',
        '\n',
        ' ',
      ],
      ...[
        '{% for d in e %}',
        '{% endfor %}',
        "'f {{ g }}'",
        '"h{{ i }}"',
        '-- {{ j }}\n',
        '{# k #}',
        '{%- set l = 1 -%}',
        '1',
        ' = ',
      ],
      ...[
        '{% raw %}{{ n }} {% o %}{% endraw %}',
        ' where ',
        '(',
        ')',
        '$$ {{ m }} $$',
        '/* {% n %} */',
        '\t',
        ' and ',
        '.',
      ],
    );
    fc.assert(
      fc.property(fc.array(piece, { minLength: 3, maxLength: 25 }), (pieces) => {
        const before = pieces.join('');
        const { text: after } = formatted(before);
        const tags = (text: string) => text.match(/\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}/gs) ?? [];
        assert.deepEqual(tags(after), tags(before));
        assert.equal(after.replace(/\s+/g, ''), before.replace(/\s+/g, ''));
      }),
      { numRuns: 400 },
    );
  });
});
