import { html, type TemplateResult } from 'lit/html.js';
import type { GrantFacts } from '../../src/core/scaffold/grants/grantFacts';
import {
  allPrivileges,
  type GrantLens,
  type GrantLine,
  roleLines,
  targetLines,
} from '../../src/core/scaffold/grants/grantMatrix';
import { targetKey } from '../../src/core/scaffold/grants/grantTarget';
import { visibleText } from '../shared/visibleText';

export interface LensBarActions {
  readonly schema: (schema: string | undefined) => void;
  readonly lens: (lens: GrantLens) => void;
  readonly search: (text: string) => void;
}

export interface LensBarState {
  readonly facts: GrantFacts;
  readonly schema: string | undefined;
  readonly lens: GrantLens;
  readonly search: string;
}

/** What is shown: of which schema, and which of the three sides is held at one value. */
export function lensBar(state: LensBarState, actions: LensBarActions): TemplateResult {
  const { facts, schema, lens } = state;
  const schemas = facts.objects.flatMap(({ target }) => (target.kind === 'schema' ? [target.name] : []));
  const values = lensValues(state);
  const held = values.findIndex(({ key }) => key === lensKey(lens));
  return html`<div class="lens">
    <label
      >Objects
      <select aria-label="Objects" @change=${(event: Event) => actions.schema(schemas[indexOf(event) - 1])}>
        <option ?selected=${schema === undefined}>database and schemas</option>
        ${schemas.map((each) => html`<option ?selected=${each === schema}>in ${visibleText(each)}</option>`)}
      </select></label
    >
    <label
      >Show
      <select
        aria-label="Show"
        @change=${(event: Event) => actions.lens(startLens(kinds[indexOf(event)] ?? 'privilege', state))}
      >
        <option ?selected=${lens.kind === 'privilege'}>objects × roles</option>
        <option ?selected=${lens.kind === 'role'}>objects × privileges</option>
        <option ?selected=${lens.kind === 'object'}>roles × privileges</option>
      </select></label
    >
    <label
      >${names[lens.kind]}
      <select
        aria-label=${names[lens.kind]}
        @change=${(event: Event) => change(values[indexOf(event)], actions)}
      >
        ${values.map(
          ({ label, hint }, place) =>
            html`<option ?selected=${place === held}>
              ${visibleText(label)}${hint === '' ? '' : ` (${hint})`}
            </option>`,
        )}
      </select></label
    >
    ${
      schema === undefined
        ? ''
        : html`<label
            >Name contains
            <input
              type="text"
              spellcheck="false"
              .value=${state.search}
              @change=${(event: Event) => actions.search((event.target as HTMLInputElement).value)}
          /></label>`
    }
  </div>`;
}

const kinds = ['privilege', 'role', 'object'] as const;
const names = { privilege: 'Privilege', role: 'Role', object: 'Object' } as const;

/** A lens of a kind, at a value that says something. */
export function startLens(
  kind: GrantLens['kind'],
  { facts, schema }: Pick<LensBarState, 'facts' | 'schema'>,
): GrantLens {
  switch (kind) {
    case 'privilege':
      return { kind, privilege: schema === undefined ? 'USAGE' : 'SELECT' };
    case 'role': {
      const role = roleLines(facts).find(({ hint }) => hint === 'group' || hint === 'login');
      return role?.part.kind === 'role' ? role.part : { kind };
    }
    case 'object': {
      const part = targetLines(facts, schema)[0]?.part;
      return part?.kind === 'object' ? part : { kind, target: { kind: 'database', name: facts.database } };
    }
  }
}

function lensValues({ facts, schema, lens }: LensBarState): readonly GrantLine[] {
  switch (lens.kind) {
    case 'privilege':
      return [...allPrivileges(facts.version)].map((privilege) => ({
        key: privilege,
        label: privilege,
        hint: '',
        part: { kind: 'privilege', privilege },
      }));
    case 'role':
      return roleLines(facts);
    case 'object':
      return targetLines(facts, schema);
  }
}

function lensKey(lens: GrantLens): string {
  switch (lens.kind) {
    case 'privilege':
      return lens.privilege;
    case 'role':
      return lens.role === undefined ? 'PUBLIC' : `role ${lens.role}`;
    case 'object':
      return targetKey(lens.target);
  }
}

function change(line: GrantLine | undefined, actions: LensBarActions): void {
  if (line) {
    actions.lens(line.part);
  }
}

function indexOf(event: Event): number {
  return (event.target as HTMLSelectElement).selectedIndex;
}
