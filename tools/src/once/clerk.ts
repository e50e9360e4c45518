import { randomUUID } from 'node:crypto';
import {
  Channel,
  Desk,
  type Dossier,
  DossierState,
  OneStopServiceService,
  ReceiveDossierRequest,
} from '@lienthong/contracts/onestop/v1/onestop';
import { v7 as uuidV7 } from 'uuid';
import type { LocalSite } from '../province/local-site.ts';
import { inventPerson } from '../province/seed/invented-people.ts';
import { createRandom } from '../province/seed/random.ts';
import { patiently } from './patient.ts';

/** A clerk at a commune's counter who works on whatever happens around. Everything goes through the public API. */
export interface Clerk {
  /** Receives a dossier; every fifth request is sent twice, as a nervous hand does. */
  receive(procedureCode?: string): Promise<Dossier>;
  /** Takes no more steps with a dossier by itself. */
  leave(id: string): void;
  /** Takes one step with some open dossier; nothing when there is none. */
  work(): Promise<void>;
  /** Voids a wrongly registered dossier. */
  void(id: string): Promise<void>;
  withdraw(id: string): Promise<void>;
  /** Puts a wrongly chosen procedure right. */
  correct(id: string): Promise<void>;
  /** Acknowledged dossiers by id: none of them may ever be lost. */
  readonly acknowledged: ReadonlyMap<string, Dossier>;
  readonly repeated: number;
  close(): void;
}

const procedures = ['1.004873', '1.004837', '2.000815'] as const;
const channels = [Channel.COUNTER, Channel.COUNTER, Channel.ONLINE, Channel.POST] as const;
const closedStates: readonly number[] = [DossierState.RETURNED, DossierState.WITHDRAWN, DossierState.VOIDED];

export function createClerk(site: LocalSite, seed: number): Clerk {
  const random = createRandom(seed);
  const [unit = ''] = site.described.owns;
  const clerk = site.described.people.find(({ roles }) => roles.includes('clerk'))?.username ?? '';
  const client = site.as(clerk, OneStopServiceService, 'onestop');
  const dossiers = new Map<string, Dossier>();
  const left = new Set<string>();
  let repeated = 0;

  const keep = (dossier: Dossier | undefined): Dossier => {
    if (!dossier) throw new Error('the answer has no dossier');
    dossiers.set(dossier.id, dossier);
    return dossier;
  };
  const command = ({ id, version }: Dossier, note = '') => ({
    dossierId: id,
    version,
    idempotencyKey: randomUUID(),
    note,
  });
  const getDossier = (id: string): Dossier => {
    const dossier = dossiers.get(id);
    if (!dossier) throw new Error(`the clerk knows no dossier ${id}`);
    return dossier;
  };

  async function withdrawn(dossier: Dossier): Promise<Dossier | undefined> {
    const request = { ...command(dossier), reason: 'Công dân không còn nhu cầu' };
    return (await patiently(() => client.withdrawDossier(request))).dossier;
  }

  async function next(dossier: Dossier): Promise<Dossier | undefined> {
    switch (dossier.state) {
      case DossierState.RECEIVED: {
        const request = { ...command(dossier), to: Desk.SPECIALIST };
        return (await patiently(() => client.handOverDossier(request))).dossier;
      }
      case DossierState.PROCESSING: {
        const fate = random.next();
        if (fate < 0.15) {
          const request = { ...command(dossier), reason: 'Thiếu bản chính để đối chiếu' };
          return (await patiently(() => client.requestSupplement(request))).dossier;
        }
        if (fate < 0.2) {
          return withdrawn(dossier);
        }
        const request = command(dossier);
        return (await patiently(() => client.finishDossier(request))).dossier;
      }
      case DossierState.WAITING_SUPPLEMENT: {
        const request = command(dossier);
        return (await patiently(() => client.resumeDossier(request))).dossier;
      }
      case DossierState.FINISHED: {
        const request = command(dossier);
        return (await patiently(() => client.returnDossier(request))).dossier;
      }
      default:
        return undefined;
    }
  }

  return {
    acknowledged: dossiers,
    get repeated() {
      return repeated;
    },
    async receive(procedureCode) {
      const applicant = inventPerson(random, site.name);
      const request = ReceiveDossierRequest.create({
        dossierId: uuidV7(),
        unit,
        procedureCode: procedureCode ?? random.pick(procedures),
        channel: random.pick(channels),
        applicant,
        summary: 'Hồ sơ của ngày diễn tập',
      });
      const dossier = keep((await patiently(() => client.receiveDossier(request))).dossier);
      if (random.chance(0.2)) {
        const again = (await patiently(() => client.receiveDossier(request))).dossier;
        if (again?.code !== dossier.code)
          throw new Error(`${dossier.code} was received twice, as ${again?.code}`);
        repeated += 1;
      }
      return dossier;
    },
    leave: (id) => void left.add(id),
    async work() {
      const open = [...dossiers.values()].filter(
        ({ id, state }) => !left.has(id) && !closedStates.includes(state),
      );
      if (open.length === 0) return;
      const done = await next(random.pick(open));
      if (done) keep(done);
    },
    async void(id) {
      const request = { ...command(getDossier(id)), reason: 'Nhập nhầm đơn vị tiếp nhận' };
      keep((await patiently(() => client.voidDossier(request))).dossier);
    },
    async withdraw(id) {
      keep(await withdrawn(getDossier(id)));
    },
    async correct(id) {
      const dossier = getDossier(id);
      const procedureCode = procedures.find((code) => code !== dossier.procedureCode) ?? procedures[0];
      const request = {
        ...command(dossier),
        procedureCode,
        channel: Channel.UNSPECIFIED,
        reason: 'Chọn nhầm thủ tục',
      };
      keep((await patiently(() => client.correctDossier(request))).dossier);
    },
    close: () => client.close(),
  };
}
