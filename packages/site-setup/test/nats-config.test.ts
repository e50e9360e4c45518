import { describe, expect, test } from '@jest/globals';
import { createLinkKey, type NatsSite, natsConfig } from '../src/nats-config.ts';
import { siteFiles, writeSiteFiles } from '../src/site-files.ts';

const site = (id: string, parent?: string): NatsSite => ({
  id,
  parent,
  ports: { client: 4222, leaf: 7422, monitor: 8222 },
  storeDirectory: `/var/lib/nats/${id}`,
  passwords: { system: 'a', site: 'b', link: 'c' },
  linkKey: parent === undefined ? undefined : createLinkKey(),
});

describe('the configuration of a site', () => {
  const sites = [site('46'), site('482', '46'), site('20116', '482')];
  const [province, district, commune] = sites as [NatsSite, NatsSite, NatsSite];

  test('listens on the loopback only', () => {
    for (const one of sites) {
      const addresses = natsConfig(one, sites).match(/(listen|http|url): "[^"]+"/g) ?? [];
      expect(addresses.length).toBeGreaterThan(0);
      for (const address of addresses) expect(address).toContain('127.0.0.1:');
    }
  });

  test('puts every acknowledgement on disk and names a JetStream domain of its own', () => {
    for (const one of sites) {
      expect(natsConfig(one, sites)).toContain('sync_interval: always');
      expect(natsConfig(one, sites)).toContain(`domain: "${one.id}"`);
    }
  });

  test('gives a child its own two subjects and knows only the public half of its key', () => {
    const config = natsConfig(district, sites);
    expect(config).toContain(
      'publish: { allow: ["x.up.20116.>"] }, subscribe: { allow: ["x.down.20116.>"] }',
    );
    expect(config).toContain(commune.linkKey?.publicKey);
    expect(config).not.toContain(commune.linkKey?.seed);
  });

  test('S10: opens each port to its own keys: a child signs in at the port for leaves, services at the one for clients', () => {
    const config = natsConfig(district, sites);
    expect(config).toMatch(/nkey: "[^"]+", allowed_connection_types: \["LEAFNODE"\]/);
    expect(config.match(/password: "[^"]+", allowed_connection_types: \["STANDARD"\]/g)).toHaveLength(3);
  });

  test('S10: asks clients for a certificate where there are any', () => {
    const tls = { ca: '/ca', certificate: '/certificate', key: '/key' };
    const own = natsConfig({ ...commune, tls }, sites).split('leafnodes')[0];
    expect(own).toContain('verify: true');
  });

  test('S11: production opens no monitor port', async () => {
    const setup = { nats: commune, config: { mode: 'production' }, people: {} };
    await expect(writeSiteFiles(siteFiles('/nowhere', '20116'), setup, sites)).rejects.toThrow(
      'MONITOR_OPEN',
    );
  });

  test('opens no door for leaves at a site without children, and connects nowhere at the root', () => {
    expect(natsConfig(commune, sites)).not.toMatch(/leafnodes \{\s+listen/);
    expect(natsConfig(province, sites)).not.toContain('remotes');
  });

  test.each(['s.1', 'Huế', 'a b', '>', ''])('refuses the id %p, which would become a subject', (id) => {
    expect(() => natsConfig(site(id), sites)).toThrow(/id/);
  });

  test('refuses a parent that nobody is, and a parent without a leaf port', () => {
    expect(() => natsConfig(site('1', '2'), [])).toThrow(/unknown parent 2/);
    const closed = { ...district, ports: { client: 1 } };
    expect(() => natsConfig(commune, [closed, commune])).toThrow(/482 has children and no leaf port/);
  });
});
