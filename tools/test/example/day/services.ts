import { gatherServices } from '@lienthong/runtime';
import { services as platform } from '@lienthong/site';
import { floods } from '../src/service.ts';

/** The services of the platform, and the example. */
export const services = gatherServices([...platform.inOrder, floods]);
