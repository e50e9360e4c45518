import type { DayReason } from '../calendar/layer.ts';
import { localDayAt } from '../local-time.ts';
import type { Channel, InterruptionReason, Term } from '../rule.ts';
import type { Derivation, Left, StartReason, Step } from './derivation.ts';
import { gather, type Told, toldLimit } from './gather.ts';
import { lawVi } from './law.ts';
import {
  capital,
  dateText,
  dayAfter,
  dayVi,
  distinct,
  minutesVi,
  momentVi,
  rangeText,
  timeText,
} from './words.ts';

const channels: Record<Channel, string> = {
  COUNTER: 'nộp trực tiếp',
  ONLINE: 'nộp trực tuyến',
  POST: 'nộp qua bưu chính công ích',
};

/** The reasons for waiting as an official says them. */
export const interruptionVi: Record<InterruptionReason, string> = {
  SUPPLEMENT: 'chờ bổ sung hồ sơ',
  FEE: 'chờ thực hiện nghĩa vụ tài chính',
  OTHER_AGENCY: 'chờ ý kiến cơ quan khác',
  THIRD_PARTY: 'chờ ý kiến bên thứ ba',
  OTHER: 'tạm dừng',
};

const provisional = (reason: DayReason): string => (reason.status === 'PROVISIONAL' ? ', tạm tính' : '');
const reasonText = (reason: DayReason): string => `${reason.name} (${reason.source}${provisional(reason)})`;

const clear = ' trọn vẹn, trả vào ngày tiếp theo';

/** A term in words: `5 ngày làm việc`. */
export const termVi = (term: Term): string => {
  switch (term.unit) {
    case 'WORKING_DAY':
      return `${term.amount} ngày làm việc${term.firstDay === 'CLEAR' ? clear : ''}`;
    case 'CALENDAR_DAY':
      return `${term.amount} ngày${term.firstDay === 'CLEAR' ? clear : ''}`;
    case 'WORKING_HOUR':
      return minutesVi(Math.round(term.amount * 60));
    case 'SAME_DAY':
      return `trả trong ngày nếu nhận trước ${term.cutoff}`;
    default: {
      const never: never = term;
      return never;
    }
  }
};

/** What is left, in words: `2 ngày làm việc`. */
export const leftVi = (left: Left): string => {
  switch (left.unit) {
    case 'WORKING_DAY':
      return left.amount === 0 ? 'ngày cuối của thời hạn' : `${left.amount} ngày làm việc`;
    case 'CALENDAR_DAY':
      return left.amount === 0 ? 'ngày cuối của thời hạn' : `${left.amount} ngày`;
    case 'WORKING_MINUTE':
      return minutesVi(left.amount);
    default: {
      const never: never = left.unit;
      return never;
    }
  }
};

const waitOf = (index: number, { interruptions, rule }: Derivation): { waiting: string; basis: string } => {
  const { reason, basis } = interruptions[index] ?? { reason: 'OTHER' as const, basis: '' };
  const limit = toldLimit(rule, reason);
  const unit = limit?.unit === 'WORKING_DAY' ? 'ngày làm việc' : 'ngày';
  return { waiting: `${interruptionVi[reason]}${limit ? `, tối đa ${limit.amount} ${unit}` : ''}`, basis };
};

const startText = (step: Extract<Step, { kind: 'START' }>, derivation: Derivation): string => {
  const restarted = derivation.steps.findLast(({ kind }) => kind === 'RESTARTED');
  const waited =
    restarted?.kind === 'RESTARTED' ? derivation.interruptions[restarted.interruption] : undefined;
  const resumed = waited?.reason === 'SUPPLEMENT' ? 'Nhận đủ hồ sơ' : 'Tiếp tục giải quyết';
  const came = `${step.again ? resumed : 'Tiếp nhận'} lúc ${momentVi(step.at)}`;
  const closed = step.reason?.kind === 'WEEKEND' ? 'ngày nghỉ hằng tuần' : `ngày nghỉ: ${step.reason?.name}`;
  const why: Record<StartReason, string> = {
    IN_HOURS: 'trong giờ làm việc',
    BEFORE_OPENING: 'trước giờ làm việc',
    IN_BREAK: 'trong giờ nghỉ trưa',
    AFTER_CLOSING: 'sau giờ làm việc',
    CLOSED_DAY: closed,
  };
  const same = step.day === localDayAt(step.at);
  const counted = same ? '' : `, coi như nhận vào ngày làm việc tiếp theo, ${dayVi(step.day)}`;
  return `${came} (${why[step.why]})${counted}.`;
};

const stageText = (step: Extract<Step, { kind: 'STAGE' }>): string => {
  const head = `${step.holder}: ${termVi(step.term)}`;
  if (step.afterInstant !== undefined) {
    return `${head}, tính từ ${momentVi(step.afterInstant)} (${lawVi.firstHour}).`;
  }
  if (step.term.unit === 'SAME_DAY' || step.term.unit === 'WORKING_HOUR') return `${head}.`;
  if (step.term.firstDay === 'SAME_DAY')
    return `${head}, tính từ ${dayVi(dayAfter(step.afterDay))}, kể cả ngày đó.`;
  return `${head}, tính từ ngày liền sau ${dayVi(step.afterDay)} (không tính ngày đầu tiên, ${lawVi.firstDay}).`;
};

const sumText = ({ first, last, stage, days, minutes, complete }: Extract<Told, { kind: 'SUM' }>): string => {
  if (first?.kind === 'WORKED' && last?.kind === 'WORKED') {
    return `${complete ? 'Tính đủ' : 'Đã tính'} ${minutesVi(Math.round(minutes))}, từ ${momentVi(first.from)} đến ${momentVi(last.to)}.`;
  }
  if (first?.kind !== 'COUNTED' || last?.kind !== 'COUNTED') return 'Chưa tính ngày nào.';
  const unit = stage.term.unit === 'CALENDAR_DAY' ? 'ngày' : 'ngày làm việc';
  const counted = `${complete ? 'Tính đủ' : 'Đã tính'} ${days} ${unit}`;
  if (first.from === last.to) return `${counted}: ${dayVi(first.from)}.`;
  return `${counted}, từ ${dayVi(first.from)} đến ${dayVi(last.to)}.`;
};

const dueText = (step: Extract<Step, { kind: 'DUE' }>, { steps }: Derivation): string => {
  const stage = steps.findLast(({ kind }) => kind === 'STAGE');
  const exact = stage?.kind === 'STAGE' && stage.term.unit === 'WORKING_HOUR';
  return exact
    ? `Hạn trả kết quả: ${timeText(step.at)} ${dayVi(step.day)}.`
    : `Hạn trả kết quả: hết ${dayVi(step.day)} (${timeText(step.at)}).`;
};

const tell = (told: Told, derivation: Derivation): string => {
  switch (told.kind) {
    case 'START':
      return startText(told, derivation);
    case 'STAGE':
      return stageText(told);
    case 'WEEKENDS':
      return `Không tính ${told.days} ngày nghỉ hằng tuần: ${told.stretches.map(({ from, to }) => rangeText(from, to)).join(', ')}.`;
    case 'SKIPPED':
      return `Không tính ${rangeText(told.from, told.to)}: ${reasonText(told.reason)}.`;
    case 'MADE_UP':
      return `Có tính ${dayVi(told.step.from)}: ${told.step.makeUp ? reasonText(told.step.makeUp) : ''}.`;
    case 'SUSPENDED': {
      const { waiting, basis } = waitOf(told.interruption, derivation);
      const when = told.between
        ? `từ ${momentVi(told.between.from)} đến ${momentVi(told.between.to)}`
        : rangeText(told.from, told.to);
      return `Không tính ${when}: ${waiting} (${basis}).`;
    }
    case 'SUM':
      return sumText(told);
    case 'MOVED': {
      const why = distinct(told.reasons.map(({ name }) => name)).join(', ');
      return `Ngày cuối cùng, ${dayVi(told.from)}, là ngày nghỉ (${why}) nên thời hạn kết thúc vào ngày làm việc tiếp theo, ${dayVi(told.to)} (${lawVi.closedLastDay}).`;
    }
    case 'GIVEN_BACK':
      return `Dừng vào đúng ngày cuối nên ngày cuối được tính lại vào ${dayVi(told.day)}.`;
    case 'HANDED_OVER':
      return `Chuyển hồ sơ đến ${told.to} lúc ${momentVi(told.at)}; phần sau tính từ lúc nhận.`;
    case 'RESTARTED': {
      const { waiting, basis } = waitOf(told.interruption, derivation);
      return `${capital(waiting)} đến ${momentVi(told.at)}; từ đó thời hạn được tính lại từ đầu (${basis}).`;
    }
    case 'NO_EFFECT': {
      const { waiting, basis } = waitOf(told.interruption, derivation);
      const since = momentVi(derivation.interruptions[told.interruption]?.from ?? derivation.receivedAt);
      const effect = {
        RUNS: `vẫn tính vào thời hạn (${basis})`,
        TERM_OVER: 'thời hạn đã hết từ trước nên ngày hẹn trả không đổi',
        NO_TIME: 'không làm thay đổi thời hạn',
      };
      return `${capital(waiting)} từ ${since}: ${effect[told.why]}.`;
    }
    case 'EXTENDED':
      return `Đã xin lỗi và hẹn lại từ ${dayVi(told.from)} sang ${dayVi(told.to)}: ${told.extension.reason} (${lawVi.extension}).`;
    case 'WAITING': {
      const { waiting, basis } = waitOf(told.interruption, derivation);
      const anew = derivation.interruptions[told.interruption]?.effect === 'RESET';
      const left = anew ? `sẽ tính lại từ đầu ${leftVi(told.left)}` : `còn lại ${leftVi(told.left)}`;
      return `Đang ${waiting} từ ${momentVi(told.since)} (${basis}); chưa có ngày hẹn trả, ${left}.`;
    }
    case 'DUE':
      return dueText(told, derivation);
    default: {
      const never: never = told;
      return never;
    }
  }
};

/** The proof in Vietnamese, as short lines that a clerk can read out. */
export const renderVi = (derivation: Derivation): readonly string[] => {
  const { rule, channel, steps } = derivation;
  const version = rule.version === rule.validFrom ? '' : `, phiên bản ${rule.version}`;
  const head = `Theo ${rule.source}: ${rule.title}, ${channels[channel]} (thủ tục ${rule.id}${version}, hiệu lực từ ${dateText(rule.validFrom)}).`;
  return [head, ...gather(steps).map((told) => tell(told, derivation))];
};
