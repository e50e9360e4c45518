import { virtual } from '@guidepup/virtual-screen-reader';

/** Of five hundred rows nobody reads more to know what they sound like. */
const most = 60;

/** What a screen reader says of a state, from the beginning of its section to the end. */
export async function speak(state: string): Promise<string[]> {
  const container = document.querySelector(`section[aria-label="${CSS.escape(state)}"]`);
  if (!container) throw new Error(`no state is called ${state}`);
  await virtual.start({ container });
  const end = `end of ${await virtual.lastSpokenPhrase()}`;
  const said: string[] = [];
  for (;;) {
    await virtual.next();
    const phrase = await virtual.lastSpokenPhrase();
    if (phrase === end) break;
    said.push(phrase);
    if (said.length < most) continue;
    said.push('…');
    break;
  }
  await virtual.stop();
  return said;
}
