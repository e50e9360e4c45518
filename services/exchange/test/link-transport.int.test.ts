import { connect, type NatsConnection } from '@nats-io/transport-node';
import { eventually, startNats } from '@lienthong/testkit';
import { createLinkTransport } from '../src/adapters/link-transport.ts';

let nats: Awaited<ReturnType<typeof startNats>>;
let nc: NatsConnection;

beforeAll(async () => {
  nats = await startNats();
  nc = await connect({ servers: nats.url });
});
afterAll(async () => {
  await nc.close();
  await nats.stop();
});

test('who is heard while nobody seems to listen is back, and away again once what is sent to them is refused', async () => {
  const told: string[] = [];
  const transport = createLinkTransport(
    nc,
    's3',
    {
      received: (_from, _lane, bytes) => void told.push(Buffer.from(bytes).toString()),
      changed: (_hop, isUp) => void told.push(isUp ? 'up' : 'down'),
      tooLarge: () => undefined,
    },
    () => Buffer.from('probe'),
  );
  transport.connect(null, ['s4']);
  transport.send('s4', 1, Buffer.from('anybody there?'));
  await eventually(() => told.at(-1) === 'down');
  nc.publish('x.up.s4.1', 'here');
  await eventually(() => told.at(-1) === 'here');
  expect(told).toEqual(['down', 'up', 'here']);
  transport.send('s4', 1, Buffer.from('and now?'));
  await eventually(() => told.length > 3);
  const subscription = nc.subscribe('x.down.s4.*', { callback: () => undefined });
  await eventually(() => told.length > 4);
  transport.stop();
  subscription.unsubscribe();
  expect(told.slice(3)).toEqual(['down', 'up']);
});

test('a message that the server does not take is told and not sent, and what follows goes through', async () => {
  const tooLarge: [string, number][] = [];
  const events = {
    received: () => undefined,
    changed: () => undefined,
    tooLarge: (hop: string, bytes: number) => void tooLarge.push([hop, bytes]),
  };
  const transport = createLinkTransport(nc, 's5', events, () => Buffer.from('probe'));
  transport.connect(null, ['s6']);
  const heard: number[] = [];
  const subscription = nc.subscribe('x.down.s6.*', {
    callback: (_e, { data }) => void heard.push(data.length),
  });
  const most = nc.info?.max_payload ?? 0;
  for (const bytes of [most + 1, most]) transport.send('s6', 4, new Uint8Array(bytes));
  await eventually(() => heard.length > 0);
  transport.stop();
  subscription.unsubscribe();
  expect([tooLarge, heard]).toEqual([[['s6', most + 1]], [most]]);
});

test('a link that comes back is found though the registry is published anew again and again meanwhile', async () => {
  const changes: boolean[] = [];
  const events = {
    received: () => undefined,
    changed: (_hop: string, isUp: boolean) => void changes.push(isUp),
    tooLarge: () => undefined,
  };
  const transport = createLinkTransport(nc, 's1', events, () => Buffer.from('probe'));
  transport.connect(null, ['s2']);
  transport.send('s2', 1, Buffer.from('anybody there?'));
  await eventually(() => changes.at(-1) === false);
  const publishing = setInterval(() => transport.connect(null, ['s2']), 20);
  nc.subscribe('x.down.s2.*', { callback: () => undefined });
  try {
    await eventually(() => changes.at(-1) === true);
  } finally {
    clearInterval(publishing);
    transport.stop();
  }
});
