import type { vi } from './vi.ts';

export const en: Record<keyof typeof vi, string> = {
  'new.title': 'Register a dossier',
  'new.send': 'Register',
  'new.sending': 'Saving',
  'lastReceived.title': 'Just received',
  'lastReceived.print': 'Print the receipt of {name} again',
  'new.notSent':
    'The dossier of {name} was not received: the server’s clock differs. Open the form again to look and send.',
  'new.draft': 'What you type is kept on this computer.',
  'new.cardTaken': 'Filled in from the card just scanned.',
  'new.slipGiven': 'The slip was printed. The form is empty for the next person.',
  'new.cardBack': 'Back to the person before',
  'new.kept':
    'The dossier of {name} could not be sent. It is kept on this computer (provisional number {number}) and will be sent by itself; code and receipt come then. The next citizen can be served.',
  'new.keptInWindow':
    'The dossier of {name} (provisional number {number}) could not be sent, and this computer cannot keep unsent work: it is in this window only, do not close it before it is sent.',
  'provisional.print': 'Print provisional slip',
  'clock.title':
    'The clocks of the servers here and at {name} differ by more than 5 minutes. Check before you register.',
  'clock.here': 'The server here',
  'clock.why':
    'The day of receipt and the day promised are written by the clock here. If it is wrong, have the operator set it, then press “Check again”.',
  'clock.again': 'Check again',
  'clock.goOn': 'The time here is right, go on',
  'clock.accepted': 'Registering by the time here ({here}), although {name} has {there}.',
  'form.recent': 'Procedures used last, by their number key',
  'form.identityHint': 'Scan the QR code of the identity card to fill name and address too',
  'form.nameHint': 'With diacritics, as on the papers',
  'form.offer.name': 'Write “{meant}”',
  'form.offer.phone': 'This number has changed: use {meant}',
  'form.phoneHint': 'To tell when the result is there',
  'form.forOther': 'Handed in for somebody else',
  'form.summaryHint': 'Enter registers, Shift + Enter breaks the line',
  'guide.label': 'Help',
  'guide.term': 'Term by the rule',
  'guide.promise': 'Handed in now, promised for',
  'guide.handedInNow': 'Before {time}. Nothing is saved yet; handed in later it may be another day.',
  'guide.start': 'Begin with the procedure',
  'guide.startWords':
    'Type a few letters, with or without diacritics, then Enter. Procedures used last have a number key.',
  'guide.enter': 'next field',
  'guide.submit': 'register now',
  'guide.recent': 'a procedure used last',
  'guide.leave': 'back to the list; what was typed stays',
  'guide.scan':
    'Scan an identity card at any time: the applicant is filled in. Scan the code of a receipt: its dossier opens.',
  'registered.title': 'Registered',
  'registered.saved': 'The dossier is saved',
  'registered.code': 'Dossier code',
  'registered.next': 'Next dossier',
  'registered.open': 'Open this dossier',
};
