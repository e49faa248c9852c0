export const joinTypes = ['Nested Loop', 'Hash Join', 'Merge Join'] as const;
