import { createHash } from 'node:crypto';
import { blockBytes, pieceBlocks } from '../src/domain/link.ts';
import { hour } from './simulation/world.ts';
import { commune, district, Line } from './three-sites.ts';

test('a fast link sends whole pieces, and no part goes beyond the piece that it begins in', () => {
  const line = new Line();
  const parts: [block: number, blocks: number][] = [];
  line.world.observers.push({
    sent: (from, _hop, message) => {
      if (message.kind === 'part' && from.id === commune)
        parts.push([message.block, Math.ceil(message.bytes.length / blockBytes)]);
    },
  });
  const bytes = Buffer.alloc(100 * pieceBlocks * blockBytes + 7, 'đơn thư');
  const content = { hash: createHash('sha256').update(bytes).digest('hex'), size: bytes.length, type: '' };
  line.site(commune).store.storePart(content.hash, content.size, 0, bytes);
  line.world.change(commune, 'u4-file/20116@0/one', '', { value: null, content });
  line.world.run(hour);
  expect(line.rev(district, 'u4-file/20116@0/one')).toBe(1);
  expect(parts.filter(([block, blocks]) => (block % pieceBlocks) + blocks > pieceBlocks)).toEqual([]);
  expect(parts.filter(([, blocks]) => blocks === pieceBlocks).length).toBeGreaterThan(70);
});
