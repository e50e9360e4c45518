/** The facets of a list in which an entry stands: that of all, and its own. */
export const facetsOf = (facet: string): string[] => (facet === '' ? [''] : ['', facet]);

// What an entry is found by besides its words: each is one word of the column `keys`.
export const scopeKey = (scope: string): string => `s:${scope}`;
export const listKey = (list: string): string => `l:${list}`;
export const facetKey = (facet: string): string => `f:${facet}`;
export const exactKey = (value: string): string => `x:${value.replace(/[^\p{L}\p{N}:@./-]/gu, '-')}`;
