/** Names that PostgreSQL allows and that break whoever pastes text together. */
export const trickyNames = [
  'We"ird . Näme',
  'MixedCase',
  'new\nline',
  '🚀 rocket',
  "it's; drop table x --",
  '$(zap) <b>*bold*</b>',
  'a/b%2F..',
  '\\back"slash',
  'select',
  '{x,y}',
  '%_*',
  'ü'.repeat(31),
] as const;
