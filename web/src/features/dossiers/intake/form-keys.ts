import type { KeyboardEvent } from 'react';

const fieldsInOrder = 'input:not([type=radio], [data-aside]), input:checked:not([data-aside]), textarea';

/** Enter goes from field to field and sends from the last one; with Ctrl it sends from anywhere, with Shift it begins a line. */
export function onEnter(event: KeyboardEvent<HTMLFormElement>, send: () => void): void {
  const { currentTarget: form } = event;
  if (event.ctrlKey || event.metaKey) {
    event.preventDefault();
    send();
    return;
  }
  const target = event.target as HTMLElement;
  if (target instanceof HTMLButtonElement) return;
  const isText = target instanceof HTMLTextAreaElement;
  if (isText && event.shiftKey) return;
  event.preventDefault();
  if (isText) {
    send();
    return;
  }
  const inputs = [...form.querySelectorAll<HTMLElement>(fieldsInOrder)];
  const at = inputs.indexOf(target);
  const next = at === -1 ? form.querySelector<HTMLElement>('[type=submit]') : inputs[at + 1];
  if (next) next.focus();
  else send();
}
