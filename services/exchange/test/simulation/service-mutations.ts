import { rules } from '../../src/domain/rules.ts';
import type { ServiceScenario } from './service-history.ts';

export interface ServiceMutation {
  readonly name: string;
  /** Rare: looked for in the full run only. */
  readonly isRare?: true;
  readonly world: NonNullable<ServiceScenario['world']>;
}

/** Rules around the core, with one change each: every one of them has to be caught by histories of whole sites. */
export const serviceMutations: readonly ServiceMutation[] = [
  {
    name: 'a restored registry goes out again',
    world: { rules: { ...rules, holdsBack: () => false } },
  },
  {
    name: 'a watermark needs no signature',
    world: { changed: { environment: { verifyText: () => true } } },
  },
  {
    name: 'a new engine takes the held registry for the one in use',
    isRare: true,
    world: { changed: { registryStamp: (_used, held) => held } },
  },
  {
    name: 'a recount is not marked',
    isRare: true,
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
];
