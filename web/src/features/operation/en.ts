/* oxlint-disable max-lines -- one file for each language, so that a translator sees all of it */
import type { vi } from './vi.ts';

export const en: Record<keyof typeof vi, string> = {
  'operator.title': 'Operation: {name}',
  'links.title': 'Links',
  'links.hint':
    'What the other side has not confirmed is sent again by itself; nothing to do while the link is up.',
  'operator.guide': 'Guide to incidents',
  'operator.back': 'To the operation page',
  'links.none': 'No neighbours yet',
  'links.noneHint': 'When a parent or child site is registered, its link appears here.',
  'links.connected': 'connected',
  'links.down': 'out of reach',
  'links.unconfirmed': '{n} record not confirmed|{n} records not confirmed',
  'links.confirmed': 'Every record is confirmed',
  'links.clockAhead':
    'The clock there is {by} ahead of ours: {there} there, {here} here. Set the wrong one before more is received.',
  'links.clockBehind':
    'The clock there is {by} behind ours: {there} there, {here} here. Set the wrong one before more is received.',
  'links.because': 'Because: {why}',
  'links.heard': 'last heard',
  'links.silentSince': 'not heard since',
  'links.sent': 'sent since the start',
  'links.received': 'received',
  'links.rate': 'rate',
  'links.refused':
    '{n} message of this neighbour was refused; last because of: {why}|{n} messages of this neighbour were refused; last because of: {why}',
  'linkRefusal.MESSAGE_REFUSAL_UNKNOWN_KEY': 'a record of no known unit',
  'linkRefusal.MESSAGE_REFUSAL_NOT_PREVIOUS_HOP': 'a record that came the wrong way',
  'linkRefusal.MESSAGE_REFUSAL_NOT_NEXT_HOP': 'an answer that came the wrong way',
  'linkRefusal.MESSAGE_REFUSAL_NOT_A_NEIGHBOUR': 'no neighbour',
  'linkRefusal.MESSAGE_REFUSAL_OWNER_UNKNOWN': 'a writer that never owned the unit',
  'linkRefusal.MESSAGE_REFUSAL_SIGNATURE': 'the signature',
  'linkRefusal.MESSAGE_REFUSAL_STUB_LIMIT': 'too many unknown records',
  'linkRefusal.MESSAGE_REFUSAL_REV_JUMP': 'a revision too far ahead',
  'linkRefusal.MESSAGE_REFUSAL_REV_LIMIT': 'a revision too large',
  'linkRefusal.MESSAGE_REFUSAL_SEEN_LIMIT': 'a history too long',
  'linkRefusal.MESSAGE_REFUSAL_CHAIN_LIMIT': 'a chain of answers too long',
  'linkRefusal.MESSAGE_REFUSAL_CONTENT_LIMIT': 'a content too large',
  'linkRefusal.MESSAGE_REFUSAL_SOURCE_LIMIT': 'too many kinds of figures of one unit',
  'linkRefusal.MESSAGE_REFUSAL_TOO_MANY': 'too many messages; what was dropped comes again',
  'linkRefusal.MESSAGE_REFUSAL_TOO_LARGE': 'a message too large for the line: not sent',
  'linkRefusal.MESSAGE_REFUSAL_WRONG_CONTENT': 'a content came damaged; nothing of it is kept',
  'linkRefusal.MESSAGE_REFUSAL_MALFORMED': 'a malformed message',
  'relation.RELATION_PARENT': 'level above',
  'relation.RELATION_CHILD': 'level below',
  'relation.RELATION_CONSUMER': 'local service',
  'relation.RELATION_UNSPECIFIED': 'not known',
  'linkReason.LINK_REASON_LINK_DOWN': 'the link is down',
  'linkReason.LINK_REASON_IN_FLIGHT': 'on its way, waiting for the answer',
  'linkReason.LINK_REASON_BACKING_OFF': 'waiting, then again',
  'linkReason.LINK_REASON_REFUSED': 'the other side refuses',
  'linkReason.LINK_REASON_PACED': 'a slow link, sent at its pace',
  'linkReason.LINK_REASON_CONTENT_MISSING': 'the content of a record is gone and has to be written again',
  'incidents.title': 'Records that need a person',
  'incidents.hint':
    'After a restore from a backup, a new machine or a hand-over, when two sites claim one record, or when a site says what is hard to believe.',
  'incidents.none': 'No record needs a person',
  'incidents.noneHint':
    'At this site no source went back in time, and no unit lacks its original figures. What concerns other units is decided where they are in charge; the board says which ones wait.',
  'incidents.count': '{n} record|{n} records',
  'incidents.rev': 'revision {rev}',
  'incidents.since': 'since {time}',
  'incidents.resolved': 'Recorded.',
  'recordChannel.tally': 'Figures of',
  'recordChannel.d3-directory': 'Register',
  'table.sites': 'Registry of sites',
  'table.units': 'Administrative units',
  'table.codes:fields': 'Fields of procedures',
  'table.codes': 'List of codes',
  'table.calendar': 'Calendar',
  'table.hours': 'of office hours',
  'recordChannel.other': 'Record',
  'incident.marked': 'source restored',
  'incident.stub': 'original lost',
  'incident.contested': 'claimed twice',
  'incident.stranded': 'stranded',
  'incident.lacking': 'content gone',
  'incident.jump': 'revision too far ahead',
  'incident.registry_restored': 'registry went back',
  'incident.registry_differs': 'differs from the registry',
  'incident.twin': 'two copies run',
  'incident.past_missing': 'handed over, not whole',
  'incident.other': 'to look at',
  'incidentMeaning.marked':
    'Older records were replaced at every level: the unit was restored, started anew, or one of two versions was kept.',
  'incidentMeaning.stub': 'The owner has lost this record.',
  'incidentMeaning.contested': 'Two machines wrote the same record.',
  'incidentMeaning.stranded': 'Written after the unit was handed over, and taken by nobody.',
  'incidentMeaning.lacking': 'The content of the record is not here.',
  'incidentMeaning.jump': 'A revision far above what is held here was refused.',
  'incidentMeaning.registry_restored': 'The registry of sites here is older than the one that others hold.',
  'incidentMeaning.registry_differs':
    'The configuration of this site differs from the registry that the province published.',
  'incidentMeaning.twin': 'Two machines run in the name of this site.',
  'incidentMeaning.other': 'Something about this record needs a person.',
  'incidents.instances': 'Their starts: {instances}.',
  'incidents.newerUnread': 'The newer one could not be read yet, so there is nothing to compare.',
  'incidents.newestAway':
    'The newest that is known of (revision {newest}) could not be fetched: who holds it is out of reach. Compared is revision {reached}, the newest that could.',
  'advice.marked':
    'Ask the unit whether work before the restore was lost. Once that is clear, a person at the owner lifts the mark.',
  'advice.stub':
    'Held by: {holders}. A service that has the data writes it again within minutes. If the line stays: take the record back from there, or delete it if it is wrong.',
  'advice.lost':
    'Nobody is known to hold it. A service that has the data writes it again within minutes. Delete it only when certain that nobody has it.',
  'advice.contested':
    'Two machines write for one unit, and the system waits for people. Switch one off first. Then keep the record of the other, or wait: its next write of that day ends it too.',
  'advice.stranded': 'It will not travel. Tell {site} to enter it again, then confirm here.',
  'advice.lacking':
    'Nothing to decide: a site that holds the content is asked for it, or the service that wrote it writes it again. If the line is still here after a day, read the guide.',
  'advice.jump':
    '{hop} says that it holds revision {rev}, far above what is held here, so it was not followed. Ask there before it may be taken.',
  'advice.registry_restored':
    'All sites go by the newer registry; the older one here is not sent. Compare the two, then take the newer one back, or publish this one on purpose.',
  'advice.registry_differs':
    'Nothing to press. This site goes by the registry; the line goes when the configuration file is corrected, or when the province publishes a right registry.',
  'advice.twin':
    'The figures of its units are not called current. Switch one machine off first, then lift the mark.',
  'advice.past_missing':
    'The province held {wanted} records of the unit when it was handed over; {held} are here so far. The rest comes by itself when the links are back. If nobody holds it any more, confirm here.',
  'advice.other': 'Read the guide to incidents before doing anything.',
  'resolve.lift': 'Lift the mark',
  'resolve.accept': 'Let it be taken',
  'resolve.dismiss': 'Dismiss',
  'resolve.adopt': 'Take this one back',
  'resolve.delete': 'Delete at every level',
  'resolveMeaning.lift':
    'The mark “source restored” goes at every level, on the board too. No figure changes. The next restore will be a new mark.',
  'resolveMeaning.accept':
    'The refused revision is taken when that site sends it again. Only after asking there, and knowing that it holds the true record.',
  'resolveMeaning.dismiss':
    'The line goes and nothing is taken. If that site says it again, the line comes back.',
  'resolve.take_back': 'Take the newer one back',
  'resolve.publish': 'Publish the one here',
  'resolveMeaning.take_back':
    'Fetches the newer registry from a site that holds it, checks its signature and publishes it again. Nothing changes for the sites.',
  'resolveMeaning.take_back_older':
    'Revision {newest} could not be fetched. Revision {reached} is published above it: what only revision {newest} changed goes back to what it was. If who holds it can still be reached, wait for that.',
  'resolveMeaning.publish':
    'The older registry here goes above the one that all sites go by. Sites and units that changed since go back to what they were.',
  'resolveMeaning.publish_configured':
    'This machine holds no registry that can be read. The table of sites in its configuration file goes above the one that all sites go by. Sites and units go by that table everywhere.',
  'stranded.at': 'stranded at {site}',
  'stranded.advice':
    'The former site wrote this after the hand-over, and nobody holds it. Ask {site} which dossiers these are; the site in charge receives them, then the operator at {site} presses “Entered at the new site”.',
  'sites.newerAgainstHere': 'The newer registry against the one here:',
  'sites.registryAgainstFile': 'The registry against the configuration file here:',
  'sites.changesHere': 'Changes in the registry here:',
  'sites.changesEverywhere': 'Changes at every site:',
  'sites.changesUnknown': 'Not known: the newer registry could not be fetched yet.',
  'sites.changesPartial':
    'Not in this list: what only the newest registry changed, which could not be fetched.',
  'resolveMeaning.adopt':
    'Fetches it from who holds it ({holders}), checks the owner’s signature and writes it as the original. The figures of every level follow.',
  'resolveMeaning.delete':
    'The record is removed at every level. Figures that rest on it shrink. Cannot be undone.',
  'incidents.site': 'Site {site}',
  'incidents.progress': '{done} of {all} records settled.',
  'incidents.someNeighbour': 'A direct neighbour',
  'incidents.siteInCharge': 'the site in charge',
  'incidents.settledAt': 'It is decided at {site}, not here.',
  'incidents.settledAbove':
    'Settled together with the unit’s original figures, in the line above: not record by record.',
  'incidents.andSites': '{names} and {n} more site|{names} and {n} more sites',
  'incidents.andMore': 'and {n} more record|and {n} more records',
  'incidents.more': 'Show more ({n} left)',
  'incidents.most': 'Not all records of each kind are shown; the rest follows when these are settled.',
  'incident.history_missing': 'original figures missing',
  'incident.lost_facts': 'source events lost',
  'advice.history_missing':
    'This machine lacks the facts of those days, while the levels above still hold their figures. Nothing has been overwritten. Decide: take the figures back, or start anew. Each button shows the outcome before anything is done.',
  'advice.lost_facts':
    'The data of the source went back to before these events: what the earlier figures counted is no longer on the machine. The unit’s operator holds it against registers and papers, then confirms here.',
  'history.count': '{n} day|{n} days',
  'history.days': '{n} day awaits a decision|{n} days await a decision',
  'history.reading': 'Reading what the levels hold: {done} of {all} days …',
  'history.dryRun': 'Dry run for {n} day, nothing is done yet|Dry run for {n} days, nothing is done yet',
  'history.kind': 'Total',
  'history.before': 'The levels hold',
  'history.after': 'It becomes',
  'history.stock': 'Added to the stock: {name}',
  'history.eachDay': 'Day by day',
  'history.unread':
    'The figures of {n} day cannot be read now: it stays as it is, to be decided later.|The figures of {n} days cannot be read now: they stay as they are, to be decided later.',
  'history.nothing': 'No day awaits a decision any more.',
  'history.gone':
    '{n} day has its original figures again and needs no decision.|{n} days have their original figures again and need no decision.',
  'history.more': 'The first {n} of {all} days now; the rest is decided afterwards.',
  'history.done': 'The decision for {n} day is recorded.|The decision for {n} days is recorded.',
  'lost.name': 'Source events lost',
  'lost.count': '{n} event|{n} events',
  'lost.none': 'No event is left to look at.',
  'lost.all': 'Choose {n} item|Choose all {n} items',
  'lost.more': 'The first {n} of {all} events are shown.',
  'lost.returned': 'is back',
  'lost.counted': 'still in the figures',
  'lost.removed': 'taken out of the figures',
  'lost.confirm': 'Confirm {n} item|Confirm {n} items',
  'resolve.inherit': 'Take the figures back',
  'resolve.start_anew': 'Start anew',
  'resolve.lost_facts': 'Look and confirm',
  'resolve.keep': 'Keep the one here',
  'resolve.entered': 'Entered at the new site',
  'resolve.no_more': 'No more is coming',
  'resolve.other': 'another choice',
  'resolveMeaning.inherit':
    'What the levels above hold becomes the ground of these days; later dossiers of those days are added. No number above falls. For a machine that was replaced or installed anew, and after a hand-over.',
  'resolveMeaning.start_anew':
    'These days are counted from the facts on this machine alone: usually nothing. The old figures are replaced at every level and marked “source restored”. Only when the old figures are certainly wrong.',
  'resolveMeaning.lost_facts':
    'For each code: if the papers exist, enter it again at the source and name the old code; if it was dropped on purpose, say why. Then choose and confirm. It changes no number; the list is kept with your name and reason.',
  'resolveMeaning.keep':
    'The record of this machine is written again and replaces the other one at every level, marked “source restored”. Only after the other machine is off; while it runs, the line comes back.',
  'resolveMeaning.entered':
    'The line goes here and no number changes. Only when the site in charge has entered all work of that day.',
  'resolveMeaning.no_more':
    'From now on the {held} records here count as all; {wanted} is what the province counted at the hand-over. The unit is current again and writes new days. A record that comes later is still taken. Only after asking the former site, the district and the province.',
  'resolveMeaning.twin':
    'From now on the remaining machine is the true one, and the mark goes at every level. Only after the other one is off; while it runs, the mark comes back.',
  'decisions.title': 'Decided',
  'decisions.of': 'Decided: {name}',
  'decisions.hint': 'What was decided at this site, the newest first.',
  'decisions.empty': 'Nothing was decided yet',
  'decisions.emptyHint': 'A decision is kept at the site that takes it; the first one here shows here.',
  'decisions.search': 'Search by person, unit, matter or reason',
  'decisions.noMatch': 'No decision fits.',
  'decisions.when': 'When',
  'decisions.who': 'Decided by',
  'decisions.what': 'About',
  'decisions.choice': 'Choice',
  'decisions.why': 'Why',
  'decisions.more': 'and {n} more',
  'decisions.sites': 'Arrange the sites',
  'dead.title': 'Events and records that could not be used',
  'dead.hint': 'The rest goes on. The unit’s figures count as complete only up to before it.',
  'dead.all': 'All are shown.',
  'dead.older': 'Show older ones',
  'dead.none': 'Nothing is held back',
  'dead.noneHint':
    'Unreadable events and records, or such that miss a register entry, appear here with the reason.',
  'dead.record': 'Record {id} from another site',
  'dead.tries': 'tried {n} time|tried {n} times',
  'dead.reason': 'Reason: {why}',
  'deadReason.INVALID_EVENT':
    'the event breaks the rule {rule} in the field “{field}”. Pass it on to software support as it stands.',
  'deadReason.INDICATOR_UNKNOWN':
    'the indicator “{indicator}” is not in the catalogue. Have the province add it, then try again.',
  'deadReason.INDICATOR_OF_ANOTHER':
    'the indicator “{indicator}” is not one of “{owner}”. Have the province check the catalogue, then try again.',
  'deadReason.FLOW_CARRIED':
    'the indicator “{indicator}” is not carried by a day. Pass it on to software support as it stands.',
  'deadReason.DIMENSION_UNKNOWN':
    'the indicator “{indicator}” is not split by “{dimension}”. Have the province add it, then try again.',
  'deadReason.VALUE_UNKNOWN':
    'the code “{value}” ({dimension}) is not in the catalogue. Have the province add it, then try again.',
  'deadReason.NOT_A_TALLY':
    'the record’s content cannot be read here. Have the sending unit check it; upgrade this site if its version is old, then try again.',
  'deadReason.TALLY_OF_ANOTHER':
    'the record holds figures of another unit or day. Have the sending unit check it, then try again.',
  'deadReason.TABLE_UNREADABLE':
    'the province’s table cannot be read here. Upgrade this site if its version is old, then try again.',
  'deadReason.UNEXPECTED_ERROR':
    'the service met an unexpected error ({error}); its log has the details. Pass it on to software support as it stands; once it is mended, try again.',
  'deadReason.EVENT_TOO_LARGE':
    'the event is larger than the stream takes, so it was not sent. Pass it on to software support as it stands.',
  'deadReason.STREAM_REFUSES':
    'the stream does not take this event. Try again; if it stays, pass it on to software support as it stands.',
  'deadReason.NEWER_RELEASE':
    'a newer release has written it, so it cannot be read and sent here. Upgrade this site; then it is sent by itself.',
  'deadReason.NO_OUTCOME':
    'the service did not say what became of the event. Try again; if it stays, pass it on to software support as it stands.',
  'deadReason.other': 'the service gives the code “{code}”. Pass it on to software support as it stands.',
  'dead.owner': 'To be handled by: {who}',
  'dead.siteOperator': 'the operator here',
  'dead.provinceOperator': 'the operator of the province',
  'dead.next': 'Next: {what}',
  'dead.mendTable': 'the province mends the catalogue, then try again',
  'dead.upgrade': 'upgrade this site, then try again',
  'dead.askSender': 'the sending site writes it again',
  'dead.tellSupport': 'pass it on to software support',
  'dead.due': 'Due: {time}',
  'dead.retry': 'Try again',
  'dead.done': 'It was used; the figures are being counted.',
  'dead.again': 'Still not: {why}',
  'work.now': 'to be decided',
  'work.decide': 'Look and decide',
  'span.days': '{n} day|{n} days',
  'span.hours': '{n} hour|{n} hours',
  'span.minutes': '{n} minute|{n} minutes',
  'service.directory': 'Directory',
  'service.operations': 'Operations',
  'service.reporting': 'Reporting',
  'service.onestop': 'One-stop',
};
