import type { KeyboardEvent } from 'react';
import { isComposing } from './composing.ts';

const pages: Readonly<Record<string, number>> = { PageDown: 10, PageUp: -10 };
const arrows: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };

/** The links that open the rows of a list. */
export const linksIn = (list: HTMLElement | null): HTMLAnchorElement[] => [
  ...(list?.querySelectorAll<HTMLAnchorElement>('li a') ?? []),
];

/** From the row in focus so many rows on; from elsewhere to the first. @returns its id */
export function focusRow(list: HTMLElement | null, by: number): string | undefined {
  const links = linksIn(list);
  const now = links.findIndex((link) => link.closest('li')?.contains(document.activeElement));
  const row = links[now < 0 ? 0 : Math.min(links.length - 1, Math.max(0, now + by))];
  row?.focus();
  return row?.closest('li')?.dataset.id;
}

export const rowInFocus = (): string | undefined =>
  document.activeElement?.closest<HTMLElement>('li[data-id]')?.dataset.id;

function walk(event: KeyboardEvent<HTMLElement>, steps: Readonly<Record<string, number>>): void {
  const step = steps[event.key];
  if (step === undefined || isComposing(event)) return;
  event.preventDefault();
  focusRow(event.currentTarget, step);
}

/** Walks the rows of a list by arrows and pages; Enter opens the one in focus, as any link. */
export const walkRows = (event: KeyboardEvent<HTMLElement>): void => walk(event, { ...arrows, ...pages });

/** By pages alone, where the arrows do more than walk. */
export const pageRows = (event: KeyboardEvent<HTMLElement>): void => walk(event, pages);
