import { officeAt } from './official-dates.ts';
import { say } from './official.ts';
import { Corrected, Owner } from './person-lines.tsx';
import { atEnd, Line, linesOf, QrCode, Sheet, Signatures } from './sheet.tsx';
import styles from './sheet.module.css';
import type { Slip } from './slip.ts';

const mostAsked = 5;
const mostTold = 16;
const isLong = ({ requested, told, address }: Slip): boolean =>
  linesOf(requested) + linesOf(told) + linesOf(address) > 9;

/** Form 02: Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ. */
export function SupplementRequest({ of: slip }: { of: Slip }) {
  const told = atEnd(say('supplement.what'), slip.told, mostTold);
  return (
    <Sheet
      title={say('supplement.title')}
      unitName={slip.unitName}
      at={slip.at}
      number={say('supplement.number')}
      isLong={isLong(slip)}
      about={slip.code}
    >
      <Person slip={slip} who={say('dossierOf')} />
      <p>{say('supplement.what')}</p>
      <p className={styles.told}>{told.shown}</p>
      <p>{say('supplement.contact', { name: slip.by })}</p>
      <Signatures of={[{ role: 'sign.guide', name: slip.by }]} />
      <Corrected of={slip} />
      {told.rest}
      <Requested slip={slip} />
    </Sheet>
  );
}

/** Form 03: Phiếu từ chối tiếp nhận giải quyết hồ sơ. */
export function Refusal({ of: slip }: { of: Slip }) {
  const told = atEnd(say('refusal.what', { office: officeAt(slip.at) }), slip.told, mostTold);
  return (
    <Sheet
      title={say('refusal.title')}
      unitName={slip.unitName}
      at={slip.at}
      number={say('refusal.number')}
      isLong={isLong(slip)}
      about={slip.code}
    >
      <Person slip={slip} who={say('applicant')} />
      <p>{say('refusal.what', { office: officeAt(slip.at) })}</p>
      <p className={styles.told}>{told.shown}</p>
      <p>{say('refusal.end')}</p>
      <Signatures of={[{ role: 'sign.submitter' }, { role: 'sign.receiver', name: slip.by }]} />
      {told.rest}
      <Requested slip={slip} />
    </Sheet>
  );
}

function Person({ slip, who }: { slip: Slip; who: string }) {
  const lines = (
    <dl>
      {slip.code ? <Line name={say('code')} value={slip.code} strong /> : null}
      <Line name={who} value={slip.name} strong />
      <Owner of={slip} />
      <Line name={say('address')} value={slip.address} />
      <Line name={say('phone')} value={slip.phone} />
      <Line name={say('email')} value="" />
      <Line name={say('requested')} value={atEnd('', slip.requested, mostAsked).shown} />
    </dl>
  );
  if (!slip.code) return lines;
  return (
    <div className={styles.top}>
      {lines}
      <QrCode text={slip.code} />
    </div>
  );
}

/** What is asked for in full, where it did not fit. */
const Requested = ({ slip }: { slip: Slip }) => atEnd(say('requested'), slip.requested, mostAsked).rest;
