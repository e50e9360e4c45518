import { Navigate } from '@tanstack/react-router';
import { useSession } from '../shared/session-context.tsx';
import { NotAllowed } from '../shared/state-pages.tsx';
import { featuresOf } from './features-of.ts';

/** Everybody begins where their work is. */
export function Home() {
  const [first] = featuresOf(useSession());
  return first ? <Navigate to={first.nav.to} replace /> : <NotAllowed />;
}
