import type { Screens } from '../api/session.ts';

/**
 * Fetches the screens of a person's role before they are opened: the counter then works on when the line to the office's server
 * breaks, and nobody waits at the first click.
 */
export async function preloadScreens(screens: Screens): Promise<void> {
  if (screens.dossiers) {
    await import('../features/dossiers/dossiers-screen.tsx');
    await import('../features/dossiers/dossier-panel.tsx');
    await import('../features/dossiers/new-dossier-screen.tsx');
    await import('../features/dossiers/receipt.tsx');
  }
  if (screens.board) await import('../features/board/board-screen.tsx');
  if (screens.operator) await import('../features/operation/operator-screen.tsx');
}
