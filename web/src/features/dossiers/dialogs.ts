/** What its screens open over themselves, each fetched by itself when it is opened. */
export const fetchDialogs = (): Promise<unknown> =>
  Promise.all([
    import('./intake/not-received-dialog.tsx'),
    import('./list/hand-over-dialog.tsx'),
    import('./list/register-dialog.tsx'),
    import('./list/selection-bar.tsx'),
  ]);
