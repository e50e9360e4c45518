/** One aggregate as lists, search and counts know it. Made from its document and what its service knows, so that the index can always be built again. */
export interface IndexEntry {
  id: string;
  /** The aggregate's version: an older one never replaces a newer one. The same one may stand elsewhere by what its service knows since. */
  version: number;
  /** Rises with every write of the store; what was written since is found by it after a crash. */
  touched: number;
  /** Whose lists it stands in: a unit key. */
  scope: string;
  /** Machine-independent instant, ms: search results come newest first by it. */
  at: number;
  /** The lists in which it stands, each with the key that orders it there. */
  lists: ListPlace[];
  /** Folded words that it is found by, each also by its beginning. */
  words: string[];
  /** Folded words that many share, such as those of its place: looked at, beside `words`, where these alone find nothing in the list. */
  further?: string[];
  /** Whole values that it is found by, such as its code. */
  exact: string[];
  /** What lists can be narrowed to, such as its procedure; empty: nothing. */
  facet: string;
}

export interface ListPlace {
  name: string;
  /** Sorts as text; the same aggregate has one key in a list. */
  key: string;
  /** What it is counted under within the list: a local day, or empty. */
  day: string;
}

/** From, inclusive, to, exclusive; empty: no bound. */
export interface ListRange {
  from: string;
  to: string;
}

/** A number to be read: how many stand in a list of a scope, of the days of a range. */
export interface ListCount extends ListRange {
  scope: string;
  list: string;
}

/** One page as the database is asked for it. */
export interface PageQuestion {
  scope: string;
  list: string;
  /** Of keys. */
  range: ListRange;
  newestFirst: boolean;
  facet: string;
  words: readonly string[];
  /** Each of `words` may be one of `further`, too. */
  isFurther: boolean;
  exact: readonly string[];
  /** Where the page before ended; empty: the first page. */
  after: string;
  limit: number;
}

/** An aggregate's id, and what the next page begins after. */
export interface PageRow {
  id: string;
  cursor: string;
}

export interface PageRows {
  rows: PageRow[];
  /** Where reading stopped before the page was full: it goes on after this; empty: nothing is left to read for the page. */
  stoppedAt: string;
}
