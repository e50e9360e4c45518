import { expect, test } from '@jest/globals';
import { hasSignedOut, hearSignOut, noteSignOut } from './sign-out.ts';

test('a window hears that another one signs this person out, and nobody else', async () => {
  // Another window has the same channel, not the same memory.
  const other = new BroadcastChannel('lien-thong/sign-out/s1/one');
  const heard = await new Promise<boolean>((resolve) => {
    const stop = hearSignOut('s1/one', () => {
      stop();
      resolve(hasSignedOut('s1/one'));
    });
    other.postMessage('');
  });
  other.close();
  expect(heard).toBe(true);
  expect(hasSignedOut('s1/two')).toBe(false);
});

test('the window that signs out tells the others, and does not leave before it has forgotten', async () => {
  const other = new BroadcastChannel('lien-thong/sign-out/s1/three');
  const left: string[] = [];
  const stop = hearSignOut('s1/three', () => left.push('own'));
  const told = new Promise((resolve) => {
    other.onmessage = resolve;
  });
  noteSignOut('s1/three');
  await told;
  stop();
  other.close();
  expect(left).toEqual([]);
});
