import { OneStopServiceService } from '@lienthong/contracts/onestop/v1/onestop';
import { createApp as createDirectory } from '@lienthong/directory';
import { instantOf } from '@lienthong/domain';
import {
  type CallSettings,
  createServiceClient,
  type Role,
  type ServiceClient,
  endpointOf,
} from '@lienthong/runtime';
import { eventually, startTestSite, type TestSite, type TestSiteOptions } from '@lienthong/testkit';
import { type Collection, MongoClient } from 'mongodb';
import { v7 as uuid } from 'uuid';
import { createApp } from '../../src/app.ts';
import type { DossierDocument } from '../../src/commands/dossier-document.ts';

export type OneStop = ServiceClient<typeof OneStopServiceService>;

/** A real site with directory and one-stop, a clerk of Vinh Hưng, and the dossiers as they stand in the database. */
export interface TestOffice {
  site: TestSite;
  client: OneStop;
  /** Call settings of a person. */
  person(roles: Role[], units: string[], subject?: string): Promise<CallSettings>;
  clerk: CallSettings;
  dossiers: Collection<DossierDocument>;
  host(): Promise<{ stop(): Promise<void> }>;
  /** Moves the business clock and waits until the office goes by it. */
  moveTo(day: string, time: string): Promise<void>;
  stop(): Promise<void>;
}

export const vinhHung = '20116@0';
export const vinhHien = '20125@0';

export async function startOffice(options: TestSiteOptions & { hosted?: boolean } = {}): Promise<TestOffice> {
  const site = await startTestSite({
    units: [vinhHung, vinhHien],
    services: ['directory', 'onestop'],
    ...options,
  });
  const host = async (): Promise<{ stop(): Promise<void> }> =>
    site.host({ directory: createDirectory, onestop: createApp });
  if (options.hosted !== false) await host();
  const client = createServiceClient(OneStopServiceService, endpointOf(site.config, 'onestop'));
  const mongo = new MongoClient(site.config.database.uri);
  const dossiers = mongo.db(`${site.config.database.prefix}_onestop`).collection<DossierDocument>('dossiers');
  const person = async (roles: Role[], units: string[], subject = 'clerk-1'): Promise<CallSettings> => ({
    authorization: `Bearer ${await site.personToken({ roles, units, subject, name: 'Cán bộ' })}`,
    // Tests share the machine: what is slow there is not wrong.
    timeoutMs: 30_000,
  });
  return {
    site,
    client,
    person,
    clerk: await person(['clerk'], [vinhHung]),
    dossiers,
    host,
    async moveTo(day, time) {
      await site.setClock(day, time);
      const settings = await person(['clerk'], [vinhHung]);
      await eventually(async () => {
        const { now } = await client.countDossiers({ unit: vinhHung }, settings);
        return now !== undefined && Math.abs(now.getTime() - instantOf(day, time)) < 60_000;
      });
    },
    async stop() {
      client.close();
      await mongo.close();
      await site.stop();
    },
  };
}

/** A request that is right in every field. */
export function dossierOf(
  change: Partial<Parameters<OneStop['receiveDossier']>[0]> = {},
): Parameters<OneStop['receiveDossier']>[0] {
  return {
    dossierId: uuid(),
    unit: vinhHung,
    procedureCode: '1.004837',
    channel: 1,
    applicant: {
      name: 'Nguyễn Thị Bưởi',
      identityNumber: '046190000123',
      phone: '0905 123 456',
      address: 'Thôn Phụng Chánh, xã Vinh Hưng',
    },
    summary: 'Đăng ký giám hộ',
    components: [],
    sets: 0,
    owner: undefined,
    handedInAt: undefined,
    ...change,
  };
}
