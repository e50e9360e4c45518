import { OneStopServiceService } from '@lienthong/contracts/onestop/v1/onestop';
import type { Surface } from '../../site/test/support/surface.ts';
import { authorisation } from '../src/grpc/authorisation.ts';

/** What this service can be asked, by whom: a change here is a change of rights and is read as one. */
export const surface: Surface = {
  contracts: {
    onestop: [OneStopServiceService, authorisation],
  },
  methods: {
    'onestop.receiveDossier': ['browser', 'clerk', '', 'unit'],
    'onestop.handOverDossier': ['browser', 'clerk', '', ''],
    'onestop.requestSupplement': ['browser', 'clerk', '', ''],
    'onestop.resumeDossier': ['browser', 'clerk', '', ''],
    'onestop.finishDossier': ['browser', 'clerk', '', ''],
    'onestop.returnDossier': ['browser', 'clerk', '', ''],
    'onestop.withdrawDossier': ['browser', 'clerk', '', ''],
    'onestop.voidDossier': ['browser', 'clerk leader', '', ''],
    'onestop.correctDossier': ['browser', 'clerk leader', '', ''],
    'onestop.getDossier': ['browser', 'clerk leader', '', ''],
    'onestop.listDossiers': ['browser', 'clerk leader', '', 'unit'],
    'onestop.countDossiers': ['browser', 'clerk leader', '', 'unit'],
    'onestop.listProcedures': ['browser', 'clerk leader', '', 'unit'],
  },
};
