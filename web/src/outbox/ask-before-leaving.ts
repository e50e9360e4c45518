/** Has the window ask before it goes, as long as something in it would be lost. @returns how to stop */
export function askBeforeLeaving(isNeeded: () => boolean = () => true): () => void {
  const ask = (event: BeforeUnloadEvent): void => {
    if (!isNeeded()) return;
    event.preventDefault();
    // Chrome before 119, as on Windows 7, asks for nothing else.
    event.returnValue = true;
  };
  addEventListener('beforeunload', ask);
  return () => removeEventListener('beforeunload', ask);
}
