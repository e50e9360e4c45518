import { addDays, type LocalDay } from '@lienthong/domain';
import { createCalendar, dayNumber, isWorkingDay, nationalLayers } from '@lienthong/legal-clock';
import { type InventedPerson, inventPerson } from './invented-people.ts';
import { createRandom, type Random } from './random.ts';

/** What is done to a dossier, in the order in which it is done. */
export type Step =
  | { kind: 'hand_over'; to: 'specialist' | 'chair' }
  | { kind: 'supplement'; reason: string }
  | { kind: 'resume' | 'finish' | 'return' }
  | { kind: 'withdraw' | 'void'; reason: string }
  | { kind: 'correct'; procedureCode: string; reason: string };

export type PlannedDossier = {
  unit: string;
  procedureCode: string;
  channel: 'COUNTER' | 'ONLINE' | 'POST';
  applicant: InventedPerson;
  summary: string;
  /** Number of the moment at which it is received. */
  at: number;
  /** Each with the number of its moment, not before the one ahead of it. */
  steps: (Step & { at: number })[];
};

export type Moment = { day: LocalDay; time: string };

/** Two weeks of work at communes: the same for the same seed. */
export type Plan = { moments: Moment[]; dossiers: PlannedDossier[] };

const times = ['07:50', '09:20', '10:40', '13:30', '15:10', '16:20'];
const workingDays = 10;
const fewestPerDay = 6;
const mostPerDay = 10;

/** Procedures of the catalogue, with what people ask for and how long it takes in moments. */
const procedures = [
  {
    code: '1.004873',
    share: 0.3,
    takes: [4, 20],
    summaries: [
      'Xác nhận tình trạng hôn nhân để đăng ký kết hôn',
      'Xác nhận tình trạng hôn nhân để làm thủ tục vay vốn',
      'Xác nhận tình trạng hôn nhân để chuyển nhượng đất',
    ],
  },
  {
    code: '1.004837',
    share: 0.3,
    takes: [5, 22],
    summaries: [
      'Đăng ký giám hộ cho cháu nội',
      'Đăng ký giám hộ cho em chưa thành niên',
      'Đăng ký giám hộ theo văn bản cử người giám hộ',
    ],
  },
  {
    code: '2.000815',
    share: 0.4,
    takes: [1, 3],
    summaries: [
      'Chứng thực bản sao giấy khai sinh (02 bản)',
      'Chứng thực bản sao bằng tốt nghiệp (03 bản)',
      'Chứng thực bản sao giấy chứng nhận quyền sử dụng đất (02 bản)',
    ],
  },
] as const;

const reasons = {
  supplement: [
    'Thiếu bản chính để đối chiếu',
    'Thiếu giấy tờ chứng minh quan hệ nhân thân',
    'Tờ khai chưa có chữ ký của người yêu cầu',
  ],
  withdraw: ['Công dân không còn nhu cầu', 'Công dân nộp tại nơi thường trú khác'],
  void: ['Tiếp nhận trùng với hồ sơ khác', 'Nhập nhầm đơn vị tiếp nhận'],
  correct: ['Chọn nhầm thủ tục khi tiếp nhận'],
} as const;

/** The moments of the last working days before `end`, whose own morning stays free for the visitor. */
const momentsBefore = (end: LocalDay): Moment[] => {
  const calendar = createCalendar('seed', nationalLayers());
  const days: LocalDay[] = [];
  for (let day = addDays(end, -1); days.length < workingDays; day = addDays(day, -1))
    if (isWorkingDay(calendar, dayNumber(day))) days.unshift(day);
  return days.flatMap((day) => times.map((time) => ({ day, time })));
};

const pickProcedure = (random: Random): (typeof procedures)[number] => {
  let left = random.next();
  for (const procedure of procedures) {
    left -= procedure.share;
    if (left < 0) return procedure;
  }
  return procedures[0];
};

const planSteps = (
  random: Random,
  code: string,
  takes: readonly [number, number],
  at: number,
): PlannedDossier['steps'] => {
  const steps: PlannedDossier['steps'] = [];
  let moment = at;
  const then = (after: number, step: Step): void => {
    moment += after;
    steps.push({ ...step, at: moment });
  };
  const fate = random.next();
  if (fate < 0.03) {
    then(random.between(1, 8), { kind: 'void', reason: random.pick(reasons.void) });
    return steps;
  }
  if (fate < 0.07) {
    const other = random.pick(procedures.filter((one) => one.code !== code));
    then(1, { kind: 'correct', procedureCode: other.code, reason: random.pick(reasons.correct) });
  }
  then(random.between(0, 2), { kind: 'hand_over', to: 'specialist' });
  if (fate > 0.96) {
    then(random.between(1, 4), { kind: 'withdraw', reason: random.pick(reasons.withdraw) });
    return steps;
  }
  if (fate > 0.84) {
    then(random.between(1, 3), { kind: 'supplement', reason: random.pick(reasons.supplement) });
    then(random.between(6, 24), { kind: 'resume' });
  }
  then(random.between(...takes), { kind: 'hand_over', to: 'chair' });
  then(random.between(0, 2), { kind: 'finish' });
  then(random.between(0, 8), { kind: 'return' });
  return steps;
};

/**
 * @param end the day that the clock will show; the plan ends the evening before, with steps that lie beyond it left out: those dossiers are open,
 * waiting, late or ready.
 */
export const planTwoWeeks = (
  units: readonly { key: string; name: string }[],
  end: LocalDay,
  seed: number,
): Plan => {
  const random = createRandom(seed);
  const moments = momentsBefore(end);
  const dossiers: PlannedDossier[] = [];
  for (const unit of units) {
    for (let day = 0; day < workingDays; day += 1) {
      const count = random.between(fewestPerDay, mostPerDay);
      for (let number = 0; number < count; number += 1) {
        const procedure = pickProcedure(random);
        const at = day * times.length + random.between(0, times.length - 1);
        dossiers.push({
          unit: unit.key,
          procedureCode: procedure.code,
          channel: random.pick(['COUNTER', 'COUNTER', 'COUNTER', 'ONLINE', 'ONLINE', 'POST']),
          applicant: inventPerson(random, unit.name),
          summary: random.pick(procedure.summaries),
          at,
          steps: planSteps(random, procedure.code, procedure.takes, at).filter(
            (step) => step.at < moments.length,
          ),
        });
      }
    }
  }
  return { moments, dossiers };
};
