import { randomUUID } from 'node:crypto';
import { Channel, Desk, type Dossier, OneStopServiceService } from '@lienthong/contracts/onestop/v1/onestop';
import type { ServiceClient } from '@lienthong/runtime';
import { v7 as uuidV7 } from 'uuid';
import type { LocalSite } from '../local-site.ts';
import type { Province } from '../province.ts';
import { type PlannedDossier, planTwoWeeks, type Step } from './plan.ts';

type OneStop = ServiceClient<typeof OneStopServiceService>;

/** A file shift of the clock is seen by every process within a tenth of a second. */
const clockSettlesMs = 150;
const side = 8;

/**
 * Two weeks of dossiers at every commune, through the public API as its clerks, with the business clock moved from morning to evening; at the
 * end the clock shows the province's business day and time.
 *
 * @returns how many dossiers there are.
 */
export const seedProvince = async (
  province: Province,
  report: (line: string) => void = () => undefined,
): Promise<number> => {
  const { day: lastDay, time: lastTime } = province.file.business;
  const communes = province.sites.filter(({ config }) => config.services.onestop);
  const units = communes.flatMap(({ described }) =>
    described.owns.map((key) => ({ key, name: described.name })),
  );
  const { moments, dossiers } = planTwoWeeks(units, lastDay, 46);
  const clients = new Map<string, OneStop>();
  for (const site of communes) {
    const client = site.as(clerkOf(site), OneStopServiceService, 'onestop');
    for (const unit of site.described.owns) clients.set(unit, client);
  }
  const held = new Map<PlannedDossier, Dossier>();
  try {
    for (const [number, { day, time }] of moments.entries()) {
      await setClock(province, day, time);
      const due = dossiers.filter((one) => one.at === number || one.steps.some((step) => step.at === number));
      await sideBySide(due, async (planned) => {
        const client = clients.get(planned.unit);
        if (!client) throw new Error(`nobody receives dossiers for ${planned.unit}`);
        if (planned.at === number) held.set(planned, await receive(client, planned));
        for (const step of planned.steps) {
          const before = held.get(planned);
          if (step.at === number && before) held.set(planned, await take(client, before, step));
        }
      });
      if (time === moments.at(-1)?.time) report(`${day}: ${held.size} hồ sơ / dossiers`);
    }
  } finally {
    for (const client of new Set(clients.values())) client.close();
  }
  await setClock(province, lastDay, lastTime);
  return held.size;
};

const setClock = async (province: Province, day: string, time: string): Promise<void> => {
  await province.clock.set(day, time);
  await new Promise((resolve) => setTimeout(resolve, clockSettlesMs));
};

const clerkOf = (site: LocalSite): string => {
  const clerk = site.described.people.find(({ roles }) => roles.includes('clerk'));
  if (!clerk) throw new Error(`site ${site.id} has no clerk who could receive a dossier`);
  return clerk.username;
};

const sideBySide = async <T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> => {
  const waiting = [...items];
  const worker = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: side }, worker));
};

const receive = async (client: OneStop, planned: PlannedDossier): Promise<Dossier> => {
  const { dossier } = await client.receiveDossier(
    {
      dossierId: uuidV7(),
      unit: planned.unit,
      procedureCode: planned.procedureCode,
      channel: Channel[planned.channel],
      applicant: planned.applicant,
      summary: planned.summary,
      components: [],
      sets: 0,
      owner: undefined,
      handedInAt: undefined,
    },
    { timeoutMs: 20_000 },
  );
  return required(dossier);
};

const desks = { specialist: Desk.SPECIALIST, chair: Desk.CHAIR } as const;

const take = async (client: OneStop, { id: dossierId, version }: Dossier, step: Step): Promise<Dossier> => {
  const command = { dossierId, version, idempotencyKey: randomUUID(), note: '' };
  const settings = { timeoutMs: 20_000 };
  switch (step.kind) {
    case 'hand_over':
      return required((await client.handOverDossier({ ...command, to: desks[step.to] }, settings)).dossier);
    case 'supplement':
      return required(
        (await client.requestSupplement({ ...command, reason: step.reason }, settings)).dossier,
      );
    case 'resume':
      return required((await client.resumeDossier(command, settings)).dossier);
    case 'finish':
      return required((await client.finishDossier(command, settings)).dossier);
    case 'return':
      return required((await client.returnDossier(command, settings)).dossier);
    case 'withdraw':
      return required((await client.withdrawDossier({ ...command, reason: step.reason }, settings)).dossier);
    case 'void':
      return required((await client.voidDossier({ ...command, reason: step.reason }, settings)).dossier);
    case 'correct':
      return required(
        (
          await client.correctDossier(
            {
              ...command,
              procedureCode: step.procedureCode,
              channel: Channel.UNSPECIFIED,
              reason: step.reason,
            },
            settings,
          )
        ).dossier,
      );
    default:
      return step satisfies never;
  }
};

const required = (dossier: Dossier | undefined): Dossier => {
  if (!dossier) throw new Error('the answer has no dossier');
  return dossier;
};
