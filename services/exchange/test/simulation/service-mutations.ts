import { foreignStamp } from '../../src/domain/document.ts';
import { rules } from '../../src/domain/rules.ts';
import type { ExchangeClient } from './service-client.ts';
import type { ServiceScenario } from './service-history.ts';

export interface ServiceMutation {
  readonly name: string;
  /** Rare: looked for in the full run only. */
  readonly isRare?: true;
  /** Of a history that finds it as the rules are now; the search begins there, so that it costs one history and not hundreds. */
  readonly seed?: number;
  /** In whose histories it is looked for. */
  readonly kind?: 'services' | 'hand-overs';
  readonly world: NonNullable<ServiceScenario['world']>;
}

/** Rules around the core, with one change each: every one of them has to be caught by histories of whole sites. */
export const serviceMutations: readonly ServiceMutation[] = [
  {
    name: 'a restored registry goes out again',
    seed: 52,
    world: { rules: { ...rules, holdsBack: () => false } },
  },
  {
    name: 'a watermark needs no signature',
    seed: 226,
    world: { changed: { environment: { verifyText: () => true } } },
  },
  {
    name: 'a new engine takes the held registry for the one in use',
    isRare: true,
    world: { changed: { registryStamp: (_used, held) => held } },
  },
  {
    name: 'a recount is not marked',
    seed: 27,
    world: {
      changed: {
        client: (client) => ({
          ...client,
          putRecords: (request, settings) =>
            client.putRecords(
              { ...request, records: request.records.map((one) => ({ ...one, restored: false })) },
              settings,
            ),
        }),
      },
    },
  },
  {
    name: 'what another life of the producer put is replaced like its own',
    seed: 39,
    world: { rules: { ...rules, isOfAnotherLife: () => false } },
  },
  {
    name: 'a registry does not say what was handed over',
    seed: 14,
    kind: 'hand-overs',
    world: { changed: { tellsHandOvers: false } },
  },
  {
    name: 'a successor does not take the past over',
    seed: 3,
    kind: 'hand-overs',
    world: { rules: { ...rules, takesPast: false } },
  },
  {
    name: 'what others once held and lost too was nothing',
    isRare: true,
    kind: 'hand-overs',
    world: {
      rules: {
        ...rules,
        isLostHere: (document) => document.record === null && foreignStamp(document) !== undefined,
      },
    },
  },
  {
    name: 'a superseded content goes on',
    world: { padding: 12_000, rules: { ...rules, endsContent: () => false } },
  },
  {
    name: 'producers are not told of a new epoch',
    seed: 412,
    world: { changed: { client: withOneEpoch } },
  },
];

/** Whatever exchange says, the producer hears one epoch; and exchange hears its own. */
function withOneEpoch(client: ExchangeClient): ExchangeClient {
  const epoch = 'one';
  let present = '';
  return {
    ...client,
    async putRecords(request, settings) {
      const answer = await client.putRecords(request, settings);
      present = answer.epoch;
      return { ...answer, epoch };
    },
    async reportProgress(request, settings) {
      const answer = await client.reportProgress({ ...request, epoch: present }, settings);
      present = answer.epoch;
      return { ...answer, epoch };
    },
    async *listHeld(request, settings) {
      for await (const answer of client.listHeld(request, settings)) yield { ...answer, epoch };
    },
  };
}
