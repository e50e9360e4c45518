export const linksIn = (list: HTMLElement | null): HTMLAnchorElement[] => [
  ...(list?.querySelectorAll<HTMLAnchorElement>('li a') ?? []),
];

/** From the row in focus so many rows on; from elsewhere to the first. @returns its dossier */
export function focusRow(list: HTMLElement | null, by: number): string | undefined {
  const links = linksIn(list);
  const now = links.findIndex((link) => link.closest('li')?.contains(document.activeElement));
  const row = links[now < 0 ? 0 : Math.min(links.length - 1, Math.max(0, now + by))];
  row?.focus();
  return row?.closest('li')?.dataset.id;
}

export const rowInFocus = (): string | undefined =>
  document.activeElement?.closest<HTMLElement>('li[data-id]')?.dataset.id;
