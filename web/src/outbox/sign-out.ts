const signedOut = new Set<string>();
const channelOf = (owner: string): BroadcastChannel => new BroadcastChannel(`lien-thong/sign-out/${owner}`);

/** Nothing more of this person is kept by this window. */
export const hasSignedOut = (owner: string): boolean => signedOut.has(owner);

/** Ends keeping in all windows, before what is kept is forgotten. */
export function noteSignOut(owner: string): void {
  signedOut.add(owner);
  const channel = channelOf(owner);
  channel.postMessage('');
  channel.close();
}

/** Hears a sign-out in another window. @returns how to stop */
export function hearSignOut(owner: string, then: () => void): () => void {
  const channel = channelOf(owner);
  channel.onmessage = () => {
    // A channel hears its own window too.
    if (signedOut.has(owner)) return;
    signedOut.add(owner);
    then();
  };
  return () => channel.close();
}
