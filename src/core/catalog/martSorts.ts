/** The orders in which the relations of a mart can be listed. */
export const martSorts = ['name', 'size', 'rows', 'freshness'] as const;

export type MartSort = (typeof martSorts)[number];
