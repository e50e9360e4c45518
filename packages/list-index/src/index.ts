export type { IndexEntry, ListCount, ListRange } from './entry.ts';
export { createListIndex, type ListIndex, type ListPage, type ListQuery } from './list-index.ts';
