import { DeadLetterServiceService } from '@lienthong/contracts/common/v1/dead_letter';
import { EventsServiceService } from '@lienthong/contracts/common/v1/events';
import { deadLetterAuthorisation, eventsAuthorisation } from '@lienthong/runtime';
import { any, type Surface } from './support/surface.ts';

/** What every process can be asked for the services that it hosts, by whom. */
export const surface: Surface = {
  contracts: {
    events: [EventsServiceService, eventsAuthorisation],
    deadLetters: [DeadLetterServiceService, deadLetterAuthorisation],
  },
  methods: {
    'events.readEvents': ['', '', any, ''],
    'events.summariseEvents': ['', '', any, ''],
    'events.getPublishingProgress': ['', '', any, ''],
    'deadLetters.listDeadLetters': ['browser', 'operator', '', ''],
    'deadLetters.retryDeadLetter': ['browser', 'operator', '', ''],
  },
};
