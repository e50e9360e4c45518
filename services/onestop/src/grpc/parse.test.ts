import { requestRulesOf } from '@lienthong/contracts/field-rules';
import { OneStopServiceService } from '@lienthong/contracts/onestop/v1/onestop';
import { desks } from '../domain/dossier.ts';

test('the desks of the contract are the desks of the domain', () => {
  const rules = requestRulesOf(OneStopServiceService.handOverDossier.path);
  const to = rules?.fields.find(({ name }) => name === 'to');
  expect(new Set(to?.value?.known)).toEqual(new Set(desks));
});
