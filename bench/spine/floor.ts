import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Client, credentials, Metadata } from '@grpc/grpc-js';
import { startGuarded } from '@lienthong/devtools/process/guarded-child';
import { cpuTime } from '@lienthong/tools/province/cpu-time';
import { startOpenTree } from './open-tree.ts';

/** Durable write commands of one dossier. */
export interface FloorWrites {
  /** Of dossiers at the commune. */
  inserts: number;
  /** Of facts with their tallies. */
  counted: number;
  /** Updates, by level. */
  commune: number;
  district: number;
  province: number;
}

export interface FloorPlaces {
  engines: { commune: string; district: string; province: string };
  servers: { commune: string; district: string; province: string };
  /** At the commune: documents of dossiers with all their indexes, one of them there. */
  database: string;
  dossiers: string;
}

export interface Floor {
  /** One dossier's way with bare parts. */
  receive(writes: FloorWrites): Promise<void>;
  /** CPU of its process and its NATS servers so far, in milliseconds; that of the engines is none of it. */
  cpu(): Promise<number>;
  stop(): Promise<void>;
}

/** The floor under one dossier: the same durable writes, calls and messages, in one process and without any code of the product. */
export async function startFloor(places: Omit<FloorPlaces, 'servers'>): Promise<Floor> {
  const tree = await startOpenTree();
  const servers = { commune: tree.commune.url, district: tree.district.url, province: tree.province.url };
  const child = startGuarded({
    command: process.execPath,
    args: [join(import.meta.dirname, 'floor-process.ts'), JSON.stringify({ ...places, servers })],
  });
  child.process.stderr?.pipe(process.stderr);
  const port = await new Promise<string>((resolve, reject) => {
    if (child.process.stdout)
      createInterface(child.process.stdout).on('line', (line) => {
        if (line.startsWith('port ')) resolve(line.slice('port '.length));
      });
    void child.ended.then(() => reject(new Error('the floor did not start')));
  });
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
  const bytes = (value: Buffer): Buffer => value;
  const metadata = new Metadata();
  metadata.set('authorization', `Bearer ${'x'.repeat(900)}`);
  return {
    receive: (writes) =>
      new Promise((resolve, reject) => {
        const request = Buffer.from(JSON.stringify(writes).padEnd(400));
        client.makeUnaryRequest('/floor/receive', bytes, bytes, request, metadata, (error) =>
          error ? reject(error) : resolve(),
        );
      }),
    async cpu() {
      const pids = [child.pid, tree.commune.pid, tree.district.pid, tree.province.pid];
      return (await Promise.all(pids.map(cpuTime))).reduce((sum, ms) => sum + ms, 0);
    },
    async stop() {
      client.close();
      await child.stop();
      await tree.stop();
    },
  };
}
