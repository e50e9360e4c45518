import type { vi } from './vi.ts';

export const en: Record<keyof typeof vi, string> = {
  'sites.title': 'Arrange the sites',
  'resolveMeaning.hand_over':
    'From the decision on, the receiving site writes the records of the chosen units; what the former one signed stands. The former site has to be connected to hear of it. Afterwards the receiving site decides about the figures of earlier days.',
  'resolveMeaning.name_successor':
    'Says beforehand which site will take the units over. No unit moves yet; the hand-over is the next step.',
  'resolveMeaning.retire':
    'The site leaves the registry: nobody speaks with it any more; the sites below it go to the one above it. Only when it writes no units and has sent all.',
  'sites.hint':
    'A site is a server with the units that it writes. For a merger: name the successor, hand over the units, wait until the former site has sent all, then retire it. Each step shows its outcome first.',
  'sites.empty': 'The registry has no sites yet',
  'sites.wentBack': 'The registry below went back: the sites go by a newer one of the province.',
  'sites.decideFirst': 'Decide on the operator’s page before you arrange anything',
  'sites.emptyHint': 'The registry is first published when the province is set up.',
  'sites.search': 'Search by name, id or unit',
  'sites.noMatch': 'No site matches.',
  'sites.owns': 'writes {n} unit|writes {n} units',
  'sites.ownsNone': 'writes no unit',
  'sites.ownsNoneHint': 'No unit is left: it can be retired when it has sent all.',
  'sites.top': 'holds the registry',
  'sites.below': 'below {site}',
  'sites.successor': 'successor: {site}',
  'sites.to': 'Receiving site',
  'sites.chooseTo': 'Choose a site',
  'sites.successorField': 'Successor',
  'sites.noSuccessor': 'None',
  'sites.units': 'Units to hand over',
  'sites.chooseFirst': 'Choose, and you see what changes.',
  'sites.dryRun': 'Dry run, nothing is done yet',
  'sites.onlyNamed': 'Only the successor is noted; routes and units stay.',
  'sites.records': '{n} record of the unit is held here.|{n} records of the unit are held here.',
  'sites.recordsUnknown': 'How many records of the unit are held here is not known.',
  'sites.unconfirmed':
    '{site} has {n} record that has not arrived here: wait for it before the machine is switched off.|{site} has {n} records that have not arrived here: wait for them before the machine is switched off.',
  'sites.unconfirmedUnknown': 'What {site} has not sent is not known: ask there first.',
  'sites.confirmed': 'Every record of {site} has arrived here.',
  'sites.heard': '{site} was last heard {time}.',
  'sites.notHeard': '{site} has not been heard.',
  'sites.open': '{name}: {n}',
  'sites.openUnknown': '{name}: not known',
  'sites.openStay':
    'What is open does not move with the unit: it stays on the machine of {site}, and what is done there after the hand-over is not counted. Better finish it first. {to} answers for the rest: it receives each item anew, with its old code. The open figure that was handed over does not go down by itself.',
  'sites.leftUnknown': '{site} does not answer: what it has and nobody else holds is not known.',
  'sites.otherRegistry':
    '{site} does not go by the present registry yet, and may still write for a unit that was handed over.',
  'sites.stranded':
    '{unit}: {n} record written after the hand-over, taken by nobody.|{unit}: {n} records written after the hand-over, taken by nobody.',
  'sites.nothingStranded': 'No record is stranded there.',
  'sites.done.hand_over':
    'Handed over. Next: at the receiving site, decide about the figures of earlier days.',
  'sites.done.name_successor': 'The successor is noted.',
  'sites.done.retire': 'The site is retired.',
  'sites.acceptLoss':
    'Asked at the former site: what is not delivered is lost, or was looked through. Go on all the same; the reason says how that is known.',
  'undelivered.UNDELIVERED': 'the former site has records that have not arrived here ({what})',
  'undelivered.SILENT': '{what} does not answer now, so what it still has is not known',
  'undelivered.UNKNOWN': '{what} has not said by the present registry how many records it has',
  'undelivered.STRANDED': 'records written after the hand-over, taken by nobody ({what})',
};
