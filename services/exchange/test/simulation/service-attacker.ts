import type { Message, Put } from '../../src/domain/messages.ts';
import { maximumRev } from '../../src/domain/admission.ts';
import { maximumRevJump } from '../../src/domain/rules.ts';
import { registryKey } from './service-exchange.ts';
import type { Machine, ServiceWorld } from './service-world.ts';
import { tallyChannel } from './tally-service.ts';
import type { Random } from './random.ts';
import { minute } from './world.ts';

/**
 * Somebody with the credentials of one site's line, and no key: says to its parent whatever the limits of R13 allow, and what is just
 * beyond them. Hears what the parent sends there.
 */
export function planAttack(random: Random, world: ServiceWorld, duration: number): void {
  const site = random.pick([...world.machines.values()].slice(1));
  const heard: Put[] = [];
  world.attacked.add(site.id);
  world.core.observers.push({
    sent(from, hop, message) {
      if (message.kind === 'put' && (hop === site.id || from.id === site.id)) heard.push(message);
    },
  });
  for (let at = random.whole(1, 30); at > 0; at -= 1)
    world.core.at(random.real() * duration, () => {
      const parent = world.lines.get(site.id);
      const message = parent && randomLie(random, world, site, world.machine(parent), heard);
      if (message) world.core.deliver(site.id, parent, message);
    });
}

const jumps = [
  1,
  2,
  100,
  9_999,
  10_000,
  10_001,
  maximumRevJump - 1,
  maximumRevJump,
  maximumRevJump + 1,
  maximumRev,
];

function randomLie(
  random: Random,
  world: ServiceWorld,
  site: Machine,
  parent: Machine,
  heard: readonly Put[],
): Message | undefined {
  const tag = random.tag();
  switch (random.pick(['have', 'have', 'put', 'sums', 'hello', 'watermark'] as const)) {
    case 'have': {
      const keys = [
        registryKey,
        ...parent.store.documents.keys(),
        `d3-directory/10@0/t${random.whole(1, 3)}`,
      ];
      const key = random.pick(keys);
      const held = parent.store.documents.get(key)?.document.record?.rev ?? 0;
      const stamp = { rev: Math.min(held + random.pick(jumps), maximumRev), tag };
      const entry = random.chance(0.7)
        ? { site: site.id, ...stamp, displaced: null }
        : { site: site.id, rev: held, tag: held === 0 ? '' : tag, displaced: stamp };
      return { kind: 'have', entries: [{ key, chain: [entry] }], took: 0 };
    }
    case 'put': {
      const old = heard.length > 0 ? random.pick(heard) : undefined;
      if (!old || random.chance(0.3)) return old;
      const rev = old.record.rev + random.pick(jumps);
      return { ...old, record: { ...old.record, rev, tag, value: Buffer.from('lie|') } };
    }
    case 'sums':
      return {
        kind: 'sums',
        role: random.pick(['belief', 'held'] as const),
        level: random.pick(['hop', 'unit', 'bucket'] as const),
        range: { after: '', upto: '' },
        sums: [
          [
            random.pick(['', '10@0/d3-directory/-', ...(site.registry.find(site.id)?.owns ?? [])]),
            [random.next() | 0, random.next() | 0],
          ],
        ],
        watermarks: [],
      };
    case 'hello':
      return {
        kind: 'hello',
        site: site.id,
        fresh: random.chance(0.5),
        silent: [],
        below: undefined,
        heard: [],
        instance: site.id,
        twins: [],
        sentAt: 0,
      };
    case 'watermark':
      return inventWatermark(random, world, site);
    default:
      return undefined;
  }
}

/** What the top holds is called complete, while the site's own records are kept back. */
function inventWatermark(random: Random, world: ServiceWorld, site: Machine): Message {
  const { environment } = (site.engine ?? world.top.engine)?.memory ?? {};
  const unit = site.registry.find(site.id)?.owns[0] ?? '';
  let count = 0;
  let digest: [number, number] = [0, 0];
  for (const [name, { rev, tag }] of world.top.databases.cells.rows) {
    if (!name.startsWith(`${tallyChannel}/${unit}/`) || !environment) continue;
    const hash = environment.hash(`${name}|${rev}:${tag}`);
    digest = [digest[0] ^ hash[0], digest[1] ^ hash[1]];
    count += 1;
  }
  const asOf = world.core.now + random.whole(-1, 1) * minute;
  const forged = { extra: '', by: site.id, sig: 'forged' };
  const watermark = { unit, channel: tallyChannel, asOf, count, digest, reason: 'current', ...forged };
  const range = { after: '', upto: '' };
  return { kind: 'sums', role: 'belief', level: 'hop', range, sums: [], watermarks: [watermark] };
}
