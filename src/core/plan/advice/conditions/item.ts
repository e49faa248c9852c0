import type { Expression } from './expression';

/** What stands side by side between two parentheses. */
export type Item =
  | { readonly kind: 'operand'; readonly expression: Expression }
  | {
      readonly kind: 'operator' | 'keyword';
      readonly text: string;
      readonly start: number;
      readonly end: number;
    };
