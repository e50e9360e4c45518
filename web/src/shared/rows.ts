import type { KeyboardEvent } from 'react';

/** Walks the links of a list by arrows and pages; Enter opens the one in focus, as any link. */
export function walkRows(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }[event.key];
  if (step === undefined) return;
  event.preventDefault();
  const links = [...event.currentTarget.querySelectorAll('a')];
  const now = links.findIndex((link) => link === document.activeElement);
  links[Math.min(links.length - 1, Math.max(0, now + step))]?.focus();
}
