import { useRouter } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useToast } from '../design/index.ts';
import type { Feature } from '../shared/feature.ts';
import { allows } from '../shared/needs.ts';
import { Failure } from '../shared/failure.tsx';
import { listenForScans, type Scan } from '../shared/scans.ts';
import { useSession } from '../shared/session-context.tsx';

/** Gives what a scanner reads to the feature that understands it. */
export function Scanning({ features }: { features: readonly Feature[] }) {
  const router = useRouter();
  const session = useSession();
  const toast = useToast();
  const now = useRef({ features, session });
  useEffect(() => {
    now.current = { features, session };
  });
  useEffect(() => {
    const find = (text: string, fast: boolean): { scan: Scan; text: string } | undefined => {
      for (const scan of now.current.features.flatMap(({ scans = [] }) => scans)) {
        if (!(fast || scan.neverTyped) || !allows(now.current.session, scan.needs)) continue;
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
  }, [router, toast]);
  return null;
}
