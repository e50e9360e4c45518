import { maximumClaim, maximumRevJump, type Rules, rules } from '../../src/domain/rules.ts';
import type { Scenario } from './history.ts';

export interface Mutation {
  readonly name: string;
  /** Rare: looked for in the full run only, since it takes thousands of histories to be sure of it. */
  readonly isRare?: true;
  readonly world: NonNullable<Scenario['world']>;
}

const changed = (change: Partial<Rules>): Scenario['world'] & object => ({ rules: { ...rules, ...change } });
const never = Number.POSITIVE_INFINITY;

/** The final rules with one change each (the protocol's table): every one of them has to be caught by the simulation. */
export const mutations: readonly Mutation[] = [
  {
    name: 'the stamp is a counter only',
    world: { drawTag: () => '' },
  },
  {
    name: 'no `seen`',
    // The owner knows its present stamp and takes everything below it for its own.
    world: changed({
      addSeen: (_record, stamps) => ({ seen: stamps.slice(-1), base: (stamps.at(-1)?.rev ?? 1) - 1 }),
    }),
  },
  {
    name: '`seen` of 4',
    isRare: true,
    world: changed({ addSeen: (record, stamps) => rules.addSeen(record, stamps, 4) }),
  },
  {
    name: 'unsent stamps enter `seen`',
    world: changed({ supersede: ({ record, shown }) => ({ known: record, shown }) }),
  },
  {
    name: 'a stamp that only local readers were shown is forgotten',
    world: changed({
      supersede: (document, reach) => ({ ...rules.supersede(document, reach), shown: document.shown }),
    }),
  },
  {
    name: 'a claim is bounded like a record',
    world: changed({
      mayClaim: (document, rev) => rules.mayClaim(document, rev - maximumRevJump + maximumClaim),
    }),
  },
  {
    name: 'a claim is not bounded before there is a record',
    world: changed({
      mayClaim: (document, rev) => !document?.record || rules.mayClaim(document, rev),
    }),
  },
  { name: 'a raise goes above what receivers take', world: changed({ mayRaise: () => true }) },
  {
    name: 'a mark is lifted at the owner only',
    world: changed({
      lift: (document, broke) =>
        document.record ? { ...document, record: { ...document.record, lifted: broke } } : document,
    }),
  },
  {
    name: 'a change forgets that the mark was lifted',
    world: changed({
      change: ({ record, ...document }, ...more) =>
        rules.change({ ...document, record: record && { ...record, lifted: 0 } }, ...more),
    }),
  },
  { name: 'a receiver keeps no `displaced`', world: changed({ displace: () => null }) },
  { name: 'an owner never raises', world: changed({ settle: (document) => document }) },
  {
    name: 'an owner judges the next hop only, not the chain',
    world: changed({
      unanswered(document, next) {
        const near = Object.fromEntries(
          Object.entries(document.heard).map(([hop, heard]) => [
            hop,
            { ...heard, chain: heard.chain.slice(0, 1) },
          ]),
        );
        return rules.unanswered({ ...document, heard: near }, next);
      },
    }),
  },
  {
    name: 'a relay passes nothing on from beyond',
    world: changed({ chain: (document, site) => rules.chain(document, site, []) }),
  },
  { name: 'no sums', world: { timing: { sums: never, silence: never } } },
  { name: 'no stub', world: changed({ stubs: false }) },
  {
    name: 'no retry',
    world: { timing: { backoffFirst: never, backoffMax: never, wakeEvery: never, reconnectEvery: never } },
  },
  { name: 'an answer before the write', world: { answersEarly: true } },
  {
    name: 'belief only grows',
    world: changed({
      believe: (before, heard) => ((heard[0]?.rev ?? 0) < (before[0]?.rev ?? 0) ? before : heard),
    }),
  },
  { name: 'a relay raises too', isRare: true, world: changed({ settles: () => true }) },
  {
    name: 'sent while different, not while lower',
    isRare: true,
    world: changed({
      isOpen(document, hop) {
        const first = document.heard[hop]?.chain[0];
        return (
          document.record !== null &&
          (first?.rev !== document.record.rev || first.tag !== document.record.tag)
        );
      },
    }),
  },
];
