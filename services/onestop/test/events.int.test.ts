import { CopyKind } from '@lienthong/contracts/onestop/v1/onestop';
import { Event } from '@lienthong/contracts/common/v1/event';
import { EventsServiceService } from '@lienthong/contracts/common/v1/events';
import { Refusal } from '@lienthong/domain';
import { connectNats, eventStream, createLogger } from '@lienthong/runtime';
import { eventually } from '@lienthong/testkit';
import { v7 as uuid } from 'uuid';
import { dossierOf, startOffice, type TestOffice, vinhHien, vinhHung } from './support/office.ts';

let office: TestOffice;
beforeAll(async () => {
  office = await startOffice({ day: '2025-06-27', time: '09:00' });
}, 900_000);
afterAll(() => office?.stop());

const owner = 'onestop';
const asReporting = () => office.site.as('reporting', EventsServiceService, owner);

async function readAll(request: { owner?: string; unit?: string; days?: string[] } = {}): Promise<Event[]> {
  const read: Event[] = [];
  for await (const { events } of asReporting().readEvents({ owner, unit: '', days: [], ...request }))
    read.push(...events);
  return read;
}

/** Everything that stands on the site's stream. */
async function onStream(): Promise<{ subject: string; id: string; data: Uint8Array; headers: string }[]> {
  const nats = await connectNats(office.site.config.nats, 'test', createLogger('test', 'test', 'error'));
  try {
    const { state } = await nats.jsm.streams.info(eventStream);
    const found = [];
    for (let seq = state.first_seq; seq <= state.last_seq; seq += 1) {
      const message = await nats.jsm.streams.getMessage(eventStream, { seq });
      if (message)
        found.push({
          subject: message.subject,
          id: message.header.get('ce-id'),
          data: message.data,
          headers: JSON.stringify([...message.header]),
        });
    }
    return found;
  } finally {
    await nats.close();
  }
}

test('yesterday changes when a dossier of yesterday is voided: its event cancels what counted then', async () => {
  const { dossier } = await office.client.receiveDossier(dossierOf(), office.clerk);
  await office.moveTo('2025-06-30', '09:00');
  const command = {
    dossierId: dossier?.id ?? '',
    version: 1,
    idempotencyKey: uuid(),
    reason: 'đăng ký nhầm',
  };
  await office.client.voidDossier(command, office.clerk);
  const events = (await readAll()).filter(({ subject }) => subject === dossier?.id);
  expect(events.map(({ type, version }) => [type, version])).toEqual([
    ['onestop.dossier.received.v1', 1],
    ['onestop.dossier.voided.v1', 2],
  ]);
  expect(events[0]?.facts).toMatchObject([
    {
      day: '2025-06-27',
      contributions: [
        { indicator: 'received', carriedBy: '', value: 1 },
        { indicator: 'pending', carriedBy: '2025-07-02', value: 1 },
      ],
    },
  ]);
  expect(events[0]?.reference).toMatchObject({ kind: 'dossier', code: dossier?.code });
  expect(events[1]?.cancels).toEqual([
    expect.objectContaining({ eventId: events[0]?.id, day: '2025-06-27' }),
  ]);
  expect((await readAll({ days: ['2025-06-27'] })).map(({ id }) => id)).toEqual(events.map(({ id }) => id));
  expect(await readAll({ days: ['2025-06-28'] })).toEqual([]);
});

test('invariant 5: no person stands in subjects, headers or bodies of events', async () => {
  const applicant = {
    name: 'Trần Quốc Bí Mật',
    identityNumber: '046190111222',
    phone: '0987654321',
    address: 'Số 7 đường Kín',
  };
  const { dossier } = await office.client.receiveDossier(
    dossierOf({
      applicant,
      summary: 'việc riêng tư',
      owner: { name: 'Lê Chủ Kín', identityNumber: '046150333444' },
      components: [{ name: 'giấy riêng tư', kind: CopyKind.ORIGINAL, count: 1 }],
    }),
    office.clerk,
  );
  const command = { dossierId: dossier?.id ?? '', version: 1, idempotencyKey: uuid() };
  await office.client.requestSupplement({ ...command, reason: 'thiếu giấy của Bí Mật' }, office.clerk);
  const seen = await eventually(async () => {
    const messages = await onStream();
    return messages.filter(({ data }) => Event.decode(data).subject === dossier?.id).length === 2
      ? messages
      : undefined;
  });
  const text = seen
    .map(({ subject, headers, data }) => `${subject} ${headers} ${Buffer.from(data).toString()}`)
    .join('\n');
  for (const secret of [
    'Bí Mật',
    'Mật',
    '046190111222',
    '0987654321',
    'đường Kín',
    'riêng tư',
    'Chủ Kín',
    '046150333444',
  ])
    expect(text).not.toContain(secret);
  expect(seen.every(({ subject }) => /^ev\.onestop\.dossier\.[a-z_]+\.v1\.\d{5}@0$/.test(subject))).toBe(
    true,
  );
});

test('events are read by whole dossiers, page by page, of one unit or of all', async () => {
  const settings = await office.person(['clerk'], [vinhHien], 'clerk-hien');
  for (let round = 0; round < 10; round += 1)
    await Promise.all(
      Array.from({ length: 23 }, () => office.client.receiveDossier(dossierOf(), office.clerk)),
    );
  await Promise.all(
    Array.from({ length: 20 }, () => office.client.receiveDossier(dossierOf({ unit: vinhHien }), settings)),
  );
  const all = await readAll();
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  const stored = await office.dossiers.find({}, { projection: { events: 1 } }).toArray();
  expect(all.map(({ id }) => id).sort()).toEqual(
    stored.flatMap(({ events }) => events.map(({ id }) => id)).sort(),
  );
  const subjects = all.map(({ subject }) => subject);
  expect(subjects).toEqual([...subjects].sort());
  expect(await readAll({ unit: vinhHien })).toHaveLength(20);
});

test('progress says up to when everything stands on the stream, and stands still while the stream is away', async () => {
  const reporting = asReporting();
  const progress = async (): Promise<number> => {
    const { units } = await reporting.getPublishingProgress({ owner });
    return units.find(({ unit }) => unit === vinhHung)?.publishedTo?.getTime() ?? 0;
  };
  await office.moveTo('2025-06-30', '14:00');
  const before = await office.dossiers.findOne({}, { sort: { pendingAt: -1 } });
  await eventually(async () => (await progress()) > (before?.state.changedAt ?? 0));
  await office.site.nats.kill();
  const { dossier } = await office.client.receiveDossier(dossierOf(), office.clerk);
  const receivedAt = dossier?.receivedAt?.getTime() ?? 0;
  expect(await progress()).toBeLessThan(receivedAt);
  await office.site.nats.restart();
  await eventually(async () => (await progress()) >= receivedAt, { timeoutMs: 40_000 });
  const ids = (await onStream()).map(({ id }) => id);
  const stored = await office.dossiers.findOne({ _id: dossier?.id ?? '' });
  expect(ids.filter((one) => one === stored?.events[0]?.id)).toHaveLength(1);
});

test.each([
  [{ days: ['2025-06-27', 'hôm qua'] }, 'days[1]', 'LOCAL_DAY'],
  [{ days: Array.from({ length: 401 }, () => '2025-06-27') }, 'days', 'TOO_MANY'],
  [{ unit: 'Vinh Hưng' }, 'unit', 'UNIT_KEY'],
  [{ owner: 'nobody' }, 'owner', 'UNKNOWN'],
  [{ owner: 'directory' }, 'owner', 'UNKNOWN'],
])('a wrong question is refused by name: %#', async (request, field, rule) => {
  const refused = await readAll(request).catch((error: unknown) => error);
  expect((refused as Refusal).fields).toEqual([expect.objectContaining({ field, rule })]);
});
