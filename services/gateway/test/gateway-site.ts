import { writeFile } from 'node:fs/promises';
import { createApp as createDirectory } from '@lienthong/directory';
import type { App, CreateApp, ServiceName } from '@lienthong/runtime';
import { eventually, startTestSite, type TestSite, type TestSiteOptions } from '@lienthong/testkit';
import { createApp, type GatewayOptions } from '../src/app.ts';
import { hashPassword } from '../src/issuer/passwords.ts';
import { type Browser, createBrowser } from './browser.ts';
import { stageOperations } from './staged-operations.ts';

export interface GatewaySite {
  site: TestSite;
  origin: string;
  browser(): Browser;
  /** Stops everything that is hosted and hosts it anew, as a restart does. */
  restart(): Promise<App>;
  gateway: App;
  /** Puts the gateway's machine clock ahead by so many milliseconds. */
  ahead(ms: number): void;
  stop(): Promise<void>;
}

/** The people of the tests: a clerk (plain password), a leader (hash), an operator, an integrating system. */
export async function writePeople(site: TestSite): Promise<void> {
  const hash = await hashPassword('mat-khau-2');
  const unit = site.config.homeUnit;
  const people = {
    people: [
      person('p-1', 'can.bo', 'Nguyễn Thị Bình', 'Công chức một cửa', ['clerk'], unit, {
        password: 'mat-khau-1',
      }),
      person('p-2', 'chu.tich', 'Trần Văn Ước', 'Chủ tịch UBND', ['leader'], unit, { passwordHash: hash }),
      person('p-3', 'van.hanh', 'Lê Hữu Đạt', 'Vận hành', ['operator', 'ioc', 'district_officer'], unit, {
        password: 'mat-khau-3',
      }),
    ],
    clients: [
      {
        clientId: 'he-thong-a',
        secretHash: await hashPassword('bi-mat-a'),
        roles: ['integrator'],
        units: [unit],
      },
    ],
  };
  await writeFile(site.config.identity.peopleFile, JSON.stringify(people));
}

function person(
  subject: string,
  username: string,
  name: string,
  title: string,
  roles: string[],
  unit: string,
  secret: { password?: string; passwordHash?: string },
) {
  return { subject, username, name, title, roles, units: [unit], ...secret };
}

/** A site whose gateway and directory are the real ones, on a real database. */
export async function startGatewaySite(
  options: {
    site?: TestSiteOptions;
    gateway?: GatewayOptions;
    services?: Partial<Record<ServiceName, CreateApp>>;
  } = {},
): Promise<GatewaySite> {
  const site = await startTestSite(options.site);
  await writePeople(site);
  let shift = 0;
  const host = () =>
    site.host({
      directory: createDirectory,
      ...options.services,
      gateway: async (context) => {
        const clock = { machineClock: { now: () => Date.now() + shift } };
        gateway = await createApp({ ...context, ...clock }, options.gateway);
        return gateway;
      },
    });
  let gateway: App | undefined;
  let hosted = await host();
  const gatewayOf = (): App => {
    if (!gateway) throw new Error('no gateway');
    return gateway;
  };
  const origin = site.page.publicUrl;
  return {
    site,
    origin,
    browser: () => createBrowser(origin),
    get gateway() {
      return gatewayOf();
    },
    ahead(ms) {
      shift = ms;
    },
    async restart() {
      await hosted.stop();
      hosted = await host();
      return gatewayOf();
    },
    stop: () => site.stop(),
  };
}

/** A method that everybody may call. */
export const getUnit = 'lienthong.directory.v1.DirectoryService/GetUnit';

/** A site whose edge is called: a clerk and an operator are signed in, the directory answers, `operations` answers when a call's time is over. */
export async function startEdgeSite(
  site: Omit<TestSiteOptions, 'services'> & { more?: ServiceName[] } = {},
): Promise<{ it: GatewaySite; clerk: Browser; operator: Browser }> {
  const { more = [], ...others } = site;
  const it = await startGatewaySite({
    site: { ...others, services: ['directory', 'operations', ...more, 'gateway'] },
    services: { operations: stageOperations({ watch: async function* () {} }) },
  });
  const clerk = it.browser();
  await clerk.signIn('can.bo', 'mat-khau-1');
  const operator = it.browser();
  await operator.signIn('van.hanh', 'mat-khau-3');
  await eventually(async () => (await clerk.call(getUnit, { unit: '46@0' })).status === 200);
  return { it, clerk, operator };
}
