import type { Scaffold } from '../scaffold';
import { generateProtection } from './generateProtection';
import { type ProtectionFacts, readProtectionFacts } from './protectionFacts';
import { protectionForm } from './protectionForm';
import type { ProtectionSpec } from './protectionSpec';
import { readProtection } from './readProtection';

/** Keeps columns from roles: by grants on the others, by a view that masks them, or by encrypting them. */
export const columnProtectionScaffold: Scaffold<ProtectionSpec, ProtectionFacts> = {
  id: 'columnProtection',
  title: 'Protect columns',
  explain: 'Keeps sensitive columns from analysts: by column grants, a masking view, or encryption.',
  form: protectionForm,
  spec: readProtection,
  facts: readProtectionFacts,
  generate: generateProtection,
};
