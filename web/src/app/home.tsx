import { Navigate } from '@tanstack/react-router';
import { screensOf } from '../api/session.ts';
import { useSession } from '../shared/session-context.tsx';
import { NotAllowed } from '../shared/state-pages.tsx';

/** Everybody begins where their work is. */
export function Home() {
  const screens = screensOf(useSession());
  if (screens.dossiers) return <Navigate to="/dossiers" replace />;
  if (screens.board) return <Navigate to="/board" replace />;
  if (screens.operator) return <Navigate to="/operator" replace />;
  return <NotAllowed />;
}
