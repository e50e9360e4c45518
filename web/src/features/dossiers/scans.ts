import type { Scan } from '../../shared/scans.ts';
import { atTheCounter, registering } from './needs.ts';
import { codeShape, idCardShape } from './intake/scan-shapes.ts';

export const scans: readonly Scan[] = [
  {
    shape: idCardShape,
    neverTyped: true,
    needs: registering,
    load: async () => (await import('./intake/scanned-card.ts')).take,
  },
  { shape: codeShape, needs: atTheCounter, load: async () => (await import('./scanned-code.ts')).take },
];
