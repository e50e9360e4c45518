import { Navigate } from '@tanstack/react-router';
import { useSession } from '../shared/session-context.tsx';
import { NotAllowed } from '../shared/state-pages.tsx';
import { featuresOf, homeOf } from './features-of.ts';

/** Everybody begins where their work is. */
export function Home() {
  const to = homeOf(featuresOf(useSession()));
  return to ? <Navigate to={to} replace /> : <NotAllowed />;
}
