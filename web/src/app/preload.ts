import type { Screens } from '../api/session.ts';

/**
 * Fetches the screens of a person's role before they are opened: the counter then works on when the line to the office's server
 * breaks, and nobody waits at the first click.
 */
export async function preloadScreens(screens: Screens): Promise<void> {
  if (screens.dossiers) {
    await import('../clerk/dossiers-screen.tsx');
    await import('../clerk/dossier-panel.tsx');
    await import('../clerk/new-dossier-screen.tsx');
    await import('../clerk/receipt.tsx');
  }
  if (screens.board) await import('../operations/board-screen.tsx');
  if (screens.operator) await import('../operator/operator-screen.tsx');
}
