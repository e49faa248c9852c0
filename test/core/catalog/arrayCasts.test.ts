import assert from 'node:assert/strict';
import { keepArrayTypes } from '../../../src/core/catalog/ddl/arrayCasts';

describe('the types of arrays in printed expressions', () => {
  const cases: readonly (readonly [name: string, sql: string, expected: string])[] = [
    [
      'says the type of an array of varchars again',
      `CHECK (((s)::text = ANY ((ARRAY['a'::character varying, 'b]'::character varying])::text[])))`,
      `CHECK (((s)::text = ANY ((ARRAY['a'::character varying, 'b]'::character varying]::character varying[])::text[])))`,
    ],
    [
      'finds each of several, and nested ones',
      `((ARRAY[(ARRAY['x'::character varying])::text[], 'y'::character varying])::text[]) || (ARRAY['z'::character varying])::text[]`,
      `((ARRAY[(ARRAY['x'::character varying]::character varying[])::text[], 'y'::character varying]::character varying[])::text[]) || (ARRAY['z'::character varying]::character varying[])::text[]`,
    ],
    [
      'leaves other types, limits and casts alone',
      `(ARRAY['a'::text])::text[] (ARRAY['a'::character varying(3)])::text[] ARRAY['a'::character varying] (ARRAY['a'::character varying])::integer[]`,
      `(ARRAY['a'::text])::text[] (ARRAY['a'::character varying(3)])::text[] ARRAY['a'::character varying] (ARRAY['a'::character varying])::integer[]`,
    ],
    [
      'leaves strings, names and bodies alone',
      `'(ARRAY[''a''::character varying])::text[]' "(ARRAY['a'::character varying])::text[]" $f$(ARRAY['a'::character varying])::text[]$f$`,
      `'(ARRAY[''a''::character varying])::text[]' "(ARRAY['a'::character varying])::text[]" $f$(ARRAY['a'::character varying])::text[]$f$`,
    ],
  ];
  for (const [name, sql, expected] of cases) {
    it(name, () => {
      assert.equal(keepArrayTypes(sql), expected);
    });
  }
});
