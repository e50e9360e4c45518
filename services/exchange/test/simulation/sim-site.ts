import type { Engine } from '../../src/domain/engine/engine.ts';
import type { Registry } from '../../src/domain/registry.ts';
import type { Twin } from '../../src/domain/twin.ts';
import type { SimConsumer } from './sim-consumer.ts';
import type { SimStore } from './sim-store.ts';

export interface SimSite {
  readonly id: string;
  readonly store: SimStore;
  readonly consumer: SimConsumer | undefined;
  engine: Engine | undefined;
  /** The registry as this site knows it. */
  registry: Registry;
  /** Of the record that it is; empty: it was known from the beginning, or learnt by itself. */
  registryStamp: string;
  tickAt: number;
  /** Sites that were found to live twice. */
  twins: readonly Twin[];
}
