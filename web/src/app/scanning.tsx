import { useRouter } from '@tanstack/react-router';
import { type ComponentType, useEffect, useRef } from 'react';
import { useToast } from '../design/index.ts';
import type { Feature } from '../shared/feature.ts';
import { allows, type Needs } from '../shared/needs.ts';
import { Failure } from '../shared/failure.tsx';
import { listenForScans, type Scan } from '../shared/scans.ts';
import { useSession } from '../shared/session-context.tsx';
import { features } from './features-of.ts';

interface Known {
  /** What its feature needs. */
  needs: Needs;
  scan: Scan;
}

const scansOf = async ({ needs, scans }: Feature): Promise<Known[]> =>
  ((await scans?.()) ?? []).map((scan) => ({ needs, scan }));

/** Gives what a scanner reads to the feature that understands it, once it is known what they understand. */
export async function fetchScanning(): Promise<ComponentType> {
  const known = (await Promise.all(features.map(scansOf))).flat();
  return () => <Scanning known={known} />;
}

function Scanning({ known }: { known: readonly Known[] }) {
  const router = useRouter();
  const session = useSession();
  const toast = useToast();
  const now = useRef(session);
  useEffect(() => {
    now.current = session;
  });
  useEffect(() => {
    const find = (text: string, fast: boolean): { scan: Scan; text: string } | undefined => {
      for (const { needs, scan } of known) {
        if (!(fast || scan.neverTyped)) continue;
        if (!allows(now.current, needs) || !allows(now.current, scan.needs)) continue;
        const found = scan.shape.exec(text);
        if (found) return { scan, text: found[0] };
      }
      return undefined;
    };
    return listenForScans(find, ({ scan, text }) => {
      scan
        .load()
        .then((take) => take({ text, open: (path) => router.history.push(path) }))
        .catch((error: unknown) => toast({ tone: 'late', words: <Failure error={error} /> }));
    });
  }, [known, router, toast]);
  return null;
}
