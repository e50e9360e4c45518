/** Where records go: up to the top, down to all below the owner, or to the site of one unit. */
export type RouteKind = 'up' | 'down' | 'to';

/** Alerts, receipts, tallies and submissions, documents, files: 0 goes first. */
export type Lane = 0 | 1 | 2 | 3 | 4;

/** Lane of `have`, `sums` and answers (docs/protocol/lanes.md): the second highest. */
export const answerLane: Lane = 1;

/** What every site has to know of a kind of record in order to pass it on. */
export interface Channel {
  readonly route: RouteKind;
  readonly lane: Lane;
}

const shape = /^([udt])([0-4])-[a-z][a-z0-9-]{0,28}$/;
const routes: Readonly<Record<string, RouteKind>> = { u: 'up', d: 'down', t: 'to' };

export const isChannel = (name: string): boolean => shape.test(name);

/**
 * Route and lane stand in a channel's name, `<route><lane>-<name>` with the route `u`, `d` or `t`: `u2-tally-onestop`. So a site passes
 * on what its release does not know, and only the owner's and the reader's release matter. Undefined: not a channel's name.
 */
export function findChannel(name: string): Channel | undefined {
  const [, letter = '', lane = ''] = shape.exec(name) ?? [];
  const route = routes[letter];
  return route && { route, lane: Number(lane) as Lane };
}
